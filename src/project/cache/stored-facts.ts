import type { FileFacts } from '../../facts/file.js';
import type { Value } from '../../facts/value.js';
import { type Convert, convertValues, type PlacesIn, unpackPool, ValuePool } from './value-pool.js';

/** Members of a file's facts that are large, or empty in most files: they are parsed when they are asked for. Their order is that of the stored lines. */
export const foldedMembers = [
  'lines',
  'bindings',
  'types',
  'functions',
  'classes',
  'calls',
  'namedCalls',
  'assigns',
  'reads',
  'endpoints',
  'mounts',
  'middlewares',
  'providers',
  'queries',
  'tables',
  'answers',
  'logs',
  'joinedSql',
  'effects',
] as const;

type FoldedMember = (typeof foldedMembers)[number];
type LightFacts = Omit<FileFacts, FoldedMember>;

const lineFeed = 10;
/** Laid over facts it takes them out of what is printed. */
const noneFolded = Object.fromEntries(foldedMembers.map((name) => [name, undefined]));

const value = 'value';
const values = ['each', value] as const;
const decorators = ['each', { callee: value, args: values }] as const;
const within = ['each', { callee: value }] as const;
const loop = { over: value } as const;

/** Where the values of a file stand; those in types and those that few files hold are printed as they are. */
const places: { readonly [Member in FoldedMember]?: PlacesIn<NonNullable<FileFacts[Member]>> } = {
  bindings: values,
  functions: ['each', { params: ['each', { initial: value, decorators }], decorators, returns: ['each', { value, guard: value, instanceOf: value }], passedTo: { callee: value } }],
  classes: ['each', { extends: value, decorators, fields: ['each', { value, decorators }] }],
  calls: ['each', { callee: value, args: values, loop }],
  namedCalls: ['each', { callee: value }],
  assigns: ['each', { target: value, value }],
  reads: ['each', { consumers: within }],
  endpoints: ['each', { router: value, handlers: values, schemas: { body: value, query: value, params: value, headers: value, response: value }, pathValue: value, methodValue: value, documentedResponse: value }],
  mounts: ['each', { parent: value, pathValue: value, child: value }],
  middlewares: ['each', { scope: { router: value }, value }],
  providers: ['each', { token: value, use: value }],
  queries: ['each', { receiver: value, table: { value }, columnsFrom: { options: value }, boundsFrom: { options: value }, data: value, text: value, loop }],
  tables: ['each', { columns: ['each', { references: { value }, generator: value, options: value }], relations: ['each', { target: value, options: value }], methods: values, methodsOf: values, schema: value }],
  answers: ['each', { on: value, body: value, status: value }],
  logs: ['each', { receiver: value, args: ['each', { value, leaves: ['each', { value }] }] }],
  joinedSql: ['each', { callee: value, holes: ['each', { value }] }],
  effects: { calls: ['each', { callee: value, args: values, steps: ['each', { args: values }], within }], defaults: ['each', { client: value, value }], textUses: ['each', { text: value, within }] },
};

/** Members that are records, the others being lists. */
const records: ReadonlySet<FoldedMember> = new Set(['bindings', 'types']);
const isEmpty = (member: object): boolean => (Array.isArray(member) ? member : Object.keys(member)).length === 0;

/** A member with each value as its number in a pool, or the other way. */
const converted = <Member extends FoldedMember>(name: Member, member: FileFacts[Member], of: Convert, inPlace: boolean): FileFacts[Member] => {
  const where = places[name];
  return where ? convertValues(member, where, of, inPlace) : member;
};

/** How long the line of each folded member is, in bytes; 0 for one that is empty, `null` for one that is not there. */
type Lengths = readonly (number | null)[];

/**
 * The facts as lines of JSON, each ended by a line feed: the light members with the lengths of what follows, the pool of
 * values, then each folded member that is there and not empty.
 */
function storeFacts(facts: FileFacts): string {
  const light = { ...facts, ...noneFolded };
  const pool = new ValuePool();
  const members = foldedMembers.map((name) => {
    const member = facts[name];
    if (member === undefined) return null;
    return isEmpty(member) ? '' : `${JSON.stringify(converted(name, member, pool.pack, false))}\n`;
  });
  const values = pool.values.length === 0 ? '[]\n' : `${JSON.stringify(pool.values)}\n`;
  const lengths: Lengths = members.map((line) => (line === null ? null : Buffer.byteLength(line)));
  return `${JSON.stringify([light, Buffer.byteLength(values), lengths])}\n${values}${members.join('')}`;
}

