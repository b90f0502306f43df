import type { InputKind } from '../../facts/backend.js';
import { own } from '../../facts/own.js';
import type { Endpoint, FunctionRef, LocatedValue, Project } from '../../facts/project.js';
import type { Value } from '../../facts/value.js';
import { lastName } from '../../facts/value.js';
import { validatingMethods } from '../../recognise/validators.js';
import { matchPath } from '../../syntax/handler-patterns.js';

/** What stands for each parameter in the patterns of a handler model: its index, or `req` and `res` by decorator. */
export type Roles = ReadonlyMap<number, string>;

/**
 * What a parameter of a handler, or a member of it, is: members of what the framework gives; input as it was sent;
 * or an object that a wrapper put together.
 */
export type Given =
  | { readonly role: string; readonly path: readonly string[] }
  | { readonly kind: InputKind }
  | { readonly object: Extract<Value, { k: 'object' }>; readonly level: number };

export interface HandlerInputs {
  ofParam(index: number): Given | null;
  /** A member of what is given; a called one ends in `()`. */
  member(of: Given | null, name: string): Given | null;
  kindOf(of: Given | null): InputKind | null;
}

type Patterns = Readonly<Partial<Record<InputKind, readonly string[]>>>;

/** Names under which a wrapper hands on the query that a function of the project read. */
const queryNames: ReadonlySet<string> = new Set(['searchParams', 'query', 'queryParams', 'search']);

/**
 * What a handler is given, followed through the wrappers that call it: `handler({ req, searchParams: readQuery(req.url) })`.
 * What a wrapper made of the input in any other way counts as parsed.
 * @param roles of the function that the framework calls
 */
export function createHandlerInputs(project: Project, { calls }: Pick<Endpoint, 'calls'>, patterns: Patterns, roles: Roles): HandlerInputs {
  /** @param level how many calls of wrappers lead to the function whose parameter it is */
  const ofParam = (level: number, index: number): Given | null => {
    const call = calls[level - 1];
    if (!call) return { role: roles.get(index) ?? String(index), path: [] };
    // `(...args) => handler(...args)`
    const spread = call.args.findIndex((arg) => arg.k === 'spread');
    const arg = call.args[spread >= 0 && spread <= index ? spread : index];
    if (arg?.k === 'spread') return arg.of.k === 'param' && arg.of.fn === call.fn.index ? ofParam(level - 1, arg.of.index + index - spread) : null;
    return arg ? ofValue(level - 1, arg, null) : null;
  };

  /** @param name of the property that holds it */
  const ofValue = (level: number, value: Value, name: string | null): Given | null => {
    const { fn } = calls[level]!;
    switch (value.k) {
      case 'param':
        return value.fn === fn.index ? ofParam(level, value.index) : null;
      case 'member':
        return member(ofValue(level, value.of, name), value.name);
      case 'omit':
        return ofValue(level, value.of, name);
      case 'object':
        return { object: value, level };
      case 'union': {
        const found = value.of.filter((one) => one.k !== 'literal').map((one) => ofValue(level, one, name));
        // the request as a middleware gives it back is still the request
        const whole = found.find((one) => one !== null && 'role' in one && one.path.length === 0);
        if (whole) return whole;
        return found.every((one) => one !== null) ? (found[0] ?? null) : null;
      }
      case 'new':
      case 'call': {
        const { callee, args } = value;
        const [first] = args;
        if (reshapes(value)) return first ? reshaped(ofValue(level, first, name)) : null;
        if (value.k === 'call' && callee.k === 'member' && callee.of.k !== 'global') {
          const found = member(ofValue(level, callee.of, name), `${callee.name}()`);
          if (found) return found;
        }
        return value.k === 'call' && first && name !== null && queryNames.has(name) && isAddress(ofValue(level, first, name)) && readsQuery(project, { file: fn.file, value: callee, scope: null })
          ? { kind: 'query' }
          : null;
      }
      default:
        return null;
    }
  };

  const reshaped = (given: Given | null): Given | null => {
    const kind = isAddress(given) ? null : kindOf(given);
    return kind ? { kind } : given;
  };

  /** The request, its address, or the query in it. */
  const isAddress = (given: Given | null): boolean => given !== null && 'role' in given && (given.path.length === 0 || given.path.at(-1) === 'url' || given.path.at(-1) === 'nextUrl');

  const member = (of: Given | null, name: string): Given | null => {
    if (of === null || 'kind' in of) return null;
    if ('role' in of) {
      if (name === 'clone()') return of;
      const isQuery = of.path.at(-1) === 'url' && (name === 'searchParams' || name === 'search');
      return isQuery ? { kind: 'query' } : { ...of, path: [...of.path, name] };
    }
    const { object, level } = of;
    const written = own(object.props, name.replace(/\(\)$/, ''));
    if (written) return name.endsWith('()') ? null : ofValue(level, written, name);
    for (const spread of object.spreads) {
      const found = member(ofValue(level, spread, null), name);
      if (found) return found;
    }
    return null;
  };

  const kindOf = (of: Given | null): InputKind | null => {
    if (of === null || 'object' in of) return null;
    if ('kind' in of) return of.kind;
    const found = Object.entries(patterns).find(([, one]) => matchPath(one, of.role, of.path));
    return found ? (found[0] as InputKind) : null;
  };

  return { ofParam: (index) => ofParam(calls.length, index), member, kindOf };
}

/** `new URL(req.url)`, `Object.fromEntries(query)`, `JSON.parse(text)`, `new NextRequest(req)`: the same input in another form. */
function reshapes({ k, callee }: Extract<Value, { k: 'call' | 'new' }>): boolean {
  if (k === 'new') return ['URL', 'URLSearchParams', 'Request', 'NextRequest'].includes(lastName(callee));
  return callee.k === 'member' && callee.of.k === 'global' && ['Object.fromEntries', 'Object.assign', 'JSON.parse', 'global.structuredClone'].includes(`${callee.of.name}.${callee.name}`);
}

/**
 * Whether what is called with an address only reads it: a function of the project that hands it to no schema and to no
 * other function that could (calls on globals are no facts).
 */
function readsQuery(project: Project, callee: LocatedValue): boolean {
  const functions: FunctionRef[] = project.resolve(callee).flatMap((r) => (r.r === 'function' ? [r.ref] : []));
  return functions.length > 0 && functions.every((fn) => project.calls(fn).every(({ callee: called, targets }) => targets.length === 0 && !(called.k === 'member' && validatingMethods.has(called.name))));
}
