import type { FileFacts } from '../../facts/file.js';
import type { CallSite, MappedCall, Project } from '../../facts/project.js';
import type { Value } from '../../facts/value.js';
import { lastName } from '../../facts/value.js';

/** A parameter, or a property of one. */
interface Slot {
  readonly fn: number;
  readonly param: number;
  readonly key: string | null;
}

/** A function that calls what it is given once per element of a list that it is given. */
interface Mapper {
  readonly list: Slot;
  readonly callback: Slot;
}

/** Methods that give a part of a list. */
const narrowing = new Set(['slice', 'filter', 'sort', 'reverse', 'toSorted', 'toReversed']);

/** Calls of the project's own mappers: `mapInGroups(ids, 5, load)`, `eachOf({ items, run })`. Those of libraries are loops of their file. */
export function mappedCallsOf(project: Project): readonly MappedCall[] {
  return project.files.flatMap((file) =>
    file.kind === 'runtime' ? mappersIn(file).flatMap((mapper) => project.callersOf(project.fn(file, mapper.callback.fn)).flatMap((site) => mappedBy(mapper, site, file.functions[mapper.callback.fn]!.name))) : [],
  );
}

function mappersIn(file: FileFacts): Mapper[] {
  const found: Mapper[] = [];
  for (const { callee, args } of file.calls) {
    const callback = slotOf(callee);
    const list = callback && args[0] ? listOf(args[0]) : null;
    if (!callback || list?.fn !== callback.fn) continue;
    // both parameters of their own, or both properties of one: `services.save(order)` is another function's work
    if ((callback.key === null && list.key === null) || (callback.key !== null && list.key !== null && callback.param === list.param)) found.push({ list, callback });
  }
  return found;
}

function slotOf(value: Value): Slot | null {
  if (value.k === 'param') return { fn: value.fn, param: value.index, key: null };
  return value.k === 'member' && value.of.k === 'param' ? { fn: value.of.fn, param: value.of.index, key: value.name } : null;
}

/** The list that a value is an element of: `item` of `for (const item of items)`, `items[i]`. */
function listOf(value: Value): Slot | null {
  if (value.k !== 'element' && !(value.k === 'member' && value.name === '[]')) return null;
  let list = value.of;
  while (list.k === 'call' && list.callee.k === 'member' && narrowing.has(list.callee.name)) list = list.callee.of;
  return slotOf(list);
}

function mappedBy({ list, callback }: Mapper, { file, call }: CallSite, declared: string | null): MappedCall[] {
  const given = ({ param, key }: Slot): Value | undefined => {
    const arg = call.args[param];
    return key === null ? arg : arg?.k === 'object' && Object.hasOwn(arg.props, key) ? arg.props[key] : undefined;
  };
  const [over, called] = [given(list), given(callback)];
  return over && called && file.kind === 'runtime' ? [{ file, call, name: declared ?? (lastName(call.callee) || 'list'), over, callback: called }] : [];
}
