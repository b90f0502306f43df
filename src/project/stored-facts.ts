import type { CallFact, ClassFact, FunctionFact, NamedCallsFact, TypeFact } from '../facts/code.js';
import type { FileFacts } from '../facts/file.js';
import type { Value } from '../facts/value.js';
import { type Convert, convertValues, type PlacesIn, unpackPool, ValuePool } from './value-pool.js';

/** Members of a file's facts that are large and that few files are asked for. Their order is that of the stored lines. */
const heavyMembers = ['lines', 'bindings', 'types', 'functions', 'classes', 'calls', 'namedCalls'] as const;
/** Members that are empty in most files, and that hold values that other members hold as well. */
const sparseMembers = ['assigns', 'reads', 'endpoints', 'mounts', 'middlewares', 'providers', 'queries', 'tables', 'answers', 'logs', 'joinedSql', 'effects'] as const;
/** Members that stored facts have no property of their own for. */
export const foldedMembers = [...heavyMembers, ...sparseMembers] as const;

type HeavyMember = (typeof heavyMembers)[number];
type SparseMember = (typeof sparseMembers)[number];
type Sparse = Pick<FileFacts, SparseMember>;
type LightFacts = Omit<FileFacts, HeavyMember | SparseMember>;

const lineFeed = 10;
const folded: ReadonlySet<string> = new Set(foldedMembers);

const value = 'value';
const values = ['each', value] as const;
const decorators = ['each', { callee: value, args: values }] as const;
const within = ['each', { callee: value }] as const;
const loop = { over: value } as const;

/** Where the values of a file stand; those in types and those that few files hold are printed as they are. */
const places: { readonly [Member in HeavyMember | SparseMember]?: PlacesIn<NonNullable<FileFacts[Member]>> } = {
  bindings: values,
  functions: ['each', { params: ['each', { initial: value, decorators }], decorators, returns: ['each', { value }], passedTo: { callee: value } }],
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

/** A member with each value as its number in a pool, or the other way. */
const converted = <Member extends HeavyMember | SparseMember>(name: Member, member: FileFacts[Member], of: Convert, inPlace: boolean): FileFacts[Member] => {
  const where = places[name];
  return where ? convertValues(member, where, of, inPlace) : member;
};

/**
 * The facts as lines of JSON, each ended by a line feed: the light members and the sparse ones that are empty in one line,
 * the other sparse ones (a number stands for each in the first line), the pool of values, then each heavy member in one.
 */
function storeFacts(facts: FileFacts): string {
  const light: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(facts)) if (!folded.has(name)) light[name] = member;
  const pool = new ValuePool();
  const sparse: Record<string, unknown> = {};
  const full: Record<string, unknown> = {};
  for (const name of sparseMembers) {
    const member = facts[name];
    if (member === undefined || (Array.isArray(member) && member.length === 0)) sparse[name] = member;
    else {
      sparse[name] = elsewhere;
      full[name] = converted(name, member, pool.pack, false);
    }
  }
  const heavy = heavyMembers.map((name) => `${JSON.stringify(converted(name, facts[name], pool.pack, false))}\n`);
  return `${JSON.stringify([light, sparse])}\n${JSON.stringify(full)}\n${JSON.stringify(pool.values)}\n${heavy.join('')}`;
}

/** Stands for a sparse member that is not empty. */
const elsewhere = 0;

/** A reading as lines: what `rest` says in one, then the facts where there are any. */
export const storeReading = (rest: object, facts: FileFacts | null): string => `${JSON.stringify(rest)}\n${facts ? storeFacts(facts) : ''}`;

/** What of a reading is no fact, as `storeReading` was given it. */
export const loadRest = (stored: Buffer, start: number): unknown => JSON.parse(stored.toString('utf8', start, stored.indexOf(lineFeed, start)));

/** The facts of a reading, `null` where it has none. */
export function loadFactsOf({ stored, start, end }: { readonly stored: Buffer; readonly start: number; readonly end: number }): FileFacts | null {
  const first = stored.indexOf(lineFeed, start) + 1;
  return first < end ? loadFacts(stored, first) : null;
}

/**
 * Facts that `storeFacts` wrote. Heavy members, and sparse ones that are not empty, are parsed when they are asked for,
 * which is never for many files of a project that has changed in one place.
 * @param stored holds the text from `start` on, UTF-8
 * @throws {SyntaxError} where the light members are no JSON; another member throws when it is asked for
 */
const loadFacts = (stored: Buffer, start: number): FileFacts => {
  const end = stored.indexOf(lineFeed, start);
  const [light, sparse] = JSON.parse(stored.toString('utf8', start, end)) as [LightFacts, Record<SparseMember, unknown>];
  return Object.assign(new FoldedFacts(stored, end + 1, sparse), light);
};

