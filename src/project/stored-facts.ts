import type { CallFact, ClassFact, FunctionFact, NamedCallsFact, TypeFact } from '../facts/code.js';
import type { FileFacts } from '../facts/file.js';
import type { Value } from '../facts/value.js';
import { type Convert, convertCalls, convertFunctions, unpackPool, ValuePool } from './value-pool.js';

/** Members of a file's facts that are large and that few files are asked for. Their order is that of the stored lines. */
export const heavyMembers = ['lines', 'bindings', 'types', 'functions', 'classes', 'calls', 'namedCalls'] as const;

type HeavyMember = (typeof heavyMembers)[number];
type LightFacts = Omit<FileFacts, HeavyMember>;

const lineFeed = 10;
/** No values, or few that are looked up in many files: they are printed as they are, and no pool is parsed for them. */
const holdsNoValues: ReadonlySet<HeavyMember> = new Set(['lines', 'bindings', 'types', 'classes', 'namedCalls']);

/** The facts as lines of JSON, each ended by a line feed: the light members in one line, the pool of values, then each heavy member in one. */
function storeFacts(facts: FileFacts): string {
  const light: LightFacts & Record<HeavyMember, undefined> = { ...facts, lines: undefined, bindings: undefined, types: undefined, functions: undefined, classes: undefined, calls: undefined, namedCalls: undefined };
  const pool = new ValuePool();
  let members = '';
  for (const name of heavyMembers) members += `${print(pooled(name, facts[name], pool.pack))}\n`;
  return `${JSON.stringify(light)}\n${print(pool.values)}\n${members}`;
}

/** Most files have none of some member, and `JSON.stringify` takes its time to say so. */
const print = (member: unknown): string => (Array.isArray(member) && member.length === 0 ? '[]' : JSON.stringify(member));

/** A heavy member with each value as its number in a pool, or the other way. */
function pooled(name: HeavyMember, member: unknown, convert: Convert): unknown {
  switch (name) {
    case 'functions':
      return convertFunctions(member as FileFacts['functions'], convert);
    case 'calls':
      return convertCalls(member as FileFacts['calls'], convert);
    default:
      return member;
  }
}

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
 * Facts that `storeFacts` wrote. The heavy members are parsed when they are asked for, which is never for most files
 * of a project that has changed in one place.
 * @param stored holds the text from `start` on, UTF-8
 * @throws {SyntaxError} where the light members are no JSON; a heavy member throws when it is asked for
 */
const loadFacts = (stored: Buffer, start: number): FileFacts => {
  const end = stored.indexOf(lineFeed, start);
  const light = JSON.parse(stored.toString('utf8', start, end)) as LightFacts;
  return Object.assign(new HeavyFacts(stored, end + 1), light);
};

/** Parses the heavy members of facts that were loaded. */
export function unfold(facts: FileFacts | null): void {
  if (facts) for (const name of heavyMembers) void facts[name];
}

class HeavyFacts implements Pick<FileFacts, HeavyMember> {
  readonly #stored: Buffer;
  /** Where the pool starts. */
  readonly #start: number;
  #unpack: Convert | undefined;
  #lines: readonly number[] | undefined;
  #bindings: Readonly<Record<string, Value>> | undefined;
  #types: Readonly<Record<string, TypeFact>> | undefined;
  #functions: readonly FunctionFact[] | undefined;
  #classes: readonly ClassFact[] | undefined;
  #calls: readonly CallFact[] | undefined;
  #namedCalls: readonly NamedCallsFact[] | undefined;

  constructor(stored: Buffer, start: number) {
    this.#stored = stored;
    this.#start = start;
  }

  get lines(): readonly number[] {
    return (this.#lines ??= this.#member('lines'));
  }

  get bindings(): Readonly<Record<string, Value>> {
    return (this.#bindings ??= this.#member('bindings'));
  }

  get types(): Readonly<Record<string, TypeFact>> {
    return (this.#types ??= this.#member('types'));
  }

  get functions(): readonly FunctionFact[] {
    return (this.#functions ??= this.#member('functions'));
  }

  get classes(): readonly ClassFact[] {
    return (this.#classes ??= this.#member('classes'));
  }

  get calls(): readonly CallFact[] {
    return (this.#calls ??= this.#member('calls'));
  }

  get namedCalls(): readonly NamedCallsFact[] {
    return (this.#namedCalls ??= this.#member('namedCalls'));
  }

  #member<Member extends HeavyMember>(name: Member): FileFacts[Member] {
    const poolEnd = this.#stored.indexOf(lineFeed, this.#start);
    let start = poolEnd + 1;
    for (const other of heavyMembers) {
      const end = this.#stored.indexOf(lineFeed, start);
      if (other === name) {
        const member: unknown = JSON.parse(this.#stored.toString('utf8', start, end));
        if (holdsNoValues.has(name)) return member as FileFacts[Member];
        this.#unpack ??= unpackPool(JSON.parse(this.#stored.toString('utf8', this.#start, poolEnd)) as Value[]);
        return pooled(name, member, this.#unpack) as FileFacts[Member];
      }
      start = end + 1;
    }
    throw new Error(`no stored member ${name}`);
  }
}
