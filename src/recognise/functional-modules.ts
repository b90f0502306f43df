import type { Value } from '../facts/value.js';

/** Modules about collections; `map` of the others (`Option`, `TaskEither`, `Effect`) calls its argument at most once. */
const collections = /^(?:readonly)?(?:nonEmpty)?(?:array|record|set|map|chunk|hashMap|hashSet|list)$/i;

/**
 * What a module of fp-ts (https://gcanti.github.io/fp-ts/modules/) or Effect (https://effect.website/docs) is about:
 * `import * as A from 'fp-ts/Array'`, `import { option } from 'fp-ts'`, `import { Effect } from 'effect'`.
 * - `many`: collections
 * - `one`: a value that may be there, or come later
 * - `null`: no such module
 */
export function functionalModule(value: Value): 'many' | 'one' | null {
  if (value.k !== 'import' || !/^(?:fp-ts|effect)(?:\/|$)/.test(value.source)) return null;
  const name = value.name === '*' || value.name === 'default' ? value.source.slice(value.source.lastIndexOf('/') + 1) : value.name;
  return collections.test(name) ? 'many' : 'one';
}

/** Functions of such modules that call their first argument once per element of a list, whatever the module is about. */
export const traversals: ReadonlySet<string> = new Set(['traverseArray', 'traverseArrayWithIndex', 'traverseSeqArray', 'traverseSeqArrayWithIndex', 'traverseReadonlyArrayWithIndex', 'traverseReadonlyNonEmptyArrayWithIndex']);