/** Parses what is not parsed of facts that were loaded. */
export function unfold(facts: FileFacts | null): void {
  if (facts) for (const name of foldedMembers) void facts[name];
}

/** Parses members of facts that were loaded. */
class FoldedFacts implements Pick<FileFacts, HeavyMember>, Sparse {
  readonly #stored: Buffer;
  /** Where the sparse members start that are not empty. */
  readonly #start: number;
  readonly #sparse: Record<SparseMember, unknown>;
  #unpack: Convert | undefined;
  #lines: readonly number[] | undefined;
  #bindings: Readonly<Record<string, Value>> | undefined;
  #types: Readonly<Record<string, TypeFact>> | undefined;
  #functions: readonly FunctionFact[] | undefined;
  #classes: readonly ClassFact[] | undefined;
  #calls: readonly CallFact[] | undefined;
  #namedCalls: readonly NamedCallsFact[] | undefined;

  constructor(stored: Buffer, start: number, sparse: Record<SparseMember, unknown>) {
    this.#stored = stored;
    this.#start = start;
    this.#sparse = sparse;
  }

  get lines(): FileFacts['lines'] {
    return (this.#lines ??= this.#heavy('lines'));
  }

  get bindings(): FileFacts['bindings'] {
    return (this.#bindings ??= this.#heavy('bindings'));
  }

  get types(): FileFacts['types'] {
    return (this.#types ??= this.#heavy('types'));
  }

  get functions(): FileFacts['functions'] {
    return (this.#functions ??= this.#heavy('functions'));
  }

  get classes(): FileFacts['classes'] {
    return (this.#classes ??= this.#heavy('classes'));
  }

  get calls(): FileFacts['calls'] {
    return (this.#calls ??= this.#heavy('calls'));
  }

  get namedCalls(): FileFacts['namedCalls'] {
    return (this.#namedCalls ??= this.#heavy('namedCalls'));
  }

  get assigns(): FileFacts['assigns'] {
    return this.#full('assigns');
  }

  get reads(): FileFacts['reads'] {
    return this.#full('reads');
  }

  get endpoints(): FileFacts['endpoints'] {
    return this.#full('endpoints');
  }

  get mounts(): FileFacts['mounts'] {
    return this.#full('mounts');
  }

  get middlewares(): FileFacts['middlewares'] {
    return this.#full('middlewares');
  }

  get providers(): FileFacts['providers'] {
    return this.#full('providers');
  }

  get queries(): FileFacts['queries'] {
    return this.#full('queries');
  }

  get tables(): FileFacts['tables'] {
    return this.#full('tables');
  }

  get answers(): FileFacts['answers'] {
    return this.#full('answers');
  }

  get logs(): FileFacts['logs'] {
    return this.#full('logs');
  }

  get joinedSql(): FileFacts['joinedSql'] {
    return this.#full('joinedSql');
  }

  get effects(): FileFacts['effects'] {
    return this.#full('effects');
  }

  #full<Member extends SparseMember>(name: Member): FileFacts[Member] {
    if (this.#sparse[name] === elsewhere) {
      const full = JSON.parse(this.#stored.toString('utf8', this.#start, this.#poolStart() - 1)) as Sparse;
      for (const one of sparseMembers) if (this.#sparse[one] === elsewhere) this.#sparse[one] = this.#unpacked(one, full[one]);
    }
    return this.#sparse[name] as FileFacts[Member];
  }

  #heavy<Member extends HeavyMember>(name: Member): FileFacts[Member] {
    let start = this.#stored.indexOf(lineFeed, this.#poolStart()) + 1;
    for (const other of heavyMembers) {
      const end = this.#stored.indexOf(lineFeed, start);
      if (other === name) return this.#unpacked(name, JSON.parse(this.#stored.toString('utf8', start, end)) as FileFacts[Member]);
      start = end + 1;
    }
    throw new Error(`no stored member ${name}`);
  }

  #unpacked<Member extends HeavyMember | SparseMember>(name: Member, member: FileFacts[Member]): FileFacts[Member] {
    if (!places[name]) return member;
    if (!this.#unpack) {
      const start = this.#poolStart();
      this.#unpack = unpackPool(JSON.parse(this.#stored.toString('utf8', start, this.#stored.indexOf(lineFeed, start))) as Value[]);
    }
    return converted(name, member, this.#unpack, true);
  }

  #poolStart(): number {
    return this.#stored.indexOf(lineFeed, this.#start) + 1;
  }
}
