import type { CallFact, FunctionFact } from '../../facts/code.js';
import type { FileFacts } from '../../facts/file.js';
import { groupBy } from '../../facts/group-by.js';
import { own } from '../../facts/own.js';
import type { Project, ResolvedImport } from '../../facts/project.js';
import { lazy, remembered } from '../../facts/remembered.js';
import { isWithin } from '../../facts/source.js';
import { takenOf, type Value } from '../../facts/value.js';
import { isHook } from '../../recognise/hooks.js';
import type { FrontEndImports } from '../kinds/front-end-imports.js';
import type { Symbols } from '../values/symbols.js';

/** A call or another piece of code, and the index of the function that holds it, `null` at module level. */
type Code = Pick<CallFact, 'fn' | 'at'>;

/** A function of a module, or a class of it with all of its methods. */
interface Part {
  readonly file: FileFacts;
  readonly of: Extract<Value, { k: 'function' | 'class' }>;
}

type World = Pick<Project, 'files' | 'imports' | 'fn' | 'callersOf' | 'packageOf'>;

/**
 * Tells whether code runs in a browser, wherever it stands: it lies in a file that uses hooks, or in one that nothing
 * but such files imports, or front ends use the function that it is in, by name, and no other code does.
 * Misses: functions that are reached by other ways than their name, such as a property that is computed.
 */
