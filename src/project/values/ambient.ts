import type { TypeFact } from '../../facts/code.js';
import type { FileFacts } from '../../facts/file.js';
import type { LocatedValue } from '../../facts/project.js';

export interface AmbientType {
  readonly file: FileFacts;
  readonly fact: TypeFact;
}

/** What files add to types that stand elsewhere, and the objects that Fastify's `decorate` hangs on apps and requests. */
export interface Ambient {
  /** By `source#name`, `global#Namespace.name`: an interface may be added to in several files. */
  typesOf(key: string): readonly AmbientType[];
  /** Values of `app.decorate('db', value)`, by name. */
  decorated(name: string): readonly LocatedValue[];
}

const decorators = new Set(['decorate', 'decorateRequest', 'decorateReply']);

export function createAmbient(files: readonly FileFacts[]): Ambient {
  const types = new Map<string, AmbientType[]>();
  for (const file of files)
    for (const [key, fact] of Object.entries(file.ambient ?? {})) {
      const list = types.get(key);
      if (list) list.push({ file, fact });
      else types.set(key, [{ file, fact }]);
    }
  let values: Map<string, LocatedValue[]> | undefined;
  return {
    typesOf: (key) => types.get(key) ?? [],
    decorated: (name) => (values ??= decorations(files)).get(name) ?? [],
  };
}

/** https://fastify.dev/docs/latest/Reference/Decorators/ */
function decorations(files: readonly FileFacts[]): Map<string, LocatedValue[]> {
  const found = new Map<string, LocatedValue[]>();
  for (const file of files)
    for (const { callee, args } of file.calls) {
      const [name, value] = args;
      if (callee.k !== 'member' || !decorators.has(callee.name) || name?.k !== 'literal' || typeof name.value !== 'string' || !value || value.k === 'literal') continue;
      const list = found.get(name.value);
      if (list) list.push({ file, value, scope: null });
      else found.set(name.value, [{ file, value, scope: null }]);
    }
  return found;
}
