import { isBuiltin } from 'node:module';
import { dataLayers } from '../data-layers/index.js';
import type { CallFact, LoopFact } from '../facts/code.js';
import type { FileFacts } from '../facts/file.js';
import type { Layout } from '../facts/layout.js';
import type {
  ClassRef,
  FunctionRef,
  LinkedCall,
  LocatedValue,
  Project,
  Query,
  QueryPath,
  Resolved,
  ResolvedImport,
  Table,
} from '../facts/project.js';
import type { SettingFact } from '../facts/settings.js';
import type { DiscoveredFile, PackageInfo, Span } from '../facts/source.js';
import type { Value } from '../facts/value.js';
import { functionalModule } from '../recognise/functional-modules.js';
import { iterationMethods } from '../syntax/iteration-methods.js';
import { createAmbient } from './ambient.js';
import { linkAnswers } from './answers.js';
import { bodiesOf } from './bodies.js';
import { createBrowserSide } from './browser-side.js';
import { argumentOf, positionOf } from './call-arguments.js';
import { indexCallSites } from './call-sites.js';
import { runsLater } from './deferred.js';
import { createDispatch } from './dispatch.js';
import { declaredKindsOf, effectsIn } from './effects.js';
import { createEnclosures } from './enclosures.js';
import { linkEndpoints } from './endpoints.js';
import { fieldQueriesOf } from './field-queries.js';
import { createFrontEndImports } from './front-end-imports.js';
import { responsesOf } from './handlers.js';
import { healthProbesOf } from './health.js';
import { joinedSqlIn } from './joined-sql.js';
import { readsIdempotencyKey } from './idempotency.js';
import { logCallsOf } from './logs.js';
import { requestPathOf } from './request-path.js';
import { createRowMethods } from './row-methods.js';
import { rawRows } from './rows.js';
import { createSlowWork } from './slow-work.js';
import { packageName } from '../facts/package-name.js';
import { unvalidatedInputs } from './validation.js';
import { createInjection } from './injection.js';
import type { LazyDocuments } from './documents.js';
import type { Evaluator } from './evaluate.js';
import { createEvaluator } from './evaluate.js';
import { classKey } from './resolved.js';
import { isContract, moduleOf } from './layout.js';
import { isRecognised, type Recognisers } from './recognisers.js';
import { lazy, remembered } from '../facts/remembered.js';
import type { Resolver } from './resolve.js';
import { matches } from './symbol-patterns.js';
import { createSymbols } from './symbols.js';
import { packageOf } from './packages.js';
import { createTables } from './tables.js';
import { tracingOf } from './tracing.js';
import { groupBy } from '../facts/group-by.js';

export interface LinkInput {
  readonly files: readonly FileFacts[];
  /** Tables of schema documents: `schema.prisma`, SQL migrations. */
  readonly documentTables: readonly Table[];
  /** Variables of the environment that documents set. */
  readonly settings: readonly SettingFact[];
  /** What is read when somebody asks. */
  readonly lazy: LazyDocuments;
  readonly packages: readonly PackageInfo[];
  readonly layout: Layout;
  readonly resolver: Pick<Resolver, 'resolve' | 'disk'>;
  readonly frontEnds: readonly DiscoveredFile[];
  readonly recognisers: Recognisers;
}

const spanKey = (at: Span): string => `${at.start}-${at.end}`;

