import type { FileFacts } from '../../facts/file.js';
import { functionsAround } from '../../facts/functions.js';
import type { HealthFact, HealthProbe, ProbeCheck } from '../../facts/operations.js';
import { constantsOf, itemsOf, optionOf } from '../../facts/options.js';
import { packageOfSymbol } from '../../facts/package-name.js';
import type { Endpoint, FunctionRef, LocatedValue, Project } from '../../facts/project.js';
import type { Span } from '../../facts/source.js';
import type { Value } from '../../facts/value.js';
import { headOf, lastName } from '../../facts/value.js';
import { databaseClient } from '../../recognise/database-clients.js';
import type { HealthServer } from '../../recognise/health-kits.js';
import { healthServers, indicatorOf, probeOf } from '../../recognise/health-kits.js';
import { functionsOf } from '../values/flow.js';
import { splitSymbol } from '../values/resolved.js';

/** How far what answers a probe is followed. */
const maxFunctions = 60;
/** Methods by which clients of databases and caches are asked whether they are there (redis.io/commands/ping, sequelize.org, mongodb). */
const pings: ReadonlySet<string> = new Set(['ping', 'authenticate']);

/** What of the project orchestrators and load balancers ask: endpoints by their paths or by what they call, and what kits answer. */
export function healthProbesOf(project: Project): HealthProbe[] {
  const ofEndpoints = project.endpoints.flatMap((endpoint) => probeOfEndpoint(project, endpoint));
  const ofKits = project.files.flatMap((file) =>
    file.kind === 'runtime' ? (file.operations?.health ?? []).flatMap((fact) => (fact.use === 'serve' ? probesOfKit(project, file, fact) : [])) : [],
  );
  return [...ofEndpoints, ...ofKits, ...declaredProbes(project)];
}

function probeOfEndpoint(project: Project, endpoint: Endpoint): HealthProbe[] {
  const { file, fact, handler, path, method } = endpoint;
  if (file.kind !== 'runtime' || fact.protocol !== 'http' || !['GET', 'HEAD', 'ALL'].includes(method)) return [];
  const isDeclared = handlersOf(endpoint).some((value) => project.isRecognised('healthCheck', value));
  const asked = handler ? askedBy(project, [handler]) : null;
  const named = path === null ? null : probeOf(path);
  const kit = asked?.kit ?? null;
  if (named === null && !isDeclared && kit === null) return [];
  return [{ probe: named ?? 'health', path, library: isDeclared ? '' : kit, checks: asked?.checks ?? [], complete: asked?.complete ?? false, file, at: fact.at }];
}

const handlersOf = ({ file, fact, handler }: Endpoint): LocatedValue[] => [
  ...fact.handlers.flatMap((value): LocatedValue[] => [{ file, value, scope: null }, ...(value.k === 'call' ? [{ file, value: value.callee, scope: null }] : [])]),
  ...(handler ? [{ file: handler.file, value: { k: 'function' as const, fn: handler.index }, scope: null }] : []),
];

/** Handlers that the config names and that are mounted, not routed: `app.use('/healthz', health())`. */
function declaredProbes(project: Project): HealthProbe[] {
  return project.files.flatMap((file) =>
    file.middlewares.flatMap(({ value, scope, at }): HealthProbe[] => {
      const isDeclared = project.isRecognised('healthCheck', { file, value, scope: null });
      const path = 'path' in scope ? (scope.path ?? null) : null;
      return isDeclared ? [{ probe: (path === null ? null : probeOf(path)) ?? 'health', path, library: '', checks: [], complete: false, file, at }] : [];
    }),
  );
}

function probesOfKit(project: Project, file: FileFacts, fact: HealthFact): HealthProbe[] {
  const server: HealthServer = healthServers[fact.symbol]!;
  const library = packageOfSymbol(fact.symbol);
  const options: LocatedValue | undefined = fact.options ? { file, value: fact.options, scope: null } : undefined;
  const probe = (path: string | null, answering: readonly LocatedValue[], complete: boolean): HealthProbe => {
    const asked = askedBy(project, answering.flatMap((value) => functionsOf(project, value)));
    return { probe: server.probe ?? (path === null ? null : probeOf(path)) ?? 'health', path, library, checks: asked.checks, complete: complete && answering.length === 0, file, at: fact.at };
  };
  if (server.paths === 'mount') return [probe(mountOf(file, fact.at), [], false)];
  if ('keysOf' in server.paths) {
    const given = optionOf(project, options, server.paths.keysOf);
    const objects = given.state === 'given' ? given.values.flatMap((value) => (value.value.k === 'object' ? [{ value, props: value.value.props }] : [])) : [];
    return objects.flatMap(({ value, props }) => Object.entries(props).flatMap(([path, answer]) => (path.startsWith('/') ? [probe(path, [{ ...value, value: answer }], false)] : [])));
  }
  const base = server.base ? textOf(project, options, server.base.option, server.base.otherwise) : '';
  return server.paths.flatMap((one) => {
    const path = one.option ? textOf(project, options, one.option, one.otherwise, one.whenTrue) : one.otherwise;
    // the option is not given, and without it there is no endpoint
    if (path === null && one.option && one.otherwise === null && optionOf(project, options, one.option).state === 'absent') return [];
    const asks = one.asks ? optionOf(project, options, one.asks) : null;
    const answering = asks?.state === 'given' ? asks.values.flatMap((value) => (value.value.k === 'array' ? itemsOf(value) : [value])) : [];
    return [probe(path === null || base === null ? null : base + path, answering, asks?.state !== 'unknown' && !server.asksMore)];
  });
}

