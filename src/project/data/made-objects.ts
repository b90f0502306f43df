import type { LocatedValue, Project, Resolved, Scope } from '../../facts/project.js';
import { lastName } from '../../facts/value.js';
import { superCall } from '../values/constructions.js';

/** Decorators of class-transformer after which a field is not sent as it is held. */
const changesField = new Set(['Exclude', 'Transform']);

const maxLevels = 6;

/**
 * What the fields hold that JSON writes of an object made in sight (`new Page(rows, total)`): `private` ones too, which is
 * a word for the compiler only; not `#own` ones. Nothing where `toJSON` or a package's base class decides what is sent.
 * What `Object.assign(this, row)` copies is not seen.
 */
export function sentFields(project: Project, made: Extract<Resolved, { r: 'instance' }>): readonly LocatedValue[] {
  const sent: LocatedValue[] = [];
  let { ref, args, scope } = made;
  for (let level = 0; level < maxLevels; level += 1) {
    const { file, fact } = ref;
    if (Object.hasOwn(fact.methods, 'toJSON')) return [];
    const inside: Scope | null = fact.ctor === null ? null : { fn: project.fn(file, fact.ctor), args, outer: scope };
    for (const [name, { value, isStatic, decorators }] of Object.entries(fact.fields))
      if (value && inside && !isStatic && !name.startsWith('#') && !decorators.some(({ callee }) => changesField.has(lastName(callee)))) sent.push({ file, value, scope: inside });
    if (!fact.extends) return sent;
    const above = project.resolve({ file, value: fact.extends, scope: null }).find((r) => r.r === 'class');
    if (above?.r !== 'class') return [];
    if (inside) {
      const given = superCall(ref)?.args ?? [];
      args = given.map((value) => ({ file, value, scope: inside }));
      scope = null;
    }
    ref = above.ref;
  }
  return [];
}