/** Joins the files into the project that checks ask. Nothing is computed before a check asks for it. */
export function linkProject(input: LinkInput): Project {
  const dependencies = new Map(input.packages.map((p) => [p.dir, new Set([...p.dependencies, ...p.devDependencies])]));
  const workspace = new Set(input.packages.flatMap((p) => p.name ?? []));
  const none: ReadonlySet<string> = new Set();
  /** Packages that the package of a file depends on, other packages of the workspace left out. */
  const declared = (path: string): ReadonlySet<string> => {
    const own = packageOf(path, input.packages);
    if (!own) return none;
    let names = external.get(own.dir);
    if (!names) external.set(own.dir, (names = new Set([...(dependencies.get(own.dir) ?? [])].filter((name) => !workspace.has(name)))));
    return names;
  };
  const external = new Map<string, ReadonlySet<string>>();
  const byPath = new Map(input.files.map((file) => [file.path, file]));
  const symbols = createSymbols(byPath, input.resolver);
  const receivers = new Map(dataLayers.map((layer) => [layer.name, layer.receivers]));

  // ── queries ──
  /** Candidates by span: two layers may see one call, the first that is confirmed has it. */
  const candidates = new Map<FileFacts, Map<string, number[]>>();
  const queries = new Map<FileFacts, (Query | null | undefined)[]>();
  for (const file of input.files) {
    if (file.queries.length === 0) continue;
    const bySpan = new Map<string, number[]>();
    file.queries.forEach((query, i) => {
      const key = spanKey(query.at);
      const list = bySpan.get(key);
      if (list) list.push(i);
      else bySpan.set(key, [i]);
    });
    candidates.set(file, bySpan);
    queries.set(file, []);
  }
  const confirming = new Set<string>();
  const queryOf = (file: FileFacts, index: number): Query | null => {
    const known = queries.get(file)?.[index];
    if (known !== undefined) return known;
    const key = `${file.path}:${index}`;
    if (confirming.has(key)) return null;
    confirming.add(key);
    const query = confirm(file, index);
    confirming.delete(key);
    queries.get(file)![index] = query;
    return query;
  };
  const queryAt = (file: FileFacts, at: Span): Query | null => {
    for (const index of candidates.get(file)?.get(spanKey(at)) ?? []) {
      const query = queryOf(file, index);
      if (query) return query;
    }
    return null;
  };

  // ── classes that implement others, arguments of calls, providers: by key, built on first use ──
  const implementers = lazy(() => indexImplementers(input.files, symbols, (f, i) => evaluator.cls(f, i)));
  const callSites = lazy(() => indexCallSites(input.files, symbols));
  /** What the calls of a function give for its parameter. */
  const argumentsAt = (fn: FunctionRef, index: number, most = Infinity): LocatedValue[] => {
    const position = positionOf(fn, index);
    return callsOf(fn, most).flatMap(({ file, call }) => {
      const value = argumentOf(call, position);
      return value ? [{ file, value, scope: null }] : [];
    });
  };
  const callsOf = (fn: FunctionRef, most = Infinity): { file: FileFacts; call: CallFact }[] =>
    (callSites().get(`${fn.file.path}:${fn.index}`) ?? []).slice(0, most).map(({ file, index }) => ({ file, call: file.calls[index]! }));
  const injection = createInjection(input.files, input.packages, symbols);

  const evaluator: Evaluator = createEvaluator({
    symbols,
    queryAt,
    rowMethods: (query, path, name) => rowMethods(query, path, name),
    implementers: (key) => implementers().get(key) ?? [],
    argumentsOf: (fn, index) => argumentsAt(fn, index, 6),
    ...injection,
    ambient: createAmbient(input.files),
    dispatched: (callee, args) => dispatch(callee, args),
  });
  const dispatch = createDispatch(input.files, evaluator);
  const tables = createTables(input.files, input.documentTables, evaluator);
  const rowMethods = createRowMethods(evaluator, (path) => byPath.get(path), tables.declaredBy);

  const confirm = (file: FileFacts, index: number): Query | null => {
    const fact = file.queries[index]!;
    if (fact.fragment) return { file, fact, table: null, tableName: null };
    const patterns = receivers.get(fact.layer) ?? [];
    const resolved = fact.receiver ? evaluator.resolve({ file, value: fact.receiver, scope: null }) : [];
    const proven = resolved.filter((r) => evaluator.origins(r).some((symbol) => matches(patterns, symbol)));
    const table = tables.ofQuery(file, fact, proven);
    if (fact.receiver && proven.length === 0) {
      // the client is out of sight; a table that the project declares, or the shape of the call, proves it as well
      const somethingElse = resolved.some((r) => !isOutOfSight(file, r));
      if (somethingElse || !(table || fact.evident)) return null;
    }
    const written = fact.table && 'name' in fact.table ? fact.table.name : null;
    return { file, fact, table, tableName: table?.fact.symbol ?? table?.fact.name ?? written };
  };

  /** Nothing is known of it: a parameter, a bare type, an import of code that is not here. */
  const isOutOfSight = (file: FileFacts, r: Resolved): boolean => {
    if (r.r === 'param' || r.r === 'type') return true;
    if (r.r !== 'external') return false;
    const source = r.symbol.slice(0, r.symbol.lastIndexOf('#'));
    if (source === 'global') return r.symbol !== 'global#fetch' && r.symbol !== 'global#Map' && r.symbol !== 'global#Set';
    return !declared(file.path).has(packageName(source)) && !isBuiltin(source);
  };

  // ── calls ──
  const callsByFunction = new Map<FileFacts, Map<number | null, CallFact[]>>();
  const callFacts = (file: FileFacts): Map<number | null, CallFact[]> => {
    let grouped = callsByFunction.get(file);
    if (!grouped) callsByFunction.set(file, (grouped = groupBy(file.calls, (c) => c.fn)));
    return grouped;
  };
  const inlineChildren = new Map<FileFacts, Map<number, number[]>>();
  const inlineOf = (file: FileFacts, index: number): readonly number[] => {
    let children = inlineChildren.get(file);
    if (!children) {
      children = new Map();
      file.functions.forEach((f, i) => {
        // `Effect.tryPromise({ try: () => … })`: no other function can have that name
        if (f.parent === null || (!f.passedTo && f.name !== 'try')) return;
        const list = children!.get(f.parent);
        if (list) list.push(i);
        else children!.set(f.parent, [i]);
      });
      inlineChildren.set(file, children);
    }
    return children.get(index) ?? [];
  };
  const bodies = (fn: FunctionRef): number[] => below(fn, (index) => inlineOf(fn.file, index));
  const below = (fn: FunctionRef, childrenOf: (index: number) => readonly number[]): number[] => {
    const result: number[] = [];
    const stack = [fn.index];
    while (stack.length > 0) {
      const index = stack.pop()!;
      result.push(index);
      stack.push(...childrenOf(index));
    }
    return result;
  };
  /** Functions that stand in a call of their parent: called at once, or a property of what it is given. */
  const writtenInCalls = remembered((file: FileFacts): ReadonlyMap<number, readonly number[]> => {
    const found = new Map<number, number[]>();
    for (const { callee, args, at } of file.calls)
      for (const value of [callee, ...args.flatMap((arg) => (arg.k === 'object' ? Object.values(arg.props) : []))]) {
        if (value.k !== 'function') continue;
        const { parent, at: own } = file.functions[value.fn]!;
        if (parent === null || own.start < at.start || own.end > at.end) continue;
        const list = found.get(parent);
        if (!list) found.set(parent, [value.fn]);
        else if (!list.includes(value.fn)) list.push(value.fn);
      }
    return found;
  });
  const loopedCalls = (fn: FunctionRef, counts: (loop: LoopFact) => boolean): readonly LinkedCall[] => {
    const grouped = callFacts(fn.file);
    const looped: LinkedCall[] = [];
    for (const index of bodies(fn))
      for (const call of grouped.get(index) ?? []) {
        // what is in no loop that counts need not be followed
        const loop = call.loop ?? iterationOf(call)?.loop;
        const linked = loop && counts(loop) ? linkCall(fn.file, call) : null;
        if (linked?.loop) looped.push(linked);
      }
    return looped;
  };
  /** `ids.map(loadUser)` calls its argument once per element. */
  const iterationOf = (call: CallFact): { readonly called: Value; readonly loop: LoopFact } | null => {
    const { callee, args, at } = call;
    const [called] = args;
    if (callee.k !== 'member' || !called || called.k === 'function' || !iterationMethods.has(callee.name) || functionalModule(callee.of) === 'one') return null;
    return { called, loop: { kind: callee.name, over: callee.of, at } };
  };
  const linkedCalls = new Map<FunctionRef, readonly LinkedCall[]>();
  const calls = (fn: FunctionRef): readonly LinkedCall[] => {
    let linked = linkedCalls.get(fn);
    if (!linked) {
      const grouped = callFacts(fn.file);
      linked = bodies(fn)
        .flatMap((index) => grouped.get(index) ?? [])
        .map((call) => linkCall(fn.file, call))
        .sort((a, b) => a.at.start - b.at.start);
      linkedCalls.set(fn, linked);
    }
    return linked;
  };
  const linkCall = (file: FileFacts, call: CallFact): LinkedCall => {
    const located = (value: Value): LocatedValue => ({ file, value, scope: null });
    const resolved = evaluator.resolve(located(call.callee));
    const args = call.args.map(located);
    const sent = resolved.flatMap((r) => (r.r === 'external' ? dispatch(r, args) : []));
    const targets = [...functionsOf(resolved), ...sent.map(({ ref }) => ref)];
    let loop = call.loop;
    const iteration = iterationOf(call);
    const passed = iteration ? functionsOf(evaluator.resolve(located(iteration.called))) : [];
    if (iteration && passed.length > 0) {
      targets.push(...passed);
      loop ??= iteration.loop;
    }
    const unawaited = call.unawaited ?? (sent.some(({ answers }) => !answers) ? 'started' : null);
    return { at: call.at, file, fn: call.fn, args, callee: call.callee, loop, unawaited, targets };
  };
  const functionsOf = (resolved: readonly Resolved[]): FunctionRef[] =>
    resolved.flatMap((r) => {
      if (r.r === 'function') return [r.ref];
      if (r.r === 'class') return r.ref.fact.ctor === null ? [] : [evaluator.fn(r.ref.file, r.ref.fact.ctor)];
      return [];
    });

  const queriesByFunction = new Map<FileFacts, Map<number | null, number[]>>();
  const queriesIn = (fn: FunctionRef): readonly Query[] => {
    let grouped = queriesByFunction.get(fn.file);
    if (!grouped) {
      grouped = new Map();
      fn.file.queries.forEach((q, i) => {
        const list = grouped!.get(q.fn);
        if (list) list.push(i);
        else grouped!.set(q.fn, [i]);
      });
      queriesByFunction.set(fn.file, grouped);
    }
    if (grouped.size === 0) return [];
    // `waitUntil((async () => { … })())`, `withLock({ fn: async () => { … } })`
    const written = writtenInCalls(fn.file);
    const indexes = written.size === 0 ? bodies(fn) : new Set(below(fn, (index) => [...inlineOf(fn.file, index), ...(written.get(index) ?? [])]));
    return [...indexes]
      .flatMap((index) => grouped.get(index) ?? [])
      .sort((a, b) => a - b)
      .flatMap((i) => {
        const query = queryOf(fn.file, i);
        return query && !query.fact.fragment && queryAt(fn.file, query.fact.at) === query ? [query] : [];
      });
  };

  /** By how many functions may lie between. */
  const reached = new Map<number, Map<FunctionRef, QueryPath | null>>();
  const reachesQuery = (start: FunctionRef, most = Infinity): QueryPath | null => {
    let results = reached.get(most);
    if (!results) reached.set(most, (results = new Map()));
    let path = results.get(start);
    if (path === undefined) results.set(start, (path = shortestWay(start, most)));
    return path;
  };
  const isWithin = ({ file, fact }: FunctionRef, outer: FunctionRef): boolean => {
    if (file !== outer.file) return false;
    for (let index = fact.parent; index !== null; index = file.functions[index]!.parent) if (index === outer.index) return true;
    return false;
  };
  const declaresFunctions = remembered(({ file, index }: FunctionRef) => file.functions.some(({ parent }) => parent === index));
  const shortestWay = (start: FunctionRef, most: number): QueryPath | null => {
    const cameFrom = new Map<FunctionRef, FunctionRef | null>([[start, null]]);
    let level = [start];
    for (let between = 0, seen = 0; level.length > 0 && between <= most; between += 1) {
      const next: FunctionRef[] = [];
      for (const fn of level) {
        const query = queriesIn(fn).find((q) => q.fact.action !== 'transaction');
        if (query) {
          const through: FunctionRef[] = [];
          for (let f: FunctionRef | null = fn; f && f !== start; f = cameFrom.get(f) ?? null) through.unshift(f);
          return { query, through };
        }
        seen += 1;
        if (seen >= 400) return null;
        if (between === most && !declaresFunctions(fn)) continue;
        for (const call of calls(fn))
          for (const target of call.targets)
            if (!cameFrom.has(target) && (between < most || isWithin(target, fn))) {
              cameFrom.set(target, fn);
              // what a function declares and calls itself is its own code
              (isWithin(target, fn) ? level : next).push(target);
            }
      }
      level = next;
    }
    return null;
  };

  const importsOf = remembered((file: FileFacts): readonly ResolvedImport[] => file.imports.map((fact) => ({ file, fact, target: symbols.target(file.path, fact.source) })));
  const imports = lazy(() => input.files.flatMap(importsOf));
  const endpoints = lazy(() => linkEndpoints(input.files, input.packages, evaluator, callsOf));
  const confirmed = lazy(() =>
    input.files.flatMap((file) =>
      file.queries.flatMap((fact, i) => {
        const query = queryOf(file, i);
        return query && queryAt(file, fact.at) === query ? [query] : [];
      }),
    ),
  );
  const readsByFunction = new Map<FileFacts, Map<number, FileFacts['reads'][number][]>>();

  const answers = lazy(() => linkAnswers(project));

  const requestPath = lazy(() => requestPathOf(project));

  const effectsByFunction = remembered((file: FileFacts) => groupBy(effectsOf(file), (effect) => effect.fact.fn));
  const slowWork = lazy(() => createSlowWork(project));
  const declaredKinds = declaredKindsOf(input.recognisers);
  const effectsOf = remembered((file: FileFacts) => effectsIn(project, file, declaredKinds));
  const enclosures = lazy(() => createEnclosures(project));

  const browserSide = lazy(() => createBrowserSide(project, symbols, createFrontEndImports(input.frontEnds, input.packages, input.resolver.disk)));

  const joinedSql = lazy(() => joinedSqlIn(project));

  const tracing = lazy(() => tracingOf(project));
  const healthProbes = lazy(() => healthProbesOf(project));

  const project: Project = {
    files: input.files,
    packages: input.packages,
    packageOf: (path) => packageOf(path, input.packages),
    layout: input.layout,
    get imports() {
      return imports();
    },
    importsOf,
    get endpoints() {
      return endpoints().endpoints;
    },
    get routes() {
      return endpoints().routes;
    },
    get queries() {
      return confirmed();
    },
    tables: tables.all,
    settings: input.settings,
    get documents() {
      return input.lazy.documents;
    },
    get documentSecrets() {
      return input.lazy.documentSecrets;
    },
    get tests() {
      return input.lazy.tests;
    },
    isRecognised: (kind, value) => isRecognised(input.recognisers, kind, value, evaluator),
    hasRecognisers: (kind) => (input.recognisers[kind]?.length ?? 0) > 0,
    moduleOf: remembered((path) => moduleOf(path, input.layout)),
    isContract: (path) => isContract(path, input.layout),
    file: (path) => byPath.get(path) ?? null,
    resolve: evaluator.resolve,
    resolveType: evaluator.resolveType,
    member: evaluator.member,
    dispatched: evaluator.dispatched,
    origins: evaluator.origins,
    fn: evaluator.fn,
    cls: evaluator.cls,
    calls,
    loopedCalls,
    runsLater: (file, fn, within) => runsLater(project, file, fn, within),
    queriesIn,
    readsIn: (fn) => {
      let grouped = readsByFunction.get(fn.file);
      if (!grouped) readsByFunction.set(fn.file, (grouped = groupBy(fn.file.reads, (r) => r.fn)));
      return grouped.get(fn.index) ?? [];
    },
    reachesQuery,
    get fieldQueries() {
      return fieldQueriesOf(project);
    },
    get requestPath() {
      return requestPath();
    },
    responses: (endpoint) => responsesOf(project, endpoint),
    answers: remembered((endpoint) => answers().of(endpoint)),
    get writtenAnswers() {
      return answers().written;
    },
    bodies: (body) => bodiesOf(project, body),
    logsOf: remembered((file) => logCallsOf(project, file)),
    effectsOf,
    effectsIn: (fn) => {
      const grouped = effectsByFunction(fn.file);
      return grouped.size > 0 ? bodies(fn).flatMap((index) => grouped.get(index) ?? []) : [];
    },
    slowWork: (call) => slowWork()(call),
    callersOf: (fn) => enclosures().callersOf(fn),
    runsInBrowser: (file, code) => browserSide()(file, code),
    runsInside: (effect, test) => enclosures().runsInside(effect, test),
    rawRows: (value) => rawRows(project, value),
    unvalidatedInputs: remembered((endpoint) => unvalidatedInputs(project, endpoint)),
    get joinedSql() {
      return joinedSql();
    },
    get tracing() {
      return tracing();
    },
    get healthProbes() {
      return healthProbes();
    },
    readsIdempotencyKey: (endpoint) => readsIdempotencyKey(project, endpoint),
    queryAt,
    isDeclared: (path, source) => isBuiltin(source) || declared(path).has(packageName(source)),
  };
  return project;
}