/** The text that an option holds: what holds without it, `null` where it is no constant. */
function textOf(project: Project, options: LocatedValue | undefined, path: readonly string[], otherwise: string | null, whenTrue?: string): string | null {
  const option = optionOf(project, options, path);
  if (option.state === 'absent') return otherwise;
  if (option.state === 'unknown' || option.values.length !== 1) return null;
  const value = option.values[0]!;
  if (value.value.k === 'object') return textOf(project, value, ['url'], whenTrue ?? otherwise);
  const { constants, open } = constantsOf(project, value);
  const [only] = constants;
  if (open || constants.length !== 1 || !only) return null;
  return only.constant === true ? (whenTrue ?? otherwise) : typeof only.constant === 'string' ? only.constant : null;
}

/** The path of the middleware that a call makes: `app.use('/healthcheck', healthcheck())`. */
function mountOf(file: FileFacts, at: Span): string | null {
  const mounted = file.middlewares.find(({ value }) => value.k === 'call' && value.at.start === at.start);
  if (mounted) return 'path' in mounted.scope ? (mounted.scope.path ?? null) : null;
  const routed = file.endpoints.find(({ handlers }) => handlers.some((value) => value.k === 'call' && value.at.start === at.start));
  return routed?.path ?? null;
}

interface Asked {
  readonly checks: readonly ProbeCheck[];
  readonly complete: boolean;
  /** The kit that does the asking, where one does. */
  readonly kit: string | null;
}

/** What functions ask, and those that they call: queries, outbound calls, clients that are pinged, indicators of kits. */
function askedBy(project: Project, start: readonly FunctionRef[]): Asked {
  const visited = new Set(start);
  const checks = new Map<string, ProbeCheck>();
  const add = (of: ProbeCheck['of'], what: string, file: FileFacts, at: Span): void => void checks.set(`${file.path}:${at.start}`, { of, what, file, at });
  let kit: string | null = null;
  for (const fn of visited) {
    for (const { file, fact, tableName } of project.queriesIn(fn)) add('dependency', `${fact.operation}${tableName === null ? '' : ` on ${tableName}`}`, file, fact.at);
    for (const { file, fact, kind } of project.effectsIn(fn)) if (kind === 'http' || kind === 'sdk' || kind === 'publish') add('dependency', fact.written, file, fact.at);
    for (const fact of fn.file.operations?.health ?? []) {
      const of = fact.use === 'check' ? indicatorOf(fact.symbol) : null;
      if (of === null || fact.fn === null || !functionsAround(project, fn.file, fact.fn).some(({ index }) => index === fn.index)) continue;
      add(of, splitSymbol(fact.symbol)[1], fn.file, fact.at);
      kit = packageOfSymbol(fact.symbol);
    }
    for (const { callee, file, at, targets } of project.calls(fn)) {
      const client = pings.has(lastName(callee)) ? clientOf(project, file, callee) : null;
      if (client !== null) add('dependency', `${client} ${lastName(callee)}`, file, at);
      for (const target of targets) if (visited.size < maxFunctions) visited.add(target);
    }
  }
  return { checks: [...checks.values()], complete: start.length > 0 && visited.size < maxFunctions && ![...visited].some(mayWait), kit };
}

/** Whether a function may ask something out of sight: it waits, hands on a callback, or returns what something other than its parameters gives. */
const mayWait = ({ file, index, fact }: FunctionRef): boolean =>
  fact.isAsync ||
  fact.returns.some(({ value }) => (value.k === 'call' || value.k === 'new' || value.k === 'union') && headOf(value).k !== 'param') ||
  file.functions.some(({ parent, passedTo }) => parent === index && passedTo !== null);

/** The library of the database or cache client that a method is called on, `null` for anything else. */
function clientOf(project: Project, file: FileFacts, callee: Value): string | null {
  if (callee.k !== 'member') return null;
  for (const r of project.resolve({ file, value: callee.of, scope: null })) if (r.r === 'external' && databaseClient(r.symbol) !== null) return packageOfSymbol(r.symbol);
  return null;
}
