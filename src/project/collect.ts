import { joinedSqlOf } from '../data-layers/_joined-sql.js';
import { dataLayers } from '../data-layers/index.js';
import type { EndpointFact, MiddlewareFact, MountFact, ProviderFact, QueryFact, TableFact } from '../facts/backend.js';
import { type FileFacts, type OptionalFact, optionalFacts } from '../facts/file.js';
import { packageName } from '../facts/package-name.js';
import type { Problem } from '../facts/source.js';
import { frameworks } from '../frameworks/index.js';
import type { DataLayerAdapter, FrameworkAdapter } from '../syntax/adapter.js';
import { ambientTypesOf } from '../syntax/ambient-facts.js';
import { answersOf, idempotencyOf } from '../syntax/answer-facts.js';
import { assignsOf, callsOf, namedCallsOf, loopersOf } from '../syntax/call-facts.js';
import { classesOf, typesOf } from '../syntax/class-facts.js';
import { connectionsOf } from '../syntax/connection-facts.js';
import { corsFactsOf } from '../syntax/cors-facts.js';
import { effectsOf } from '../syntax/effect-facts.js';
import { environmentOf } from '../syntax/environment-facts.js';
import { functionsOf } from '../syntax/function-facts.js';
import { logsOf } from '../syntax/log-facts.js';
import { makersOf } from '../syntax/maker-facts.js';
import { exportsOf, importsOf, isOfActions, moduleBindings } from '../syntax/module-facts.js';
import { operationFactsOf } from '../syntax/operation-facts.js';
import { ormMagicOf } from '../syntax/orm-facts.js';
import { paramReadsOf } from '../syntax/param-reads.js';
import { passwordFactsOf } from '../syntax/password-facts.js';
import { secretFactsOf } from '../syntax/secret-facts.js';
import type { SourceFile } from '../syntax/source-file.js';
import { stateOf } from '../syntax/state-facts.js';
import { throwsOf } from '../syntax/throw-facts.js';
import { timesOf } from '../syntax/time-facts.js';
import { tokenFactsOf } from '../syntax/token-facts.js';
import { isTimed, timed } from './stopwatch.js';

type Adapter = (typeof frameworks)[number] | (typeof dataLayers)[number];

const adaptersByPackage = new Map<string, Set<Adapter>>();
for (const adapter of [...frameworks, ...dataLayers])
  for (const name of adapter.enabledBy) {
    const adapters = adaptersByPackage.get(name);
    if (adapters) adapters.add(adapter);
    else adaptersByPackage.set(name, new Set([adapter]));
  }

const switchedOn = new WeakMap<ReadonlySet<string>, ReadonlySet<Adapter>>();

/** Adapters that the dependencies of a package switch on; all files of the package share the answer. */
function adaptersFor(dependencies: ReadonlySet<string>): ReadonlySet<Adapter> {
  let on = switchedOn.get(dependencies);
  if (!on) switchedOn.set(dependencies, (on = new Set([...dependencies].flatMap((name) => [...(adaptersByPackage.get(name) ?? [])]))));
  return on;
}

/**
 * Everything that one file says. An adapter that throws becomes a problem; the others go on.
 * @param backend false for files whose backend facts nobody asks for (tests, front ends): code facts only.
 * @param wanted optional facts to collect
 */
