import type { Span } from './source.js';
import type { TypeRef, Value } from './value.js';

/** One import, re-export, `require` or dynamic import. */
export interface ImportFact {
  readonly source: string;
  readonly form: 'import' | 'export' | 'require' | 'dynamic';
  /** True when every specifier is type-only. */
  readonly typeOnly: boolean;
  /** Imported names: exported name, `default` or `*`; empty for a bare import. */
  readonly names: readonly string[];
  readonly at: Span;
}

/** What an exported name stands for. */
export type ExportFact =
  | {
      readonly value: Value;
      /** An interface or a type alias of that name. */
      readonly isType?: boolean;
      /** Set by `module.exports = …`. */
      readonly commonjs?: true;
    }
  | { readonly from: string; readonly name: string };

export interface DecoratorFact {
  readonly callee: Value;
  readonly args: readonly Value[];
  readonly at: Span;
}

export interface ParamFact {
  /** `null` for a destructured parameter. */
  readonly name: string | null;
  /** Keys taken by destructuring, with the spans where they are bound; `null` otherwise. */
  readonly keys: Readonly<Record<string, Span>> | null;
  readonly type: TypeRef | null;
  /** What it is when the caller gives nothing. */
  readonly initial: Value | null;
  readonly decorators: readonly DecoratorFact[];
  readonly at: Span;
}

/** A call once per element of something. */
export interface LoopFact {
  /** `for-of`, `for-in`, `for`, `while`, or the name of the array method (`map`, `forEach`, …). */
  readonly kind: string;
  /** The collection, where there is one. */
  readonly over: Value | null;
  readonly at: Span;
}

export interface ReturnFact {
  readonly value: Value;
  /** What has found out what the returned variable is: `isFailure` in `if (isFailure(order)) return order`. */
  readonly guard?: Value;
  /** The class that it has been found to be an instance of. */
  readonly instanceOf?: Value;
  readonly at: Span;
}

export interface FunctionFact {
  readonly name: string | null;
  /** Index of the class whose method it is. */
  readonly cls: number | null;
  readonly isStatic: boolean;
  readonly isAsync: boolean;
  readonly isConstructor: boolean;
  readonly params: readonly ParamFact[];
  readonly decorators: readonly DecoratorFact[];
  readonly returnType: TypeRef | null;
  /** What the type says of the first parameter where the function gives true: `order is Failure`. */
  readonly predicate?: TypeRef;
  readonly returns: readonly ReturnFact[];
  /** Index of the function that encloses it. */
  readonly parent: number | null;
  /** Where an inline function is an argument: the call's callee, receiver included, and the argument's index. */
  readonly passedTo: { readonly callee: Value; readonly index: number; readonly at: Span } | null;
  readonly at: Span;
  readonly line: number;
}

/**
 * Why a function goes on without the result of a call.
 * - `started`: nothing awaits or returns it
 * - `background`: it stands in a callback that runs later
 */
export type Unawaited = 'started' | 'background';

export interface CallFact {
  readonly callee: Value;
  readonly args: readonly Value[];
  /** Set for `new callee(…)`. */
  readonly isNew?: boolean;
  /** Enclosing function, `null` at module level. */
  readonly fn: number | null;
  /** Innermost loop around the call, looked for through inline callbacks up to the enclosing named function. */
  readonly loop: LoopFact | null;
  readonly unawaited?: Unawaited;
  readonly at: Span;
}

/** Calls whose callee a name alone identifies: a function, a class, a module-level name, an import. */
export interface NamedCallsFact {
  readonly callee: Value;
  /** Indexes in `FileFacts.calls`, rising. */
  readonly calls: readonly number[];
}

/** `param.a.b = value` inside a function. */
export interface AssignFact {
  readonly target: Value;
  readonly value: Value;
  readonly fn: number | null;
  readonly at: Span;
}

/** Where a read value goes directly, or through one local variable. */
export interface ConsumerFact {
  readonly callee: Value;
  readonly index: number;
  readonly at: Span;
}

/**
 * One read of a member of a function's parameter, such as `req.body` or `c.req.json()`.
 * `path` are the member names behind the parameter; a called member ends in `()`.
 */
export interface ParamReadFact {
  readonly fn: number;
  readonly param: number;
  readonly path: readonly string[];
  readonly at: Span;
  /** First literal argument of the last called member: `c.req.valid('json')`. */
  readonly argument: string | null;
  readonly consumers: readonly ConsumerFact[];
  /** First use that is no argument of a call: a member, a spread, an operator; `null` if there is none. */
  readonly otherUse: Span | null;
  /** Names of the members read from it directly or through one variable: `name` for `req.body.name`. */
  readonly fields: readonly string[];
}

export interface FieldFact {
  readonly type: TypeRef | null;
  readonly value: Value | null;
  readonly decorators: readonly DecoratorFact[];
  readonly isStatic: boolean;
  readonly at: Span;
}

export interface ClassFact {
  readonly name: string | null;
  readonly extends: Value | null;
  readonly extendsArgs: readonly TypeRef[];
  readonly implements: readonly TypeRef[];
  readonly isAbstract: boolean;
  readonly decorators: readonly DecoratorFact[];
  /** Property declarations, constructor parameter properties and `this.x = …` of the constructor. */
  readonly fields: Readonly<Record<string, FieldFact>>;
  /** Function index by method name; static methods as `static name`. */
  readonly methods: Readonly<Record<string, number>>;
  readonly ctor: number | null;
  readonly at: Span;
}

/** An interface or type alias. */
export interface TypeFact {
  readonly form: 'interface' | 'alias';
  readonly type: TypeRef;
  readonly extends: readonly TypeRef[];
}

export interface CommentFact {
  readonly type: 'Line' | 'Block';
  readonly value: string;
  readonly at: Span;
}
