import type { TSESTree } from '@typescript-eslint/types';
import type { HttpMethod } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import { packageName } from '../facts/package-name.js';
import type { FrameworkAdapter } from '../syntax/adapter.js';
import { localValue } from '../syntax/local-values.js';
import { couldHandle, flatHandlers, isPath, routePath, verbs } from '../syntax/routes.js';
import type { SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { joinPaths, symbolOf } from '../syntax/symbols.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';

type Emit = Parameters<FrameworkAdapter['visit']>[1];
type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

interface Decorator {
  /** Name of the framework's export. */
  readonly name: string;
  readonly args: readonly Value[];
  readonly node: TSESTree.Decorator;
}

const name = 'express-decorators';
const sources: ReadonlySet<string> = new Set(['routing-controllers', 'inversify-express-utils', '@overnightjs/core', 'tsoa', '@tsoa/runtime']);

/**
 * Controller classes on Express: `routing-controllers` (`@JsonController`, `@Get`, `@UseBefore`, `@Authorized`),
 * `inversify-express-utils` (`@controller`, `@httpGet`, middlewares as further arguments), `@overnightjs/core`
 * (`@Controller`, `@Get`, `@Middleware`, `@ClassMiddleware`), `tsoa` (`@Route`, `@Get`, `@Security`, `@Middlewares`).
 * What the parameters are say `recognise/express-params.ts`; `@Req() req` and `@Res() res` are `req` and `res` in the
 * handler model, and so are the first two parameters of a method none of whose parameters is decorated.
 *
 * Does not see: `routePrefix` of `useExpressServer`, the `basePath` of `tsoa.json`, what `@ChildControllers` puts before
 * the paths of others, decorators that a project composes.
 */
const expressDecorators: FrameworkAdapter = {
  name,
  docs: 'https://github.com/typestack/routing-controllers#readme',
  enabledBy: [...sources],
  handler: {
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
      for (const node of file.nodes(type)) if (node.decorators.length > 0) visitClass(file, node, emit);
  },
};

export default expressDecorators;

const controllers: ReadonlySet<string> = new Set(['Controller', 'JsonController', 'controller', 'Route']);
const guards: ReadonlySet<string> = new Set(['Authorized', 'Security']);
const befores: ReadonlySet<string> = new Set(['UseBefore', 'Middlewares', 'withMiddleware', 'Middleware', 'ClassMiddleware']);

/** `GET` for `Get`, `httpGet` and `All`. */
const methodOf = (decorator: string): HttpMethod | null => verbs.get(decorator.replace(/^http/, '').toLowerCase()) ?? null;

function visitClass(file: SourceFile, node: ClassNode, emit: Emit): void {
  const own = decoratorsOf(file, node.decorators);
  const controller = own.find((d) => controllers.has(d.name));
  if (!controller) return;
  const cls = valuesOf(file).cls(node)!;
  emitBefore(file, [...own, { ...controller, name: 'withMiddleware', args: controller.args.slice(1) }], { of: 'class', cls }, emit);
  for (const member of node.body.body) {
    const holder = member.type === 'MethodDefinition' || member.type === 'PropertyDefinition' ? member : null;
    const fn = holder ? valuesOf(file).fn(holder.value) : null;
    if (!holder || fn === null || propertyKey(holder) === null) continue;
    const decorators = decoratorsOf(file, holder.decorators);
    emitBefore(file, decorators, { of: 'function', fn }, emit);
    for (const decorator of decorators) {
      const method = methodOf(decorator.name);
      if (!method) continue;
      emit.endpoint({
        framework: name,
        protocol: 'http',
        method,
        ...joined(file, controller.args[0], decorator.args[0]),
        router: null,
        handlers: [...flatHandlers(file, decorator.args.slice(1)).filter((value) => couldHandle(file, value)), { k: 'function', fn }],
        schemas: {},
        cls,
        at: spanOf(decorator.node),
      });
    }
  }
}

/** Prefix and path as one; a missing part or an options object adds nothing. */
function joined(file: SourceFile, first: Value | undefined, second: Value | undefined): { path: string | null; pathValue?: Value } {
  const parts = [first, second].filter((part): part is Value => part !== undefined && isPath(file, part) !== 'no');
  const paths = parts.map((part) => routePath(file, part));
  if (paths.every((part) => part.path !== null)) return { path: joinPaths(...paths.map((part) => part.path!)) };
  const slash: Value = { k: 'literal', value: '/', at: { start: 0, end: 0 } };
  return { path: null, pathValue: { k: 'text', parts: parts.flatMap((part) => [slash, part]), at: { start: 0, end: 0 } } };
}

type Scope = Extract<Parameters<Emit['middleware']>[0]['scope'], { of: 'class' | 'function' }>;

function emitBefore(file: SourceFile, decorators: readonly Decorator[], scope: Scope, emit: Emit): void {
  for (const decorator of decorators) {
    const at = spanOf(decorator.node);
    if (guards.has(decorator.name)) {
      const { expression } = decorator.node;
      const value = valuesOf(file).of(expression.type === 'CallExpression' ? expression.callee : expression);
      emit.middleware({ framework: name, role: 'guard', scope, value, at });
    } else if (befores.has(decorator.name))
      for (const value of flatHandlers(file, decorator.args))
        if (couldHandle(file, value)) emit.middleware({ framework: name, role: 'middleware', scope, value, at });
  }
}

function decoratorsOf(file: SourceFile, nodes: readonly TSESTree.Decorator[]): Decorator[] {
  const values = valuesOf(file);
  return nodes.flatMap((node): Decorator[] => {
    const { expression } = node;
    const call = expression.type === 'CallExpression' ? expression : null;
    const symbol = symbolOf(localValue(file, values.of(call ? call.callee : expression)));
    const [source, exported] = symbol?.split('#') ?? [];
    if (!source || !exported || !sources.has(packageName(source))) return [];
    return [{ name: exported, args: call ? call.arguments.map((arg) => values.of(arg)) : [], node }];
  });
}
