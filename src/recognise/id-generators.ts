import type { ColumnFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';

type Generated = ColumnFact['generated'];

/**
 * What makes an identifier, by `source#name`. Random GUIDs of any package count as version 4.
 * Sources: the documentation of each package on npm; `crypto.randomUUID` gives version 4 (RFC 9562, section 5.4).
 */
const generators: Readonly<Record<string, NonNullable<Generated>>> = {
  'uuid#v4': 'uuid-v4',
  'uuid#default': 'uuid-v4',
  'uuid#*': 'uuid-v4',
  'uuid/v4#default': 'uuid-v4',
  'uuid/v4#*': 'uuid-v4',
  'uuidv4#uuid': 'uuid-v4',
  'uuid-random#default': 'uuid-v4',
  'uuid-random#*': 'uuid-v4',
  '@lukeed/uuid#v4': 'uuid-v4',
  '@lukeed/uuid#uuid': 'uuid-v4',
  'crypto#randomUUID': 'uuid-v4',
  'node:crypto#randomUUID': 'uuid-v4',
  'global#crypto.randomUUID': 'uuid-v4',
  'global#globalThis.crypto.randomUUID': 'uuid-v4',
  'crypto#webcrypto.randomUUID': 'uuid-v4',
  'node:crypto#webcrypto.randomUUID': 'uuid-v4',
  'global#Bun.randomUUIDv7': 'uuid-v7',
  'bun#randomUUIDv7': 'uuid-v7',
  'uuid#v7': 'uuid-v7',
  'uuidv7#uuidv7': 'uuid-v7',
  'uuidv7#default': 'uuid-v7',
  '@std/uuid/unstable-v7#generate': 'uuid-v7',
  'uuid#v1': 'other',
  'uuid/v1#default': 'other',
  'uuid/v1#*': 'other',
  'uuid#v6': 'other',
  'nanoid#nanoid': 'nanoid',
  'nanoid#default': 'nanoid',
  'nanoid/non-secure#nanoid': 'nanoid',
  'ulid#ulid': 'ulid',
  'ulidx#ulid': 'ulid',
  'ulid#monotonicFactory': 'ulid',
  '@paralleldrive/cuid2#createId': 'cuid',
  'cuid#default': 'cuid',
  'cuid#*': 'cuid',
  'short-uuid#generate': 'uuid-v4',
  'short-uuid#uuid': 'uuid-v4',
  'bson#ObjectId': 'other',
  'mongodb#ObjectId': 'other',
  'mongoose#Types.ObjectId': 'other',
  'id128#Ulid.generate': 'ulid',
  'id128#Uuid4.generate': 'uuid-v4',
  'id128#Uuid1.generate': 'other',
};

/** `source#name.member`; the default and the namespace of a module stand for the module. */
function symbolOf(value: Value): string | null {
  if (value.k === 'import') return `${value.source}#${value.name}`;
  if (value.k === 'global') return `global#${value.name}`;
  if (value.k !== 'member') return null;
  const of = symbolOf(value.of);
  if (of === null) return null;
  return /#(\*|default)$/.test(of) ? of.replace(/#(\*|default)$/, `#${value.name}`) : `${of}.${value.name}`;
}

/**
 * How an identifier is made, from the expression that makes it: `uuidv4()`, `new ObjectId()`, or the generator itself
 * where an option takes the function (`default: uuidv4`). Methods on the result (`.toString()`, `.replace(…)`) and
 * alternatives (`this.id ?? uuid()`) are looked through; `null` for anything else.
 */
export function classifyIdGenerator(value: Value): Generated {
  const symbol = symbolOf(value);
  if (symbol !== null && Object.hasOwn(generators, symbol)) return generators[symbol]!;
  switch (value.k) {
    case 'call':
      // `uuid().toString()`, `short.generate()`, `uuid.v4()`
      return classifyIdGenerator(value.callee) ?? (value.callee.k === 'member' ? classifyIdGenerator(value.callee.of) : null);
    case 'new':
      return classifyIdGenerator(value.callee);
    case 'union':
      for (const one of value.of) {
        const generated = classifyIdGenerator(one);
        if (generated) return generated;
      }
      return null;
    default:
      return null;
  }
}
