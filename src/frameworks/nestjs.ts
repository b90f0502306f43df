/**
 * Sees: routes of controllers (every HTTP method decorator, `@Sse`, several paths, versions), operations and field
 * resolvers of GraphQL resolvers, message, gRPC and socket handlers; guards, pipes, interceptors and filters of a
 * method, a class, the whole application (`useGlobal…`, `APP_…` providers); middleware of `consumer.apply`; the global
 * prefix; what dependency injection gives for a token.
 *
 * Does not see: routes made by a project's own decorator (`applyDecorators(Get(path), …)`): the decorators stay on the
 * function for the linker (project/composed-routes.ts), which follows those of HTTP; prefixes of `RouterModule.register`; `exclude` of a middleware, the method of one of a prefix; which module a
 * middleware is limited to; a default version that is no constant.
 *
 * https://docs.nestjs.com/controllers, https://docs.nestjs.com/graphql/resolvers, https://docs.nestjs.com/pipes,
 * https://docs.nestjs.com/middleware, https://docs.nestjs.com/techniques/versioning, https://docs.nestjs.com/fundamentals/custom-providers
 */
import type { TSESTree } from '@typescript-eslint/types';
import type { EndpointFact, MiddlewareFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import { nestEnhancers, nestRoutes } from '../recognise/nest-decorators.js';
import type { FrameworkAdapter } from '../syntax/adapter.js';
import { constantString, localValue } from '../syntax/local-values.js';
import type { SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { joinPaths, symbolOf } from '../syntax/symbols.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { emitNestApplication } from './_nestjs-application.js';
import { perParent } from './_nestjs-fields.js';
import { emitNestProviders } from './_nestjs-providers.js';
import { empty, nowhere, spreadOut, versionsOf } from './_nestjs-values.js';

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
  /** `null` where none is written. */
  readonly versions: readonly string[] | null;
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
    for (const node of file.nodes('CallExpression')) emitNestApplication(file, node, emit);
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
      const versions = versionsOf(file, decorators.find((d) => d.symbol === '@nestjs/common#Version')?.args[0]);
      for (const first of prefix.paths)
        for (const second of pathsOf(file, decorator.args[0]))
          for (const version of versions ?? prefix.versions ?? [null])
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
  if (argument?.k !== 'object') return { paths: pathsOf(file, argument), versions: versionsOf(file, version) };
  return {
    paths: pathsOf(file, argument.props['path']),
    versions: versionsOf(file, argument.props['version'] ?? version),
  };
}

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

/** Name of a GraphQL operation, message pattern or socket event: as given, for GraphQL else that of the method. */
function operationName(file: SourceFile, { symbol, args }: Decorator, method: string | null): string | null {
  const [first, second] = args;
  const given = first ? constantString(file, first) : null;
  if (symbol.includes('#Grpc')) {
    const rpc = (second && constantString(file, second)) ?? method;
    return given === null ? rpc : `${given}/${rpc}`;
  }
  if (given !== null) return given;
  if (!symbol.startsWith('@nestjs/graphql#')) return first ? patternText(file, first) : null;
  for (const argument of args) {
    const options = localValue(file, argument);
    const named = options.k === 'object' ? options.props['name'] : undefined;
    if (named) return constantString(file, named);
  }
  return method;
}

/**
 * A message pattern that is an object, the way the framework itself names it: `{"cmd":"sum"}`, keys in order.
 * https://github.com/nestjs/nest packages/microservices/utils/transform-pattern.utils.ts
 */
function patternText(file: SourceFile, pattern: Value): string | null {
  const local = localValue(file, pattern);
  if (local.k === 'literal' && typeof local.value === 'number') return String(local.value);
  if (local.k !== 'object' || local.spreads.length > 0) return null;
  const parts = Object.keys(local.props).sort().map((key) => {
    const value = localValue(file, local.props[key]!);
    const text = constantString(file, value);
    const inner = text === null ? patternText(file, value) : JSON.stringify(text);
    return inner === null ? null : `${JSON.stringify(key)}:${inner}`;
  });
  return parts.length === 0 || parts.includes(null) ? null : `{${parts.join(',')}}`;
}
