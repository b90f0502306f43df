import type { FileFacts } from '../../facts/file.js';
import type { FunctionRef, LocatedValue, Project } from '../../facts/project.js';
import type { Value } from '../../facts/value.js';

/** Members of what a handler is given that hold what the client sent. */
const inputs: ReadonlySet<string> = new Set(['body', 'query', 'params', 'headers', 'cookies', 'param', 'header', 'json', 'formData', 'parseBody', 'searchParams', 'queries', 'valid', 'input', 'rawInput', 'get', 'queryStringParameters', 'pathParameters']);
const inputDecorators: ReadonlySet<string> = new Set(['Body', 'Query', 'Param', 'Params', 'Headers', 'Header', 'QueryParam', 'QueryParams', 'BodyParam', 'HeaderParam', 'Cookies', 'Path', 'Arg', 'Args']);

/** Functions on the way from a handler that are followed. */
const maxSteps = 400;

/**
 * Whether a value is one that the client sent and no schema has parsed: read from what an endpoint's handler is given,
 * or handed on from there to functions and methods of the project. Built when it is first asked.
 */
export function createRequestValues(project: Project): (value: LocatedValue) => boolean {
  const handlers = new Map<FunctionRef, boolean>();
  /** Parameters that hold sent values: wholly, or members of them. */
  const given = new Map<string, 'all' | Set<string>>();
  const key = (file: FileFacts, fn: number, index: number): string => `${file.path}:${fn}:${index}`;
  let built = false;

  const build = (): void => {
    built = true;
    for (const endpoint of project.endpoints) if (endpoint.handler && project.unvalidatedInputs(endpoint).length > 0) handlers.set(endpoint.handler, true);
    const queue = [...handlers.keys()];
    const seen = new Set(queue);
    for (let i = 0; i < queue.length && i < maxSteps; i += 1)
      for (const call of project.calls(queue[i]!))
        for (const target of call.targets)
          for (const [index, arg] of call.args.entries()) {
            const sent = sentIn(arg);
            if (sent === null) continue;
            const at = key(target.file, target.index, index);
            const known = given.get(at);
            if (known === 'all') continue;
            given.set(at, sent === 'all' ? 'all' : new Set([...(known ?? []), ...sent]));
            if (!seen.has(target)) {
              seen.add(target);
              queue.push(target);
            }
          }
  };

  /** What of an argument was sent: all of it, members of it, or nothing. */
  const sentIn = (arg: LocatedValue): 'all' | readonly string[] | null => {
    if (arg.value.k === 'object') {
      const names = Object.entries(arg.value.props).flatMap(([name, value]) => (isSent({ ...arg, value }, 0) ? [name] : []));
      return names.length > 0 ? names : arg.value.spreads.some((value) => isSent({ ...arg, value }, 0)) ? 'all' : null;
    }
    return isSent(arg, 0) ? 'all' : null;
  };

  const isSent = (one: LocatedValue, depth: number): boolean => {
    if (depth > 8) return false;
    const { file, value } = one;
    const next = (inner: Value): boolean => isSent({ ...one, value: inner }, depth + 1);
    switch (value.k) {
      case 'param':
      case 'member':
      case 'call':
      case 'element':
      case 'omit':
      case 'spread': {
        const { head, names, through } = pathOf(value);
        if (head.k === 'union') return next({ k: 'union', of: head.of });
        if (head.k !== 'param' || through) return false;
        return isSentParam(file, head.fn, head.index, names);
      }
      case 'union':
        return value.of.some(next);
      case 'array':
        return value.items.some(next);
      case 'text':
        return value.parts.some(next);
      default:
        return false;
    }
  };

  const isSentParam = (file: FileFacts, index: number, position: number, names: readonly string[]): boolean => {
    const fn = project.fn(file, index);
    const marked = given.get(key(file, index, position));
    if (marked === 'all') return true;
    if (marked && names[0] !== undefined && marked.has(names[0])) return true;
    if (!handlers.has(fn)) return false;
    const decorated = fn.fact.params[position]?.decorators ?? [];
    if (decorated.length > 0) return decorated.some(({ callee }) => callee.k === 'import' && inputDecorators.has(callee.name));
    if (fn.fact.params.some((p) => p.decorators.length > 0)) return false;
    return names.some((name) => inputs.has(name));
  };

  return (value) => {
    if (!built) build();
    return isSent(value, 0);
  };
}

/** What a chain of members and calls starts from, the names on it from the start on, and whether a function in between made it anew. */
function pathOf(value: Value): { readonly head: Value; readonly names: readonly string[]; readonly through: boolean } {
  const names: string[] = [];
  let head = value;
  let through = false;
  for (let guard = 0; guard < 40; guard += 1) {
    if (head.k === 'member') {
      names.unshift(head.name);
      head = head.of;
    } else if (head.k === 'element' || head.k === 'omit' || head.k === 'spread') head = head.of;
    else if (head.k === 'call') {
      if (head.callee.k !== 'member') through = true;
      head = head.callee;
    } else break;
  }
  return { head, names, through };
}
