import { dataLayers } from '../../data-layers/index.js';
import type { ReturnFact } from '../../facts/code.js';
import { packageOfSymbol } from '../../facts/package-name.js';
import type { FunctionRef, LocatedType, LocatedValue, Resolved } from '../../facts/project.js';

interface Follower {
  resolve(located: LocatedValue): readonly Resolved[];
  resolveType(located: LocatedType): readonly Resolved[];
}

/** Packages whose types may be those of rows. */
const ofRows = new Set(dataLayers.flatMap(({ enabledBy }) => enabledBy));

/**
 * Whether a test has said that what is returned is no row: `if (isFailure(order)) return order`, `if (order instanceof
 * Response) return order`. A type guard of the project counts by the predicate that is written, one whose type leads
 * nowhere (`value is T`) not at all.
 */
export function isNoRow(follower: Follower, { file }: FunctionRef, { guard, instanceOf }: ReturnFact): boolean {
  if (instanceOf) return areOthers(follower.resolve({ file, value: instanceOf, scope: null }));
  const guards = guard ? follower.resolve({ file, value: guard, scope: null }) : [];
  return guards.length > 0 && guards.every((r) => r.r === 'function' && r.ref.fact.predicate !== undefined && areOthers(follower.resolveType({ file: r.ref.file, type: r.ref.fact.predicate })));
}

const areOthers = (found: readonly Resolved[]): boolean => found.length > 0 && found.every(isOther);

/** A class without a table, an interface, or the type of a package that has nothing to do with rows. */
function isOther(r: Resolved): boolean {
  if (r.r === 'class' || r.r === 'instance') return !r.ref.file.tables.some(({ cls }) => cls === r.ref.index);
  return r.r === 'type' || (r.r === 'external' && !ofRows.has(packageOfSymbol(r.symbol)));
}