export function createBrowserSide(world: World, symbols: Symbols, frontEnds: FrontEndImports): (file: FileFacts, code: Code) => boolean {
  const importers = lazy(() => groupBy(world.imports.filter(({ target, fact }) => target !== null && !fact.typeOnly), ({ target }) => target!));
  const files = new Map<FileFacts, boolean>();
  const isBrowserFile = (file: FileFacts): boolean => {
    const known = files.get(file);
    if (known !== undefined) return known;
    files.set(file, false); // files that import each other
    const above = new Set(importers().get(file.path)?.map((one) => one.file));
    const result = file.kind === 'frontend' || usesHooks(file) || (above.size > 0 && [...above].every(isBrowserFile));
    files.set(file, result);
    return result;
  };

  /** Imports that use what they name: a barrel's own are none. */
  const byName = lazy(() => {
    const found = new Map<string, ResolvedImport[]>();
    for (const one of world.imports) {
      if (one.target === null || one.fact.typeOnly || one.fact.form === 'export') continue;
      for (const name of one.fact.names) {
        const list = found.get(name);
        if (list) list.push(one);
        else found.set(name, [one]);
      }
    }
    return found;
  });
  /** Other names that barrels give to an exported one. */
  const renamed = lazy(() => {
    const found = new Map<string, Set<string>>();
    for (const { exports } of world.files)
      for (const [name, fact] of Object.entries(exports)) {
        const from = 'from' in fact ? fact.name : fact.value.k === 'import' ? fact.value.name : name;
        if (from === name) continue;
        const names = found.get(from);
        if (names) names.add(name);
        else found.set(from, new Set([name]));
      }
    return found;
  });

  /** `*`, and the names that barrels give to whole modules: `export * as ordersApi from './orders'`. */
  const namespaces = lazy(() => {
    const found = new Set(['*']);
    for (const { exports } of world.files)
      for (const [name, fact] of Object.entries(exports)) if (('from' in fact ? fact.name : fact.value.k === 'import' ? fact.value.name : '') === '*') found.add(name);
    for (const name of found) for (const other of renamed().get(name) ?? []) found.add(other);
    return [...found];
  });

  const exportedNames = ({ file, of }: Part): ReadonlySet<string> => {
    const names = new Set(Object.keys(file.exports).filter((name) => {
      const fact = file.exports[name]!;
      return 'value' in fact && holds(file, fact.value, of);
    }));
    for (const name of names) for (const other of renamed().get(name) ?? []) names.add(other);
    return names;
  };
  const leadsTo = (from: Pick<FileFacts, 'path'>, source: string, name: string, { file, of }: Part): boolean => {
    const found = symbols.imported(from, source, name);
    return found?.kind === 'value' && found.file === file && holds(file, found.value, of);
  };

  /** Which of the names lead to the part as members of an imported namespace; none where it is no namespace. */
  const membersLeading = (from: Pick<FileFacts, 'path'>, source: string, space: string, names: ReadonlySet<string>, { file, of }: Part): readonly string[] => {
    const found = symbols.imported(from, source, space);
    if (found?.kind !== 'namespace') return [];
    return [...names].filter((name) => {
      const member = symbols.member(found.file, name);
      return member?.kind === 'value' && member.file === file && holds(file, member.value, of);
    });
  };

  const parts = new Map<string, boolean | null>();
  /** `null` while it is being told: functions that call each other. */
  const isBrowserPart = (part: Part): boolean | null => {
    const key = `${part.file.path} ${part.of.k} ${part.of.k === 'function' ? part.of.fn : part.of.cls}`;
    const known = parts.get(key);
    if (known !== undefined) return known;
    parts.set(key, null);
    const result = isUsedByBrowsers(part);
    parts.set(key, result);
    return result;
  };
  const isUsedByBrowsers = (part: Part): boolean => {
    const { file, of } = part;
    let isUsed = false;
    /** Takes note of a use, and says whether it is one by other code than that of browsers. */
    const isElsewhere = (user: FileFacts, around: Part | null): boolean => {
      if (around?.file === file && isSame(around.of, of)) return false;
      const isBrowser = isBrowserFile(user) || (around !== null && isBrowserPart(around));
      isUsed ||= isBrowser === true;
      return isBrowser === false;
    };
    const calling = new Set<FileFacts>();
    for (const index of functionsOf(part))
      for (const { file: caller, call } of world.callersOf(world.fn(file, index))) {
        if (isElsewhere(caller, partAround(caller, call))) return false;
        calling.add(caller);
      }
    for (const below of subclassesIn(file, (above) => holds(file, above, of))) if (isElsewhere(file, below)) return false;
    const names = exportedNames(part);
    const spaces = names.size > 0 ? namespaces() : [];
    for (const name of [...names, ...spaces])
      for (const { file: user, fact } of byName().get(name) ?? []) {
        if (isReexport(user, fact.source, name)) continue;
        const members = names.has(name) && leadsTo(user, fact.source, name, part) ? null : membersLeading(user, fact.source, name, names, part);
        const read = members && frontEnds.membersIn(user.path, fact.source, name);
        if (members !== null && !isMentioned(members, read)) continue;
        const { uses, isSeen } = usesOf(user, fact.source, name, read && members);
        // what calls of packages are handed is not told: then all that the file exports may use it
        const around = isSeen || calling.has(user) ? uses : exportedParts(user);
        if (around.length === 0 && !isSeen && !calling.has(user) ? isElsewhere(user, null) : around.some((one) => isElsewhere(user, one))) return false;
      }
    const pkg = world.packageOf(file.path);
    if (!pkg) return isUsed;
    const pages = [
      ...[...names].flatMap((name) => frontEnds.of(name, pkg).filter((page) => leadsTo(page, page.source, name, part))),
      ...spaces.flatMap((space) =>
        frontEnds.of(space, pkg).filter((page) => {
          const members = membersLeading(page, page.source, space, names, part);
          // a page in the browser proves nothing of what it takes apart
          return isMentioned(members, page.members() ?? (page.runsOn === 'browser' ? new Set() : null));
        }),
      ),
    ];
    return (isUsed || pages.some(({ runsOn }) => runsOn === 'browser')) && pages.every(({ runsOn }) => runsOn !== 'server');
  };

  /** Files whose functions run on the server, whoever imports them. */
  const isOnServer = remembered((file: FileFacts) => file.imports.some(({ source }) => source === 'server-only' || source.startsWith('node:')) || frontEnds.isOnServer(file.path));

  return (file, code) => {
    const part = isBrowserFile(file) ? null : partAround(file, code);
    return (isBrowserFile(file) || (part !== null && isBrowserPart(part) === true)) && !isOnServer(file);
  };
}

const usesHooks = (file: FileFacts): boolean =>
  file.imports.some(({ names, source, typeOnly }) => !typeOnly && (source === 'react-dom/client' || names.some((name) => isHook(source, name))));

