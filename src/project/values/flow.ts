import type { FunctionRef, LocatedValue, Project } from '../../facts/project.js';
import type { Value } from '../../facts/value.js';

/** Whether a value is a function's parameter, whole: not a member of it. */
export function isParam(value: Value, fn: number, index: number): boolean {
  if (value.k === 'param') return value.fn === fn && value.index === index;
  if (value.k === 'union') return value.of.some((v) => isParam(v, fn, index));
  if (value.k === 'spread') return isParam(value.of, fn, index);
  return false;
}

/** Whether a value is a parameter or holds it: as a property, an element, a member of it. */
export function holdsParam(value: Value, fn: number, index: number): boolean {
  switch (value.k) {
    case 'param':
      return value.fn === fn && value.index === index;
    case 'member':
    case 'element':
    case 'omit':
    case 'spread':
      return holdsParam(value.of, fn, index);
    case 'union':
      return value.of.some((v) => holdsParam(v, fn, index));
    case 'array':
      return value.items.some((v) => holdsParam(v, fn, index));
    case 'object':
      return Object.values(value.props).some((v) => holdsParam(v, fn, index)) || value.spreads.some((v) => holdsParam(v, fn, index));
    default:
      return false;
  }
}

/** Functions that a value may be, wrappers such as `asyncHandler(fn)` looked through. */
export function functionsOf(project: Pick<Project, 'resolve'>, located: LocatedValue, level = 0): FunctionRef[] {
  if (level > 3) return [];
  const found: FunctionRef[] = [];
  for (const r of project.resolve(located)) {
    if (r.r === 'function') found.push(r.ref);
    else if (r.r === 'external') for (const arg of r.args) if (arg.value !== located.value) found.push(...functionsOf(project, arg, level + 1));
    if (r.r === 'value' && r.located.value.k === 'array')
      for (const item of r.located.value.items) found.push(...functionsOf(project, { ...r.located, value: item }, level + 1));
  }
  if (found.length === 0 && located.value.k === 'call')
    for (const arg of located.value.args) if (arg.k !== 'object') found.push(...functionsOf(project, { ...located, value: arg }, level + 1));
  return found;
}
