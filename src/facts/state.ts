import type { Span } from './source.js';
import type { Value } from './value.js';

/** What a module-level name holds: `variable` is a `let` or `var` of any other kind. */
export type StateForm = 'variable' | 'array' | 'object' | 'map' | 'set';

/** A module-level name that code may write to. */
export interface StateHolderFact {
  readonly name: string;
  readonly form: StateForm;
  /** Where its value is made: the initial expression, or the declaration where there is none. */
  readonly at: Span;
  /** A cache, a pool or a value made once, by its name, the comment above it, its eviction or the way it is filled. */
  readonly kept: boolean;
}

/**
 * A write to a module-level name, made inside a function. What makes a value once (`client ??= connect()`,
 * `if (!client) client = connect()`) is none.
 */
export interface StateWriteFact {
  /** The name: a `ref` of this file, an import, or a member of a namespace import. */
  readonly state: Value;
  readonly name: string;
  /** As written, shortened: `carts.set(…)`, `count += …`. */
  readonly written: string;
  /**
   * - `assign`: the name itself is assigned
   * - `member`: a member of it is assigned or deleted
   * - a method of an array, a map or a set
   */
  readonly how: 'assign' | 'member' | 'push' | 'unshift' | 'pop' | 'shift' | 'splice' | 'set' | 'add' | 'delete' | 'clear';
  /** Whether it stands on something inside: `state.orders.push(…)`, `carts.get(id).push(…)`. */
  readonly nested: boolean;
  readonly fn: number;
  readonly at: Span;
}

export interface StateFacts {
  readonly holders: readonly StateHolderFact[];
  readonly writes: readonly StateWriteFact[];
}

/** Whether a name of that form can be written to that way. */
export function accepts(form: StateForm, how: StateWriteFact['how']): boolean {
  switch (form) {
    case 'array':
      return how === 'member' || how === 'push' || how === 'unshift' || how === 'pop' || how === 'shift' || how === 'splice';
    case 'object':
      return how === 'member';
    case 'map':
      return how === 'set' || how === 'delete' || how === 'clear';
    case 'set':
      return how === 'add' || how === 'delete' || how === 'clear';
    case 'variable':
      return how === 'assign';
  }
}
