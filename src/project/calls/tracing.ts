import type { FileFacts } from '../../facts/file.js';
import { groupBy } from '../../facts/group-by.js';
import type { StartOrder, Tracing, TracingFact } from '../../facts/operations.js';
import { packageName, packageOfSymbol } from '../../facts/package-name.js';
import type { Place, Project, ResolvedImport } from '../../facts/project.js';
import type { Value } from '../../facts/value.js';
import { lastName, membersOf } from '../../facts/value.js';
import { isEffectSource } from '../../recognise/effects.js';
import { isTracingSource, startMethods, tracingUseOf } from '../../recognise/tracing.js';
import { adapterPackages } from '../packages/adapter-packages.js';

type World = Pick<Project, 'files' | 'imports' | 'file' | 'resolve' | 'isRecognised'>;

/**
 * What runtime code does to be traced: by the libraries that it calls, and by the config's `tracer`, whose calls,
 * constructions and imports are starts. Misses what only the command line preloads and agents that are injected from outside.
 */
export function tracingOf(world: World): Tracing[] {
  const imports = groupBy(world.imports, ({ file }) => file);
  const orderOf = createOrder(world);
  return world.files.flatMap((file) => {
    if (file.kind !== 'runtime') return [];
    const known = file.operations?.tracing ?? [];
    const facts = [...known, ...startsOfOthers(world, file, new Set(known.map(({ at }) => at.start)))];
    const libraryOf = (symbol: string): string => symbol.includes('#') ? packageOfSymbol(symbol) : packageName(symbol);
    return [...facts.map((fact) => ({ ...fact, library: libraryOf(fact.symbol) })), ...declaredStarts(world, file, imports.get(file) ?? [])]
      .sort((a, b) => a.at.start - b.at.start)
      .map(({ use, library, symbol, at, fn }): Tracing => ({ use, library, symbol, file, at, ...(use === 'start' ? orderOf(file, at.start, fn) : { order: null, behind: null }) }));
  });
}

/** `sdk.start()` on an SDK that another file made. */
function startsOfOthers(world: World, file: FileFacts, known: ReadonlySet<number>): TracingFact[] {
  return file.calls.flatMap(({ callee, fn, at }): TracingFact[] => {
    if (callee.k !== 'member' || !startMethods.has(callee.name) || known.has(at.start)) return [];
    for (const made of world.resolve({ file, value: callee, scope: null })) {
      const symbol = made.r === 'external' ? [made.symbol, ...made.path].join('.') : '';
      if (tracingUseOf(symbol) === 'start') return [{ use: 'start', symbol, fn, at }];
    }
    return [];
  });
}

function declaredStarts(world: World, file: FileFacts, imports: readonly ResolvedImport[]): (TracingFact & { readonly library: string })[] {
  const isTracer = (value: Value): boolean => world.isRecognised('tracer', { file, value, scope: null });
  const called = file.calls.flatMap(({ callee, fn, at }) => {
    if (!isTracer(callee)) return [];
    const { root, path } = membersOf(callee);
    return [{ use: 'start' as const, library: '', symbol: [lastName(root), ...path].filter(Boolean).join('.'), fn, at }];
  });
  const imported = imports.flatMap(({ fact: { source, names, typeOnly, at }, target }) =>
    !typeOnly && names.length === 0 && isTracer({ k: 'import', source: target ?? source, name: '*' }) ? [{ use: 'start' as const, library: '', symbol: source, fn: null, at }] : [],
  );
  return [...called, ...imported];
}

type Ordered = { readonly order: StartOrder; readonly behind: (Place & { readonly source: string }) | null };

/** Tells when a start runs, by the order in which files load each other: static imports first, `require` in its place. */
function createOrder(world: World): (file: FileFacts, offset: number, fn: number | null) => Ordered {
  const counted = world.imports.filter(({ file, fact }) => !fact.typeOnly && fact.form !== 'dynamic' && file.kind !== 'test');
  const loads = groupBy(counted, ({ file }) => file);
  const importers = groupBy(counted, ({ target }) => target);
  const isHooked = (source: string): boolean => !isTracingSource(source) && (httpModules.has(source) || adapterPackages.has(packageName(source)) || (!source.startsWith('node:') && !fileModules.has(source) && isEffectSource(source)));
  type Behind = Ordered['behind'];
  /** The first import among these, or among those of the files that they load, that instrumentation hooks into. */
  const hooked = (imports: readonly ResolvedImport[], visited: Set<string>): Behind => {
    for (const { file, fact, target } of imports) {
      if (target === null && isHooked(fact.source)) return { file, at: fact.at, source: fact.source };
      const loaded = target === null || visited.has(target) ? null : world.file(target);
      if (!loaded) continue;
      const found = hooked(loads.get(loaded) ?? [], visited.add(loaded.path));
      if (found) return found;
    }
    return null;
  };
  /** What is loaded before a file is, on any way to it. */
  const before = (file: FileFacts, visited: Set<string>): Behind => {
    for (const one of importers.get(file.path) ?? []) {
      const earlier = (loads.get(one.file) ?? []).filter(({ fact }) => fact.at.start < one.fact.at.start && fact.source !== one.fact.source);
      const found = hooked(earlier, new Set([file.path]));
      if (found) return found;
      if (visited.has(one.file.path)) continue;
      const above = before(one.file, visited.add(one.file.path));
      if (above) return above;
    }
    return null;
  };
  return (file, offset, fn) => {
    if (fn !== null) return { order: 'unknown', behind: null };
    const isImport = (loads.get(file) ?? []).some(({ fact }) => fact.at.start === offset);
    const own = (loads.get(file) ?? []).filter(({ fact }) => fact.at.start < offset || (!isImport && fact.form !== 'require'));
    const behind = hooked(own, new Set([file.path])) ?? before(file, new Set([file.path]));
    if (behind) return { order: 'late', behind };
    return { order: importers.has(file.path) || hooked(loads.get(file) ?? [], new Set([file.path])) ? 'first' : 'alone', behind: null };
  };
}

const httpModules: ReadonlySet<string> = new Set(['http', 'https', 'http2', 'node:http', 'node:https', 'node:http2']);
/** Modules of Node whose calls are effects and which no instrumentation has to come before. */
const fileModules: ReadonlySet<string> = new Set(['fs', 'fs-extra', 'graceful-fs', 'crypto', 'child_process', 'zlib', 'fs/promises', 'glob', 'fast-glob', 'rimraf', 'mkdirp']);