/** What of a module holds code, `null` where the code runs as the module is loaded. */
function partAround(file: FileFacts, { fn, at }: Code): Part | null {
  let outermost: FunctionFact | null = null;
  let index = -1;
  for (let above = fn; above !== null; above = file.functions[above]!.parent) [outermost, index] = [file.functions[above]!, above];
  // the initial value of a field: `static load = wrap(loadOrder)`
  const cls = outermost?.cls ?? file.classes.findIndex((one) => isWithin(at, one.at));
  if (cls >= 0) return { file, of: { k: 'class', cls } };
  return outermost && { file, of: { k: 'function', fn: index } };
}

/** What it exports that can be called. */
function exportedParts(file: FileFacts): readonly Part[] {
  return Object.values(file.exports).flatMap((fact): Part[] => {
    const value = 'value' in fact && fact.value.k === 'ref' ? own(file.bindings, fact.value.name) : 'value' in fact ? fact.value : undefined;
    return value?.k === 'function' || value?.k === 'class' ? [{ file, of: value }] : [];
  });
}

/** Whether one of the members is read; where it is not told which are, all of them are. */
const isMentioned = (members: readonly string[], read: ReadonlySet<string> | null): boolean => members.some((name) => read === null || read.has(name));

/**
 * What of a file calls an import, hands it to a call or extends it; `null` stands for code that runs as the file is loaded.
 * @param members of a namespace: the use of another one is none
 */
function usesOf(file: FileFacts, source: string, name: string, members: readonly string[] | null): { readonly uses: readonly (Part | null)[]; readonly isSeen: boolean } {
  let isSeen = false;
  const isImport = (value: Value): boolean => {
    if (value.k === 'object') return Object.values(value.props).some(isImport);
    if (value.k === 'call' && value.args.some(isImport)) return true;
    const { head, member } = headAndMember(value);
    if (head.k !== 'import' || head.source !== source || head.name !== name) return false;
    isSeen = true;
    return members === null || member === null || members.includes(member);
  };
  const calls = file.calls.filter(({ callee, args }) => [callee, ...args].filter(isImport).length > 0);
  // `const load = ordersApi.load`
  const kept = members === null ? [] : Object.values(file.bindings).filter((value) => value.k === 'member' && isImport(value));
  return { uses: [...calls.map((call) => partAround(file, call)), ...kept.map(() => null), ...subclassesIn(file, isImport)], isSeen };
}

/** As `headOf`, with the member that is taken of it first. */
function headAndMember(value: Value): { readonly head: Value; readonly member: string | null } {
  let head = value;
  let member: string | null = null;
  for (let next = takenOf(head); next !== null; next = takenOf(head)) {
    member = head.k === 'member' ? head.name : null;
    head = next;
  }
  return { head, member };
}

const subclassesIn = (file: FileFacts, isAbove: (value: Value) => boolean): readonly Part[] =>
  file.classes.flatMap((fact, cls): Part[] => (fact.extends && isAbove(fact.extends) ? [{ file, of: { k: 'class', cls } }] : []));

/** The functions by which others call it. */
function functionsOf({ file, of }: Part): readonly number[] {
  if (of.k === 'function') return [of.fn];
  const { methods, ctor } = file.classes[of.cls]!;
  return [...Object.values(methods), ...(ctor === null ? [] : [ctor])];
}

const isSame = (a: Part['of'], b: Part['of']): boolean => (a.k === 'function' ? b.k === 'function' && a.fn === b.fn : b.k === 'class' && a.cls === b.cls);

/** Whether a value of a module is the part, an object with it or an instance of it. */
function holds(file: FileFacts, value: Value, part: Part['of'], depth = 0): boolean {
  if (depth > 4) return false;
  switch (value.k) {
    case 'function':
    case 'class':
      return isSame(value, part);
    case 'ref': {
      const bound = own(file.bindings, value.name);
      return bound !== undefined && holds(file, bound, part, depth + 1);
    }
    case 'object':
      return Object.values(value.props).some((one) => holds(file, one, part, depth + 1));
    case 'new':
      return holds(file, value.callee, part, depth + 1);
    default:
      return false;
  }
}

/** `import { x } from './x'; export { x }` */
const isReexport = (file: FileFacts, source: string, name: string): boolean =>
  Object.values(file.exports).some((fact) => 'value' in fact && fact.value.k === 'import' && fact.value.source === source && fact.value.name === name);
