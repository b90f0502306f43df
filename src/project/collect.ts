import { frameworks } from '../frameworks/index.js';
import { joinedSqlOf } from '../data-layers/_joined-sql.js';
import { dataLayers } from '../data-layers/index.js';
import type { EndpointFact, MiddlewareFact, MountFact, ProviderFact, QueryFact, TableFact } from '../facts/backend.js';
import type { FileFacts } from '../facts/file.js';
import type { Problem } from '../facts/source.js';
import { ambientTypesOf } from '../syntax/ambient-facts.js';
import { answersOf, idempotencyOf, makersOf, throwsOf } from '../syntax/answer-facts.js';
import {
  assignsOf,
  callsOf,
  classesOf,
  exportsOf,
  functionsOf,
  importsOf,
  moduleBindings,
  namedCallsOf,
  loopersOf,
  typesOf,
} from '../syntax/code-facts.js';
import { effectsOf } from '../syntax/effect-facts.js';
import { environmentOf } from '../syntax/environment-facts.js';
import { logsOf } from '../syntax/log-facts.js';
import { connectionsOf } from '../syntax/connection-facts.js';
import { operationFactsOf } from '../syntax/operation-facts.js';
import { ormMagicOf } from '../syntax/orm-facts.js';
import { paramReadsOf } from '../syntax/param-reads.js';
import { stateOf } from '../syntax/state-facts.js';
import { timesOf } from '../syntax/time-facts.js';
import { trustFactsOf } from '../syntax/trust-facts.js';
import type { SourceFile } from '../syntax/source-file.js';
import { timed } from './stopwatch.js';
import { packageName } from './specifiers.js';

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
 */
export function collectFacts(file: SourceFile, backend = true): FileFacts {
  const endpoints: EndpointFact[] = [];
  const mounts: MountFact[] = [];
  const middlewares: MiddlewareFact[] = [];
  const providers: ProviderFact[] = [];
  const queries: QueryFact[] = [];
  const tables: TableFact[] = [];
  const problems: Problem[] = [];
  const imports = importsOf(file);
  const enabled = adaptersFor(file.dependencies);
  const imported = new Set(imports.flatMap((i) => [...(adaptersByPackage.get(packageName(i.source)) ?? [])]));
  const isOn = (adapter: Adapter): boolean => enabled.has(adapter) || imported.has(adapter);

  const guarded = (name: string, visit: () => void): void => {
    try {
      timed(`adapter ${name}`, visit);
    } catch (error) {
      problems.push({ path: file.path, message: `${name} adapter failed: ${error instanceof Error ? error.message : String(error)}` });
    }
  };
  if (backend) {
    for (const adapter of frameworks)
      if (isOn(adapter))
        guarded(adapter.name, () =>
          adapter.visit(file, {
            endpoint: (fact) => endpoints.push({ kind: 'endpoint', ...fact }),
            mount: (fact) => mounts.push({ kind: 'mount', ...fact }),
            middleware: (fact) => middlewares.push({ kind: 'middleware', ...fact }),
            provider: (fact) => providers.push({ kind: 'provider', ...fact }),
          }),
        );
    for (const adapter of dataLayers)
      if (isOn(adapter))
        guarded(adapter.name, () =>
          adapter.visit(file, {
            query: (fact) => queries.push({ kind: 'query', ...fact }),
            table: (fact) => tables.push({ kind: 'table', ...fact }),
          }),
        );
  }
  const { exports, stars } = exportsOf(file);
  const calls = callsOf(file);
  const isRuntime = file.kind === 'runtime';
  const trust = isRuntime ? trustFactsOf(file) : undefined;
  const operations = backend && isRuntime ? operationFactsOf(file) : undefined;
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
    tokens: trust?.tokens,
    cors: trust?.cors,
    secrets: trust?.secrets,
    passwords: trust?.passwords,
    logs: isRuntime ? logsOf(file) : undefined,
    environment: isRuntime ? environmentOf(file) : undefined,
    state: backend && isRuntime ? stateOf(file) : undefined,
    effects: (backend && isRuntime && effectsOf(file)) || undefined,
    operations: operations?.tracing || operations?.health ? operations : undefined,
    joinedSql: backend && isRuntime ? ifAny(joinedSqlOf(file)) : undefined,
    ormMagic: backend && isRuntime ? ifAny(ormMagicOf(file)) : undefined,
    connections: backend && isRuntime ? ifAny(connectionsOf(file)) : undefined,
    times: backend ? ifAny(timesOf(file)) : undefined,
    directives: file.comments.filter((c) => /^\s*eslint(-|\s)/.test(c.value)),
    answers: backend ? answersOf(file) : undefined,
    throws: backend ? throwsOf(file) : undefined,
    makers: backend ? makersOf(file) : undefined,
    idempotency: backend ? idempotencyOf(file) : undefined,
    problems,
  };
}

const ifAny = <Fact>(facts: readonly Fact[]): readonly Fact[] | undefined => (facts.length > 0 ? facts : undefined);
