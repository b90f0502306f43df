/**
 * What a NestJS application and its modules switch on by calls: the global prefix and versions, `useGlobal…`,
 * middleware of `app.use` and of `consumer.apply(…).forRoutes(…)`.
 *
 * https://docs.nestjs.com/faq/global-prefix, https://docs.nestjs.com/techniques/versioning, https://docs.nestjs.com/middleware
 */
import type { TSESTree } from '@typescript-eslint/types';
import type { MiddlewareFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import { nestEnhancers } from '../recognise/nest-decorators.js';
import type { FrameworkAdapter } from '../syntax/adapter.js';
import { bindingsOf } from '../syntax/bindings.js';
import { constantString, localValue } from '../syntax/local-values.js';
import type { SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { joinPaths, symbolOf } from '../syntax/symbols.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { spreadOut, versionsOf } from './_nestjs-values.js';

type Emit = Parameters<FrameworkAdapter['visit']>[1];

const name = 'nestjs';

export function emitNestApplication(file: SourceFile, node: TSESTree.CallExpression, emit: Emit): void {
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
  } else if (method === 'enableVersioning') emitVersioning(file, node, values.of(callee.object), emit);
  else if (method === 'forRoutes') emitConsumer(file, node, callee, emit);
  else if (method === 'use' && isApplication(file, callee.object)) emitUse(file, node, values.of(callee.object), emit);
}

const uri = '@nestjs/common#VersioningType.URI';

/** `app.enableVersioning({ type, prefix, defaultVersion })`; URI where nothing is given, `v` where no prefix is, none for `false`. */
function emitVersioning(file: SourceFile, node: TSESTree.CallExpression, app: Value, emit: Emit): void {
  const given = node.arguments[0] ? localValue(file, valuesOf(file).of(node.arguments[0])) : null;
  const options = given?.k === 'object' ? given.props : null;
  const type = given === null ? uri : options?.['type'] && symbolOf(localValue(file, options['type']));
  const kind = type === uri ? 'uri' : type?.startsWith('@nestjs/common#VersioningType.') ? 'other' : null;
  const fallback = versionsOf(file, options?.['defaultVersion'])?.[0];
  const prefix = options?.['prefix'] ? localValue(file, options['prefix']) : null;
  const isWhole = given === null || (given.k === 'object' && given.spreads.length === 0);
  const path = prefix === null ? (isWhole ? 'v' : null) : prefix.k === 'literal' && prefix.value === false ? '' : constantString(file, prefix);
  emit.mount({
    framework: name,
    parent: app,
    path,
    ...(path === null && prefix && { pathValue: prefix }),
    version: { kind, ...(fallback !== undefined && { fallback }) },
    child: app,
    at: spanOf(node),
  });
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
