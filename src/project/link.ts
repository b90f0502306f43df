import { isBuiltin } from 'node:module';
import type { CallFact } from '../facts/code.js';
import type { FileFacts } from '../facts/file.js';
import { groupBy } from '../facts/group-by.js';
import type { Layout } from '../facts/layout.js';
import { packageName } from '../facts/package-name.js';
import type { FunctionRef, LocatedValue, Project, Query, ResolvedImport, Table } from '../facts/project.js';
import { lazy, remembered } from '../facts/remembered.js';
import type { SettingFact } from '../facts/settings.js';
import type { DiscoveredFile, PackageInfo } from '../facts/source.js';
import { createBrowserSide } from './calls/browser-side.js';
import { indexCallSites } from './calls/call-sites.js';
import { runsLater } from './calls/deferred.js';
import { createDispatch } from './calls/dispatch.js';
import { declaredKindsOf, effectsIn } from './calls/effects.js';
import { createEnclosures } from './calls/enclosures.js';
import { createInjection } from './calls/injection.js';
import { createLinkedCalls } from './calls/linked-calls.js';
import { logCallsOf } from './calls/logs.js';
import { createMappedCalls } from './calls/mappers.js';
import { createQueryWays } from './calls/query-ways.js';
import { isRecognised, type Recognisers } from './calls/recognisers.js';
import { createSlowWork } from './calls/slow-work.js';
import { createTextRunners } from './calls/text-runners.js';
import { tracingOf } from './calls/tracing.js';
import { fieldQueriesOf } from './data/field-queries.js';
import { joinedSqlIn } from './data/joined-sql.js';
import { createConfirm, createQueries } from './data/queries.js';
import { createRowMethods } from './data/row-methods.js';
import { rawRows } from './data/rows.js';
import { createTables } from './data/tables.js';
import type { LazyDocuments } from './documents.js';
import { linkAnswers } from './handlers/answers.js';
import { bodiesOf } from './handlers/bodies.js';
import { responsesOf } from './handlers/handlers.js';
import { healthProbesOf } from './handlers/health.js';
import { readsIdempotencyKey } from './handlers/idempotency.js';
import { requestPathOf } from './handlers/request-path.js';
import { unvalidatedInputs } from './handlers/validation.js';
import { createFrontEndImports } from './kinds/front-end-imports.js';
import { isContract, moduleOf } from './modules/layout.js';
import { packageOf } from './packages/packages.js';
import type { Resolver } from './packages/resolve.js';
import { linkEndpoints } from './routes/endpoints.js';
import { createAmbient } from './values/ambient.js';
import { argumentOf, positionOf } from './values/call-arguments.js';
import type { Evaluator } from './values/evaluate.js';
import { createEvaluator } from './values/evaluate.js';
import { indexImplementers } from './values/implementers.js';
import { createSymbols } from './values/symbols.js';

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
    queryAt: (file, at) => queries.at(file, at),
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
  const queries = createQueries(input.files, createConfirm(evaluator, tables, declared));
  const calls = createLinkedCalls(evaluator, dispatch);
  const queriesIn = (fn: FunctionRef): readonly Query[] => queries.in(fn.file, calls.written(fn));

  const importsOf = remembered((file: FileFacts): readonly ResolvedImport[] => file.imports.map((fact) => ({ file, fact, target: symbols.target(file.path, fact.source) })));
  const imports = lazy(() => input.files.flatMap(importsOf));
  const endpoints = lazy(() => linkEndpoints(input.files, input.packages, evaluator, callsOf));
  const readsByFunction = remembered((file: FileFacts) => groupBy(file.reads, (read) => read.fn));
  const answers = lazy(() => linkAnswers(project));
  const requestPath = lazy(() => requestPathOf(project));
  const effectsByFunction = remembered((file: FileFacts) => groupBy(effectsOf(file), (effect) => effect.fact.fn));
  const slowWork = lazy(() => createSlowWork(project));
  const declaredKinds = declaredKindsOf(input.recognisers);
  const effectsOf = remembered((file: FileFacts) => effectsIn(project, file, declaredKinds));
  const enclosures = lazy(() => createEnclosures(project));
  const browserSide = lazy(() => createBrowserSide(project, symbols, createFrontEndImports(input.frontEnds, input.packages, input.resolver.disk)));
  const joinedSql = lazy(() => joinedSqlIn(project));
  const queryWays = lazy(() => createQueryWays(queriesIn, calls.of, createTextRunners(project), ({ file, fn: at }, { index, fact }) => at !== index && runsLater(project, file, at, fact.at)));
  const mappedCalls = lazy(() => createMappedCalls(project));
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
      return queries.all();
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
    calls: calls.of,
    loopedCalls: calls.inLoops,
    runsLater: (file, fn, within) => runsLater(project, file, fn, within),
    queriesIn,
    readsIn: (fn) => readsByFunction(fn.file).get(fn.index) ?? [],
    reachesQuery: (start, most) => queryWays()(start, most),
    get fieldQueries() {
      return fieldQueriesOf(project);
    },
    mappedCalls: (file) => mappedCalls()(file),
    get requestPath() {
      return requestPath();
    },
    responses: (endpoint) => responsesOf(project, endpoint),
    answers: remembered((endpoint) => answers().of(endpoint)),
    decoratedStatus: (endpoint) => answers().decorated(endpoint),
    get writtenAnswers() {
      return answers().written;
    },
    bodies: (body) => bodiesOf(project, body),
    logsOf: remembered((file) => logCallsOf(project, file)),
    effectsOf,
    effectsIn: (fn) => {
      const grouped = effectsByFunction(fn.file);
      return grouped.size > 0 ? calls.bodies(fn).flatMap((index) => grouped.get(index) ?? []) : [];
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
    queryAt: queries.at,
    isDeclared: (path, source) => isBuiltin(source) || declared(path).has(packageName(source)),
  };
  return project;
}
