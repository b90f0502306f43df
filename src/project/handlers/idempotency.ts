import type { Endpoint, FunctionRef, LocatedValue, Project } from '../../facts/project.js';
import type { Value } from '../../facts/value.js';

/** Whether the handler, what runs before it or what it calls speaks of the key. */
export function readsIdempotencyKey(project: Project, endpoint: Endpoint): boolean {
  const visited = new Set<FunctionRef>();
  const queue: (readonly [FunctionRef, number])[] = [];
  if (endpoint.handler) queue.push([endpoint.handler, 0]);
  for (const value of endpoint.before) {
    if (speaks(value.value, 0)) return true;
    for (const fn of functionsBehind(project, value)) queue.push([fn, 0]);
  }
  if (endpoint.handler?.fact.decorators.some((d) => speaks(d.callee, 0) || d.args.some((arg) => speaks(arg, 0)))) return true;
  for (let next = queue.shift(); next; next = queue.shift()) {
    const [fn, level] = next;
    if (visited.has(fn)) continue;
    visited.add(fn);
    if (fn.file.idempotency?.some((offset) => offset >= fn.fact.at.start && offset < fn.fact.at.end)) return true;
    if (level >= 3) continue;
    for (const call of project.calls(fn)) for (const target of call.targets) queue.push([target, level + 1]);
  }
  return false;
}

function functionsBehind(project: Project, value: LocatedValue): FunctionRef[] {
  return project.resolve(value).flatMap((r) => {
    if (r.r === 'function') return [r.ref];
    if (r.r !== 'class' && r.r !== 'instance') return [];
    return Object.values(r.ref.fact.methods).map((index) => project.fn(r.ref.file, index));
  });
}

/** Whether a value names idempotency: a middleware `idempotency()`, an interceptor of a package. */
function speaks(value: Value, level: number): boolean {
  if (level > 5) return false;
  const next = (v: Value): boolean => speaks(v, level + 1);
  const says = (text: string): boolean => /idempoten/i.test(text);
  switch (value.k) {
    case 'literal':
      return typeof value.value === 'string' && says(value.value);
    case 'import':
      return says(value.name) || says(value.source);
    case 'ref':
    case 'global':
      return says(value.name);
    case 'member':
      return says(value.name) || next(value.of);
    case 'object':
      return Object.entries(value.props).some(([key, v]) => says(key) || next(v));
    case 'array':
      return value.items.some(next);
    case 'call':
    case 'new':
      return next(value.callee) || value.args.some(next);
    default:
      return false;
  }
}
