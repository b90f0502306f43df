import type { Endpoint, LocatedValue } from '../../facts/project.js';
import type { Value } from '../../facts/value.js';
import { givenIn } from './endpoint-paths.js';

/** Why the path of an endpoint is not known, as a clause: what stands where the path shows `…`. `null` where it is known. */
export function pathGapReason({ pathGap, fact, file }: Endpoint): string | null {
  if (!pathGap) return null;
  if (fact.protocol === 'trpc') return 'no router in sight holds it';
  const text = written(pathGap, 0);
  const place = pathGap.file === file ? '' : ` of ${pathGap.file.path}`;
  return `${text ?? 'what is computed for …'}${place} cannot be followed to a constant`;
}

/**
 * An expression as somebody would write it, parameters by what the followed calls give for them:
 * `toPath(Orders.table)`, `this.options.prefix`. `null` for what has no short form.
 */
function written(located: LocatedValue, level: number): string | null {
  const { value, file, scope } = located;
  if (level > maxLevels) return null;
  const next = (of: Value): string | null => written({ ...located, value: of }, level + 1);
  switch (value.k) {
    case 'literal':
      return JSON.stringify(value.value);
    case 'import':
      return value.name === '*' || value.name === 'default' ? JSON.stringify(value.source) : value.name;
    case 'ref':
    case 'global':
      return value.name;
    case 'this':
      return 'this';
    case 'param': {
      const given = givenIn(scope, located);
      return (given && written(given, level + 1)) ?? file.functions[value.fn]?.params[value.index]?.name ?? null;
    }
    case 'member': {
      const of = next(value.of);
      return of === null || value.name === '[]' ? null : `${of}.${value.name}`;
    }
    case 'call': {
      const parts = [value.callee, ...value.args].map(next);
      return parts.includes(null) ? null : `${parts[0]!}(${parts.slice(1).join(', ')})`;
    }
    default:
      return null;
  }
}

const maxLevels = 6;