export function collectFacts(file: SourceFile, backend = true, wanted: ReadonlySet<OptionalFact> = allFacts): FileFacts {
  const endpoints: EndpointFact[] = [];
  const mounts: MountFact[] = [];
  const middlewares: MiddlewareFact[] = [];
  const providers: ProviderFact[] = [];
  const queries: QueryFact[] = [];
  const tables: TableFact[] = [];
  const problems: Problem[] = [];
  const imports = importsOf(file);
  const enabled = adaptersFor(file.dependencies);
  const imported = new Set<Adapter>();
  for (const { source } of imports) for (const adapter of adaptersByPackage.get(packageName(source)) ?? []) imported.add(adapter);
  const isOn = (adapter: Adapter): boolean => enabled.has(adapter) || imported.has(adapter);

  const visit = <Emit>(adapter: { readonly name: string; readonly visit: (file: SourceFile, emit: Emit) => void }, emit: Emit): void => {
    try {
      if (isTimed()) timed(`adapter ${adapter.name}`, () => adapter.visit(file, emit));
      else adapter.visit(file, emit);
    } catch (error) {
      problems.push({ path: file.path, message: `${adapter.name} adapter failed: ${error instanceof Error ? error.message : String(error)}` });
    }
  };
  if (backend) {
    const ofFramework: Parameters<FrameworkAdapter['visit']>[1] = {
      endpoint: (fact) => endpoints.push({ kind: 'endpoint', ...fact }),
      mount: (fact) => mounts.push({ kind: 'mount', ...fact }),
      middleware: (fact) => middlewares.push({ kind: 'middleware', ...fact }),
      provider: (fact) => providers.push({ kind: 'provider', ...fact }),
    };
    for (const adapter of frameworks) if (isOn(adapter)) visit(adapter, ofFramework);
    const ofDataLayer: Parameters<DataLayerAdapter['visit']>[1] = {
      // laws about queries speak of code that serves requests: a migration may hold thousands
      query: (fact) => {
        if (file.kind !== 'migration') queries.push({ kind: 'query', ...fact });
      },
      table: (fact) => tables.push({ kind: 'table', ...fact }),
    };
    for (const adapter of dataLayers) if (isOn(adapter)) visit(adapter, ofDataLayer);
  }
  const { exports, stars } = exportsOf(file);
  const calls = callsOf(file, wanted.has('waiting'));
  const isRuntime = file.kind === 'runtime';
  const isBackend = backend && isRuntime;
  /** `undefined` where nobody wants them and where there are none. */
  const when = <Fact>(name: OptionalFact, holds: boolean, collect: (file: SourceFile) => Fact | null): Fact | undefined => {
    const facts = holds && wanted.has(name) ? collect(file) : null;
    return facts === null || (Array.isArray(facts) && facts.length === 0) ? undefined : facts;
  };
  // one shape for all files: spreading what a file has and leaving out what it has not takes longer than some collectors
  return {
    path: file.path,
    kind: file.kind,
    lines: file.lines,
    imports,
    exports,
    exportStars: stars,
    bindings: moduleBindings(file),
    types: typesOf(file),
    ambient: ambientTypesOf(file) ?? undefined,
    functions: functionsOf(file),
    isOfActions: isOfActions(file) || undefined,
    classes: classesOf(file),
    calls,
    namedCalls: namedCallsOf(calls),
    loopers: loopersOf(calls),
    assigns: assignsOf(file),
    reads: paramReadsOf(file),
    endpoints,
    mounts,
    middlewares,
    providers,
    queries,
    tables,
    tokens: when('tokens', isRuntime, tokenFactsOf),
    cors: when('cors', isRuntime, corsFactsOf),
    secrets: when('secrets', isRuntime, secretFactsOf),
    passwords: when('passwords', isRuntime, passwordFactsOf),
    logs: when('logs', isRuntime, logsOf),
    environment: when('environment', isRuntime, environmentOf),
    state: when('state', isBackend, stateOf),
    effects: when('effects', isBackend, effectsOf),
    operations: when('operations', isBackend, operationFactsOf),
    joinedSql: when('joinedSql', isBackend, joinedSqlOf),
    ormMagic: when('ormMagic', isBackend, ormMagicOf),
    connections: when('connections', isBackend, connectionsOf),
    times: when('times', backend, timesOf),
    directives: file.comments.filter((c) => /^\s*eslint(-|\s)/.test(c.value)),
    answers: backend ? answersOf(file) : undefined,
    throws: when('throws', backend, throwsOf),
    makers: when('makers', backend, makersOf),
    idempotency: when('idempotency', backend, idempotencyOf),
    problems,
  };
}

const allFacts: ReadonlySet<OptionalFact> = new Set(optionalFacts);
