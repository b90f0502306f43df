/**
 * Sees: routes of controllers (every HTTP method decorator, `@Sse`, several paths, versions), operations and field
 * resolvers of GraphQL resolvers, message, gRPC and socket handlers; guards, pipes, interceptors and filters of a
 * method, a class, the whole application (`useGlobal…`, `APP_…` providers); middleware of `consumer.apply`; the global
 * prefix; what dependency injection gives for a token.
 *
 * Does not see: routes made by a project's own decorator (`applyDecorators(Get(path), …)`): the decorators stay on the
 * function for the linker; prefixes of `RouterModule.register`; `exclude` of a middleware, the method of one of a prefix; which module a
 * middleware is limited to; routes of an `enableVersioning` with a default version that is no constant or no URI part.
 *
 * https://docs.nestjs.com/controllers, https://docs.nestjs.com/graphql/resolvers, https://docs.nestjs.com/pipes,
 * https://docs.nestjs.com/middleware, https://docs.nestjs.com/techniques/versioning, https://docs.nestjs.com/fundamentals/custom-providers
 */
import type { TSESTree } from '@typescript-eslint/types';
import type { EndpointFact, MiddlewareFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import { nestEnhancers, nestRoutes } from '../recognise/nest-decorators.js';
import type { FrameworkAdapter } from '../syntax/adapter.js';
import { bindingsOf } from '../syntax/bindings.js';
import { constantString, localValue } from '../syntax/local-values.js';
import type { SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { joinPaths, symbolOf } from '../syntax/symbols.js';
import { propertyKey, valuesOf } from '../syntax/values.js';
import { perParent } from './_nestjs-fields.js';
import { emitNestProviders } from './_nestjs-providers.js';

const name = 'nestjs';

type Emit = Parameters<FrameworkAdapter['visit']>[1];
type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

interface Decorator {
  readonly symbol: string;
  readonly args: readonly Value[];
  readonly node: TSESTree.Decorator;
}

/** What `@Controller(…)` says; a class without one has one empty prefix. */
interface Prefix {
  readonly paths: readonly Value[];
  readonly version: string | null;
}

export default {
  name,
  docs: 'https://docs.nestjs.com/controllers',
  enabledBy: ['@nestjs/common', '@nestjs/core', '@nestjs/graphql', '@nestjs/microservices', '@nestjs/websockets'],
  handler: {
    // parameters are told apart by decorators (see recognise/nest-params.ts); these are for `@Req() req`, `@Res() res`
    inputs: {
      body: ['req.body', 'req.rawBody'],
      query: ['req.query'],
      params: ['req.params'],
      headers: ['req.headers', 'req.header()', 'req.get()'],
    },
    sends: ['res.**.json()', 'res.**.send()', 'res.**.jsonp()', 'res.**.end()'],
    returnIsResponse: true,
    responders: [],
  },
  visit(file, emit) {
    for (const type of ['ClassDeclaration', 'ClassExpression'] as const)
      for (const node of file.nodes(type)) visitClass(file, node, emit);
    for (const node of file.nodes('CallExpression')) visitCall(file, node, emit);
    emitNestProviders(file, emit);
  },
} satisfies FrameworkAdapter;

function visitClass(file: SourceFile, node: ClassNode, emit: Emit): void {
  const cls = valuesOf(file).cls(node)!;
  const own = decoratorsOn(file, node.decorators);
  emitEnhancers(file, own, { of: 'class', cls }, emit);
  let prefix: Prefix | null = null;
  for (const member of node.body.body) {
    if (member.type !== 'MethodDefinition' || member.decorators.length === 0) continue;
    const fn = valuesOf(file).fn(member.value);
    if (fn === null) continue;
    const decorators = decoratorsOn(file, member.decorators);
    emitEnhancers(file, decorators, { of: 'function', fn }, emit);
    for (const decorator of decorators) {
      const route = nestRoutes[decorator.symbol];
      if (!route) continue;
      const base = {
        framework: name,
        ...route,
        router: null,
        handlers: [{ k: 'function', fn }] as const,
        schemas: {},
        cls,
        at: spanOf(decorator.node),
      };
      if (route.protocol !== 'http') {
        const fields = route.resolver === 'field' ? perParent(file, member) : null;
        emit.endpoint({ ...base, path: operationName(file, decorator, propertyKey(member)), ...(fields && { perParent: fields }) });
        continue;
      }
      prefix ??= prefixOf(file, own);
      const version = versionOf(file, decorators.find((d) => d.symbol === '@nestjs/common#Version')?.args[0]) ?? prefix.version;
      for (const first of prefix.paths)
        for (const second of pathsOf(file, decorator.args[0]))
          emit.endpoint({ ...base, ...pathOf(file, first, second), ...(version === null ? {} : { version }) });
    }
  }
}

/** Decorators whose symbol is an import; sub-paths such as `@nestjs/common/decorators` count as the package. */
function decoratorsOn(file: SourceFile, decorators: readonly TSESTree.Decorator[] | undefined): Decorator[] {
  const values = valuesOf(file);
  return (decorators ?? []).flatMap((node) => {
    const { expression } = node;
    const isCall = expression.type === 'CallExpression';
    const symbol = symbolOf(localValue(file, values.of(isCall ? expression.callee : expression)));
    if (symbol === null) return [];
    const args = isCall ? expression.arguments.map((a) => values.of(a)) : [];
    return [{ symbol: symbol.replace(/^(@[^/]+\/[^/#]+)\/[^#]*#/, '$1#'), args, node }];
  });
}

function emitEnhancers(file: SourceFile, decorators: readonly Decorator[], scope: MiddlewareFact['scope'], emit: Emit): void {
  for (const { symbol, args, node } of decorators) {
    const role = nestEnhancers[symbol];
    if (!role || !symbol.startsWith('@nestjs/common#')) continue;
    for (const value of args.flatMap((a) => spreadOut(file, a))) emit.middleware({ framework: name, role, scope, value, at: spanOf(node) });
  }
}

function prefixOf(file: SourceFile, decorators: readonly Decorator[]): Prefix {
  const controller = decorators.find((d) => d.symbol === '@nestjs/common#Controller' || d.symbol === '@nestia/core#EncryptedController');
  const version = decorators.find((d) => d.symbol === '@nestjs/common#Version')?.args[0];
  const argument = controller?.args[0] ? localValue(file, controller.args[0]) : undefined;
  if (argument?.k !== 'object') return { paths: pathsOf(file, argument), version: versionOf(file, version) };
  return {
    paths: pathsOf(file, argument.props['path']),
    version: versionOf(file, argument.props['version'] ?? version),
  };
}

const nowhere = { start: 0, end: 0 };
const empty: Value = { k: 'literal', value: '', at: nowhere };

/** `'x'`, `['x', 'y']` or nothing. */
function pathsOf(file: SourceFile, argument: Value | undefined): readonly Value[] {
  if (!argument) return [empty];
  const local = localValue(file, argument);
  if (local.k === 'array') return local.items.length === 0 ? [empty] : local.items.flatMap((item) => spreadOut(file, item));
  return local.k === 'literal' && typeof local.value !== 'string' ? [empty] : [local];
}

function pathOf(file: SourceFile, prefix: Value, own: Value): Pick<EndpointFact, 'path' | 'pathValue'> {
  const first = constantString(file, prefix);
  const second = constantString(file, own);
  if (first !== null && second !== null) return { path: joinPaths(first, second) };
  const slash: Value = { k: 'literal', value: '/', at: nowhere };
  const parts = [slash, prefix, slash, own].flatMap((v) => (v.k === 'text' ? v.parts : v === empty ? [] : [v]));
  return { path: null, pathValue: { k: 'text', parts, at: nowhere } };
}

/** Versions that are not constant give `null`, `VERSION_NEUTRAL` the empty one; of several the first is told. */
function versionOf(file: SourceFile, value: Value | undefined): string | null {
  if (!value) return null;
  const local = localValue(file, value);
  if (symbolOf(local) === '@nestjs/common#VERSION_NEUTRAL') return '';
  return local.k === 'array' ? versionOf(file, local.items[0]) : constantString(file, local);
}

/** Name of a GraphQL operation, message pattern or socket event: as given, for GraphQL else that of the method. */
function operationName(file: SourceFile, { symbol, args }: Decorator, method: string | null): string | null {
  const [first, second] = args;
  const given = first ? constantString(file, first) : null;
  if (symbol.includes('#Grpc')) {
    const rpc = (second && constantString(file, second)) ?? method;
    return given === null ? rpc : `${given}/${rpc}`;
  }
  if (!symbol.startsWith('@nestjs/graphql#')) return given;
  if (given !== null) return given;
  for (const argument of args) {
    const options = localValue(file, argument);
    const named = options.k === 'object' ? options.props['name'] : undefined;
    if (named) return constantString(file, named);
  }
  return method;
}

function visitCall(file: SourceFile, node: TSESTree.CallExpression, emit: Emit): void {
  const { callee } = node;
  if (callee.type !== 'MemberExpression') return;
  const method = propertyKey({ key: callee.property, computed: callee.computed });
  if (method === null) return;
  const values = valuesOf(file);
  const role = Object.hasOwn(nestEnhancers, method) ? nestEnhancers[method] : undefined;
  if (role) {
    for (const value of argumentsOf(file, node)) emit.middleware({ framework: name, role, scope: { of: 'app' }, value, at: spanOf(node) });
    return;
  }
  if (method === 'setGlobalPrefix' && node.arguments[0]) {
    const app = values.of(callee.object);
    const prefix = values.of(node.arguments[0]);
    const path = constantString(file, prefix);
    const except = exceptOf(file, node.arguments[1]);
    emit.mount({ framework: name, parent: app, path, ...(path === null && { pathValue: prefix }), ...(except.length > 0 && { except }), child: app, at: spanOf(node) });
  } else if (method === 'enableVersioning' && node.arguments[0]) {
    const options = localValue(file, values.of(node.arguments[0]));
    const version = options.k === 'object' ? versionOf(file, options.props['defaultVersion']) : null;
    if (options.k !== 'object' || version === null || symbolOf(options.props['type'] ?? empty) !== '@nestjs/common#VersioningType.URI') return;
    const app = values.of(callee.object);
    const prefix = constantString(file, options.props['prefix'] ?? { k: 'literal', value: 'v', at: nowhere }) ?? '';
    emit.mount({ framework: name, parent: app, path: `/${prefix}${version}`, version: true, child: app, at: spanOf(node) });
  } else if (method === 'forRoutes') emitConsumer(file, node, callee, emit);
  else if (method === 'use' && isApplication(file, callee.object)) emitUse(file, node, values.of(callee.object), emit);
}

/** `{ exclude: ['health', { path: 'docs', method }] }` of a global prefix. */
function exceptOf(file: SourceFile, options: TSESTree.CallExpressionArgument | undefined): string[] {
  const given = options ? localValue(file, valuesOf(file).of(options)) : null;
  const list = given?.k === 'object' && given.props['exclude'] ? localValue(file, given.props['exclude']) : null;
  if (list?.k !== 'array') return [];
  return list.items.flatMap((item) => {
    const one = localValue(file, item);
    const path = one.k === 'object' ? one.props['path'] : one;
    const text = path ? constantString(file, path) : null;
    // `docs/(.*)`, `docs/*path`, `docs{/*path}`
    return text === null ? [] : [joinPaths('', text.replace(/\/?(\(\.\*\)|\{?\/?\*\w*\}?)$/, '/*'))];
  });
}

/** `app.use(helmet())`, `app.use('/docs', auth)`, `app.use(['/a', '/b'], auth)`. */
function emitUse(file: SourceFile, node: TSESTree.CallExpression, app: Value, emit: Emit): void {
  const all = argumentsOf(file, node);
  const first = all[0] ? localValue(file, all[0]) : null;
  const isPath = (value: Value): boolean => value.k === 'literal' || value.k === 'text';
  const paths = !first ? [] : isPath(first) ? [first] : first.k === 'array' && first.items.some(isPath) ? first.items : [];
  const scopes: readonly MiddlewareFact['scope'][] =
    paths.length === 0 ? [{ of: 'app' }] : paths.map((path) => ({ of: 'router', router: app, path: constantString(file, path) }));
  for (const value of paths.length === 0 ? all : all.slice(1))
    for (const scope of scopes) emit.middleware({ framework: name, role: 'middleware', scope, value, at: spanOf(node) });
}

const applicationTypes: ReadonlySet<string> = new Set([
  '@nestjs/common#INestApplication',
  '@nestjs/platform-express#NestExpressApplication',
  '@nestjs/platform-fastify#NestFastifyApplication',
]);

/** `NestFactory.create(…)`, or a parameter that is typed as an application. */
function isApplication(file: SourceFile, node: TSESTree.Expression): boolean {
  const value = localValue(file, valuesOf(file).of(node));
  if (value.k === 'call') return symbolOf(value.callee) === '@nestjs/core#NestFactory.create';
  const binding = node.type === 'Identifier' ? bindingsOf(file).resolve(node) : null;
  const annotation = binding?.kind === 'param' ? binding.node.typeAnnotation : undefined;
  const type = annotation ? valuesOf(file).type(annotation.typeAnnotation) : null;
  return type?.t === 'name' && applicationTypes.has(symbolOf(type.symbol) ?? '');
}

/** `consumer.apply(a, b).exclude(…).forRoutes('cats', { path, method }, CatsController)`. */
function emitConsumer(file: SourceFile, node: TSESTree.CallExpression, callee: TSESTree.MemberExpression, emit: Emit): void {
  const values = valuesOf(file);
  let apply: TSESTree.Node = callee.object;
  while (apply.type === 'CallExpression' && apply.callee.type === 'MemberExpression') {
    const step = propertyKey({ key: apply.callee.property, computed: apply.callee.computed });
    if (step === 'apply') break;
    apply = apply.callee.object;
  }
  if (apply.type !== 'CallExpression' || apply.callee.type !== 'MemberExpression') return;
  const consumer = values.of(apply.callee.object);
  const scopes = argumentsOf(file, node).map((argument): MiddlewareFact['scope'] => {
    const target = localValue(file, argument);
    if (target.k === 'class') return { of: 'class', cls: target.cls };
    const written = target.k === 'object' ? target.props['path'] : target;
    const path = written ? constantString(file, written) : null;
    // every route: `*`, `(.*)`, `*path`, `{*path}`
    if (path !== null && /^\/?(\(\.\*\)|\{?\/?\*\w*\}?)$/.test(path)) return { of: 'app' };
    return path !== null || target.k === 'object' || target.k === 'text'
      ? { of: 'router', router: consumer, path }
      : { of: 'router', router: target, path: null };
  });
  for (const value of argumentsOf(file, apply))
    for (const scope of scopes) emit.middleware({ framework: name, role: 'middleware', scope, value, at: spanOf(node) });
}

/** Arguments as values, spread arrays of this file as their items; the array itself where it is made elsewhere. */
const argumentsOf = (file: SourceFile, call: TSESTree.CallExpression): Value[] =>
  call.arguments.flatMap((argument) => {
    const value = valuesOf(file).of(argument);
    return spreadOut(file, argument.type === 'SpreadElement' ? { k: 'spread', of: value } : value);
  });

function spreadOut(file: SourceFile, value: Value): readonly Value[] {
  if (value.k !== 'spread') return [value];
  const local = localValue(file, value.of);
  return local.k === 'array' ? local.items.flatMap((item) => spreadOut(file, item)) : [value.of];
}