/** A reading as lines: what `rest` says in one, then the facts where there are any. */
export const storeReading = (rest: object, facts: FileFacts | null): string => `${JSON.stringify(rest)}\n${facts ? storeFacts(facts) : ''}`;

/** What of a reading is no fact, as `storeReading` was given it. */
export const loadRest = (stored: Buffer): unknown => JSON.parse(stored.toString('utf8', 0, stored.indexOf(lineFeed)));

/** The facts of a reading, `null` where it has none. */
export function loadFactsOf(stored: Buffer): FileFacts | null {
  const first = stored.indexOf(lineFeed) + 1;
  return first < stored.length ? loadFacts(stored, first) : null;
}

/**
 * Facts that `storeFacts` wrote. Folded members are parsed when they are asked for, which is never for many files of a
 * project that has changed in one place.
 * @param stored holds the text from `start` on, UTF-8
 * @throws {SyntaxError} where the light members are no JSON; another member throws when it is asked for
 */
const loadFacts = (stored: Buffer, start: number): FileFacts => {
  const end = stored.indexOf(lineFeed, start);
  const [light, poolLength, lengths] = JSON.parse(stored.toString('utf8', start, end)) as [LightFacts, number, Lengths];
  return Object.assign(new FoldedFacts(stored, end + 1, poolLength, lengths), light);
};

/** Parses members of facts that were loaded. */
class FoldedFacts implements Pick<FileFacts, FoldedMember> {
  readonly #stored: Buffer;
  /** Where the pool starts. */
  readonly #start: number;
  readonly #poolLength: number;
  readonly #lengths: Lengths;
  readonly #members: { [Member in FoldedMember]?: FileFacts[Member] } = {};
  #unpack: Convert | undefined;

  constructor(stored: Buffer, start: number, poolLength: number, lengths: Lengths) {
    this.#stored = stored;
    this.#start = start;
    this.#poolLength = poolLength;
    this.#lengths = lengths;
  }

  get lines(): FileFacts['lines'] {
    return this.#member('lines');
  }

  get bindings(): FileFacts['bindings'] {
    return this.#member('bindings');
  }

  get types(): FileFacts['types'] {
    return this.#member('types');
  }

  get functions(): FileFacts['functions'] {
    return this.#member('functions');
  }

  get classes(): FileFacts['classes'] {
    return this.#member('classes');
  }

  get calls(): FileFacts['calls'] {
    return this.#member('calls');
  }

  get namedCalls(): FileFacts['namedCalls'] {
    return this.#member('namedCalls');
  }

  get assigns(): FileFacts['assigns'] {
    return this.#member('assigns');
  }

  get reads(): FileFacts['reads'] {
    return this.#member('reads');
  }

  get endpoints(): FileFacts['endpoints'] {
    return this.#member('endpoints');
  }

  get mounts(): FileFacts['mounts'] {
    return this.#member('mounts');
  }

  get middlewares(): FileFacts['middlewares'] {
    return this.#member('middlewares');
  }

  get providers(): FileFacts['providers'] {
    return this.#member('providers');
  }

  get queries(): FileFacts['queries'] {
    return this.#member('queries');
  }

  get tables(): FileFacts['tables'] {
    return this.#member('tables');
  }

  get answers(): FileFacts['answers'] {
    return this.#member('answers');
  }

  get logs(): FileFacts['logs'] {
    return this.#member('logs');
  }

  get joinedSql(): FileFacts['joinedSql'] {
    return this.#member('joinedSql');
  }

  get effects(): FileFacts['effects'] {
    return this.#member('effects');
  }

  #member<Member extends FoldedMember>(name: Member): FileFacts[Member] {
    return (this.#members[name] ??= this.#parsed(name)) as FileFacts[Member];
  }

  #parsed<Member extends FoldedMember>(name: Member): FileFacts[Member] | undefined {
    const number = foldedMembers.indexOf(name);
    const length = this.#lengths[number];
    if (length === null || length === undefined) return undefined;
    if (length === 0) return (records.has(name) ? {} : []) as unknown as FileFacts[Member];
    let start = this.#start + this.#poolLength;
    for (const before of this.#lengths.slice(0, number)) start += before ?? 0;
    const member = JSON.parse(this.#stored.toString('utf8', start, start + length)) as FileFacts[Member];
    if (!places[name]) return member;
    this.#unpack ??= unpackPool(JSON.parse(this.#stored.toString('utf8', this.#start, this.#start + this.#poolLength)) as Value[]);
    return converted(name, member, this.#unpack, true);
  }
}