type Symbols = ReturnType<typeof createSymbols>;

function indexImplementers(
  files: readonly FileFacts[],
  symbols: Symbols,
  cls: (file: FileFacts, index: number) => ClassRef,
): Map<string, ClassRef[]> {
  const index = new Map<string, ClassRef[]>();
  const keyOf = (file: FileFacts, symbol: Value): string | null => {
    if (symbol.k === 'ref') return classKey(file, symbol.name);
    if (symbol.k === 'class') return classKey(file, file.classes[symbol.cls]?.name ?? '');
    if (symbol.k !== 'import') return null;
    const found = symbols.imported(file, symbol.source, symbol.name);
    if (found?.kind === 'type') return classKey(found.file, found.name);
    if (found?.kind !== 'value') return null;
    if (found.value.k === 'class') return classKey(found.file, found.file.classes[found.value.cls]?.name ?? '');
    return found.value.k === 'ref' ? classKey(found.file, found.value.name) : null;
  };
  for (const file of files)
    file.classes.forEach((fact, i) => {
      const symbolsAbove = [
        ...(fact.extends ? [fact.extends] : []),
        ...fact.implements.flatMap((t) => (t.t === 'name' ? [t.symbol] : [])),
      ];
      for (const symbol of symbolsAbove) {
        const key = keyOf(file, symbol);
        if (key === null) continue;
        const list = index.get(key);
        if (list) list.push(cls(file, i));
        else index.set(key, [cls(file, i)]);
      }
    });
  return index;
}
