import type { FileFacts } from '../../facts/file.js';
import type { CallSite, MappedCall, Project } from '../../facts/project.js';
import { lazy } from '../../facts/remembered.js';
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

/**
 * Calls of the project's own mappers in a file: `mapInGroups(ids, 5, load)`, `eachOf({ items, run })`. Those of libraries
 * are loops of their file. A mapper that is called by another name than its own is not seen.
 */
export function createMappedCalls(project: Pick<Project, 'files' | 'resolve'>): (file: FileFacts) => readonly MappedCall[] {
  const named = lazy(() => {
    const mappers = new Map<string, Map<string, Mapper[]>>();
    for (const file of project.files)
      if (file.kind === 'runtime')
        for (const mapper of mappersOf(file)) {
          const name = file.functions[mapper.callback.fn]?.name ?? '';
          const known = mappers.get(name) ?? new Map<string, Mapper[]>();
          const key = `${file.path}:${mapper.callback.fn}`;
          known.set(key, [...(known.get(key) ?? []), mapper]);
          mappers.set(name, known);
        }
    return mappers;
  });
  return (file) =>
    file.kind !== 'runtime'
      ? []
      : file.calls.flatMap((call) => {
          const name = nameOf(file, call.callee);
          const mappers = name === '' || call.args.length === 0 ? undefined : named().get(name);
          if (!mappers) return [];
          return project.resolve({ file, value: call.callee, scope: null }).flatMap((r) => (r.r === 'function' ? (mappers.get(`${r.ref.file.path}:${r.ref.index}`) ?? []).flatMap((mapper) => mappedBy(mapper, { file, call }, name)) : []));
        });
}

/** The name of what a call calls; a function of the file is known without one. */
const nameOf = (file: FileFacts, callee: Value): string => (callee.k === 'function' ? (file.functions[callee.fn]?.name ?? '') : lastName(callee));

const found = new WeakMap<FileFacts, readonly Mapper[]>();

/** Those that a file declares, whatever it is linked with. */
function mappersOf(file: FileFacts): readonly Mapper[] {
  let mappers = found.get(file);
  if (!mappers) found.set(file, (mappers = mappersIn(file)));
  return mappers;
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

function mappedBy({ list, callback }: Mapper, { file, call }: CallSite, name: string): MappedCall[] {
  const given = ({ param, key }: Slot): Value | undefined => {
    const arg = call.args[param];
    return key === null ? arg : arg?.k === 'object' && Object.hasOwn(arg.props, key) ? arg.props[key] : undefined;
  };
  const [over, called] = [given(list), given(callback)];
  return over && called ? [{ file, call, name, over, callback: called }] : [];
}
