import type { Span } from './source.js';

/**
 * What an expression evaluates to, as far as one file shows it: a small JSON algebra that the linker continues
 * across files. `await`, type assertions and parentheses are transparent; `a ?? b`, `a || b`, `c ? a : b` and
 * reassigned variables are unions. Indices (`fn`, `cls`) count the functions and classes of the same file.
 */
export type Value =
  | { readonly k: 'unknown' }
  | { readonly k: 'literal'; readonly value: string | number | boolean | null; readonly at: Span }
  /** A computed primitive: comparison, arithmetic, `typeof`, a template is `text`. */
  | { readonly k: 'scalar'; readonly type: 'string' | 'number' | 'boolean' }
  /** Template literal or concatenation, its constant parts as literals. */
  | { readonly k: 'text'; readonly parts: readonly Value[]; readonly at: Span }
  | { readonly k: 'tagged'; readonly tag: Value; readonly parts: readonly Value[]; readonly at: Span }
  | {
      readonly k: 'object';
      readonly props: Readonly<Record<string, Value>>;
      readonly spreads: readonly Value[];
      readonly at: Span;
    }
  | { readonly k: 'array'; readonly items: readonly Value[]; readonly at: Span }
  | { readonly k: 'spread'; readonly of: Value }
  /** A module-level binding of this file. */
  | { readonly k: 'ref'; readonly name: string }
  /** `name` is the exported name, `default`, or `*` for the namespace. */
  | { readonly k: 'import'; readonly source: string; readonly name: string }
  | { readonly k: 'global'; readonly name: string }
  | { readonly k: 'param'; readonly fn: number; readonly index: number }
  | { readonly k: 'this'; readonly cls: number }
  | { readonly k: 'super'; readonly cls: number }
  /** `name` is `[]` for a computed name. */
  | { readonly k: 'member'; readonly of: Value; readonly name: string }
  /** Some element of a collection: a loop variable, the parameter of a `map` callback. */
  | { readonly k: 'element'; readonly of: Value }
  /** The rest of a destructuring. */
  | { readonly k: 'omit'; readonly of: Value; readonly keys: readonly string[] }
  /** `gives` is the type that is written for what a container hands out. */
  | { readonly k: 'call'; readonly callee: Value; readonly args: readonly Value[]; readonly gives?: TypeRef; readonly at: Span }
  | { readonly k: 'new'; readonly callee: Value; readonly args: readonly Value[]; readonly at: Span }
  | { readonly k: 'function'; readonly fn: number }
  | { readonly k: 'class'; readonly cls: number }
  /** `when` tells which of two it is: the first where a value is that text (`mode === 'all' ? a : b`). */
  | { readonly k: 'union'; readonly of: readonly Value[]; readonly when?: { readonly of: Value; readonly is: string } }
  /** Only the written type is known. */
  | { readonly k: 'typed'; readonly type: TypeRef };

/** A type as written. `Promise<T>` stays a name with arguments. */
export type TypeRef =
  | { readonly t: 'unknown' }
  /** string, number, boolean, bigint, any, unknown, void, never, null, undefined, object, symbol, Date-like globals stay names. */
  | { readonly t: 'primitive'; readonly name: string }
  | { readonly t: 'literal'; readonly value: string | number | boolean }
  /** `symbol` is an `import`, `ref`, `global` or a `member` chain of one (`Prisma.OrderGetPayload`). */
  | { readonly t: 'name'; readonly symbol: Value; readonly args: readonly TypeRef[] }
  | { readonly t: 'array'; readonly of: TypeRef }
  | { readonly t: 'object'; readonly members: Readonly<Record<string, TypeRef>> }
  | { readonly t: 'union' | 'intersection' | 'tuple'; readonly of: readonly TypeRef[] }
  /** `typeof x`, `(typeof xs)[number]` keeps `x`. */
  | { readonly t: 'typeof'; readonly value: Value }
  /** `params` where they are written in a function type of their own: `Parameters<F>` asks for them. */
  | { readonly t: 'function'; readonly returns: TypeRef; readonly params?: readonly TypeRef[] };

export const unknown: Value = { k: 'unknown' };

/** Whether two values of one file are written alike, in the same place where they have one. */
export const sameValue = (a: Value | null, b: Value | null): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** What a value starts from: the `x` of `x.a.b()`, of `new x()` and of an element of `x`. */
export function headOf(value: Value): Value {
  let head = value;
  for (let next = takenOf(head); next !== null; next = takenOf(head)) head = next;
  return head;
}

/** What a value is a member, an element, a call or a part of; `null` for one that begins with itself. */
export function takenOf(value: Value): Value | null {
  if (value.k === 'member' || value.k === 'element' || value.k === 'omit' || value.k === 'spread') return value.of;
  if (value.k === 'call' || value.k === 'new') return value.callee;
  return value.k === 'tagged' ? value.tag : null;
}

/** A chain of members: `a.b.c` is `b` and `c` of `a`; anything else is its own root. */
export function membersOf(value: Value): { readonly root: Exclude<Value, { k: 'member' }>; readonly path: readonly string[] } {
  const path: string[] = [];
  let root = value;
  for (; root.k === 'member'; root = root.of) path.unshift(root.name);
  return { root, path };
}

/** The name that a callee or a decorator ends with: `get` of `client.get`; `''` where it has none. */
export const lastName = (value: Value): string => (value.k === 'member' || value.k === 'import' || value.k === 'ref' || value.k === 'global' ? value.name : '');
