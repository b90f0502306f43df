import type { FileFacts } from '../../facts/file.js';
import type { ClassRef, Dispatched, FunctionRef, LocatedType, LocatedValue, Query, Resolved, Scope } from '../../facts/project.js';
import type { Span } from '../../facts/source.js';
import type { Ambient } from './ambient.js';
import type { Followed } from './followed.js';
import type { Refs } from './refs.js';
import type { Symbols } from './symbols.js';

/** What the evaluator needs to know of the project. */
export interface World {
  readonly symbols: Symbols;
  queryAt(file: FileFacts, at: Span): Query | null;
  /** The methods of a name that a part of a query's result has; none where it is no row. */
  rowMethods(query: Query, path: readonly string[], name: string): readonly Resolved[];
  /** Classes that extend or implement a class or interface, by `path#name`. */
  implementers(key: string): readonly ClassRef[];
  /** Arguments that calls pass to a function's parameter. */
  argumentsOf(fn: FunctionRef, index: number): readonly LocatedValue[];
  /** What is injected for a token class. */
  provided(key: string): readonly LocatedValue[];
  /** What is injected for a token that is no class: a string or a constant. */
  providedFor(token: LocatedValue): readonly LocatedValue[];
  /** Whether a container calls a function or constructor, with what its parameters name or with all that it holds (awilix). */
  isInjected(fn: FunctionRef): boolean;
  /** What such a container holds under a name. */
  held(name: string): readonly LocatedValue[];
  readonly ambient: Ambient;
  /** What a call runs by way of a message bus or a caller of procedures. */
  dispatched(callee: Extract<Resolved, { r: 'external' }>, args: readonly LocatedValue[]): readonly Dispatched[];
}

/** What each part of the evaluator asks of the others: values, calls, members, types and what is added lead to one another. */
export interface Evaluation extends Refs {
  readonly world: World;
  readonly followed: Followed;
  resolve(located: LocatedValue): readonly Resolved[];
  resolveType(located: LocatedType): readonly Resolved[];
  imported(file: FileFacts, source: string, name: string): readonly Resolved[];
  member(of: Resolved, name: string): readonly Resolved[];
  element(of: Resolved): readonly Resolved[];
  /** What a function returns, called with these arguments in this context. */
  returned(ref: FunctionRef, args: readonly LocatedValue[], outer: Scope | null): readonly Resolved[];
  /** A member of a written type. */
  typeMember(located: LocatedType, name: string, typeArgs?: readonly LocatedType[]): readonly Resolved[];
  /** Members of this name in the classes that extend or implement a class or interface, by `path#name`, with these type arguments. */
  implementing(key: string, name: string, typeArgs: readonly LocatedType[]): readonly Resolved[];
}
