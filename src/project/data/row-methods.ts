import type { FileFacts } from '../../facts/file.js';
import { own } from '../../facts/own.js';
import type { ClassRef, LocatedType, Query, Resolved, Table } from '../../facts/project.js';
import type { Value } from '../../facts/value.js';
import type { Evaluator } from '../values/evaluate.js';
import { instance } from '../values/resolved.js';
import { oneOf, partOf, someOf } from './row-path.js';

/** Classes above a class that are asked for a method. */
const maxLevels = 6;

const nothing: readonly Resolved[] = [];

/**
 * What a method is that is called on a row of a query: that of the entity's class, or one that a Mongoose schema defines.
 * Rows of SQL text have none. Also of what a field of a row holds: `order.lines[0].close()`. Does not see: rows that were made plain (`lean()`, `raw: true`), where the call would fail.
 * @param declarationOf the table that is declared where a value was made
 */
export function createRowMethods(
  evaluator: Evaluator,
  file: (path: string) => FileFacts | undefined,
  declarationOf: (resolved: Resolved) => Table | null,
): (query: Query, path: readonly string[], name: string) => readonly Resolved[] {
  const classesOf = ({ file: at, fact, table }: Query): ClassRef[] => {
    const named = fact.table && 'value' in fact.table ? evaluator.resolve({ file: at, value: fact.table.value, scope: null }) : nothing;
    const classes = named.flatMap((r) => (r.r === 'class' || r.r === 'instance' ? [r.ref] : []));
    if (classes.length > 0 || table === null || table.fact.cls === null) return classes;
    const declaring = file(table.file);
    return declaring ? [evaluator.cls(declaring, table.fact.cls)] : [];
  };

  const ofClass = (ref: ClassRef, name: string, level = 0): readonly Resolved[] => {
    const method = own(ref.fact.methods, name);
    if (method !== undefined) return [{ r: 'function', ref: evaluator.fn(ref.file, method), scope: null }];
    if (level > maxLevels || !ref.fact.extends) return nothing;
    return evaluator.resolve({ file: ref.file, value: ref.fact.extends, scope: null }).flatMap((r) => (r.r === 'class' ? ofClass(r.ref, name, level + 1) : nothing));
  };

  const ofTable = (table: Table, name: string): readonly Resolved[] => {
    const declaring = file(table.file);
    if (!declaring) return nothing;
    const { methods, methodsOf, schema } = table.fact;
    const resolve = (value: Value): readonly Resolved[] => evaluator.resolve({ file: declaring, value, scope: null });
    const method = methods && own(methods, name);
    if (method) return resolve(method).filter((r) => r.r === 'function');
    for (const value of methodsOf ?? [])
      for (const r of resolve(value)) {
        const found = r.r === 'class' ? ofClass(r.ref, name) : nothing;
        if (found.length > 0) return found;
      }
    for (const r of schema ? resolve(schema) : nothing) {
      const declared = declarationOf(r);
      if (declared && !declared.fact.schema) return ofTable(declared, name);
    }
    return nothing;
  };

  /** `order.lines[0]`: the class of what a field of a row holds, as its written type says. */
  const associated = (classes: readonly ClassRef[], path: readonly string[]): readonly ClassRef[] => {
    let held: readonly Resolved[] = classes.map((ref) => instance(ref));
    for (const step of path)
      held = held.flatMap((r) => {
        if (someOf.test(step)) return [r];
        if (oneOf.test(step)) return r.r === 'type' && r.located.type.t === 'array' ? evaluator.resolveType({ file: r.located.file, type: r.located.type.of }) : nothing;
        const type = r.r === 'instance' ? fieldType(r.ref, step) : null;
        return type ? evaluator.resolveType(type) : nothing;
      });
    return held.flatMap((r) => (r.r === 'instance' ? [r.ref] : []));
  };

  const fieldType = (ref: ClassRef, name: string, level = 0): LocatedType | null => {
    const field = own(ref.fact.fields, name);
    if (field) return field.type && !field.isStatic ? { file: ref.file, type: field.type } : null;
    if (level > maxLevels || !ref.fact.extends) return null;
    for (const r of evaluator.resolve({ file: ref.file, value: ref.fact.extends, scope: null })) if (r.r === 'class') return fieldType(r.ref, name, level + 1);
    return null;
  };

  return (query, path, name) => {
    const { fact, table } = query;
    if (fact.text || fact.columns === 'none' || fact.action === 'count' || fact.action === 'exists' || fact.action === 'transaction') return nothing;
    if (table && table.fact.layer !== fact.layer) return nothing;
    const isRow = partOf(fact, path) === 'row';
    // the first step that is a name, not one of what a driver's result or a promise consists of
    const field = isRow ? path.length : path.findIndex((step) => /^[a-z_]\w*$/i.test(step) && !/^(?:await|rows|count)$/.test(step));
    if (!isRow && (field < 0 || partOf(fact, path.slice(0, field)) !== 'row')) return nothing;
    for (const ref of associated(classesOf(query), path.slice(field))) {
      const found = ofClass(ref, name);
      if (found.length > 0) return found;
    }
    return table && isRow ? ofTable(table, name) : nothing;
  };
}
