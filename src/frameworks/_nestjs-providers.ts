/**
 * Custom providers of NestJS: `{ provide: TOKEN, useClass | useValue | useFactory | useExisting }`, wherever the
 * literal stands, and what a namespace of its configuration holds. The tokens `APP_GUARD`, `APP_PIPE`, `APP_INTERCEPTOR` and `APP_FILTER` cover the whole application.
 *
 * https://docs.nestjs.com/fundamentals/custom-providers
 */
import type { TSESTree } from '@typescript-eslint/types';
import type { ProviderFact } from '../facts/backend.js';
import type { Span } from '../facts/source.js';
import type { Value } from '../facts/value.js';
import { nestEnhancers } from '../recognise/nest-decorators.js';
import type { FrameworkAdapter } from '../syntax/adapter.js';
import { isFunction } from '../syntax/bindings.js';
import { propertyOf, unwrap } from '../syntax/chains.js';
import { constantString, localValue } from '../syntax/local-values.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { symbolOf } from '../syntax/symbols.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';

type Emit = Parameters<FrameworkAdapter['visit']>[1];

const forms: Readonly<Record<string, ProviderFact['form']>> = {
  useClass: 'class',
  useValue: 'value',
  useFactory: 'factory',
  useExisting: 'alias',
};

export function emitNestProviders(file: SourceFile, emit: Emit): void {
  if (file.text.includes('registerAs')) emitConfigNamespaces(file, emit);
  if (!file.text.includes('provide') || isAngular(file)) return;
  const values = valuesOf(file);
  for (const node of file.nodes('ObjectExpression')) {
    const provide = propertyOf(node, 'provide');
    if (!provide) continue;
    for (const property of node.properties) {
      const key = property.type === 'Property' ? propertyKey(property) : null;
      const form = key !== null && Object.hasOwn(forms, key) ? forms[key] : undefined;
      if (!form || property.type !== 'Property') continue;
      const token = values.of(provide.value);
      const use = values.of(property.value);
      const symbol = symbolOf(localValue(file, token));
      const role = symbol === null ? undefined : nestEnhancers[symbol.replace(/^@nestjs\/core\/[^#]*#/, '@nestjs/core#')];
      if (role) emit.middleware({ framework: 'nestjs', role, scope: { of: 'app' }, value: instance(form, use, spanOf(property)), at: spanOf(node) });
      else if (token.k !== 'unknown') emit.provider({ framework: 'nestjs', token, form, use, at: spanOf(node) });
    }
  }
}

/** `registerAs('app', () => ({ prefix: 'api' }))` gives `configService.get('app.prefix')` (docs.nestjs.com/techniques/configuration). */
function emitConfigNamespaces(file: SourceFile, emit: Emit): void {
  const values = valuesOf(file);
  for (const node of file.nodes('CallExpression')) {
    const [namespace, factory] = node.arguments;
    if (!namespace || !factory || symbolOf(localValue(file, values.of(node.callee))) !== '@nestjs/config#registerAs') continue;
    const name = constantString(file, values.of(namespace));
    const settings = name === null ? null : returnedObject(unwrap(factory));
    for (const property of settings?.properties ?? []) {
      const key = property.type === 'Property' ? propertyKey(property) : null;
      const use = property.type === 'Property' ? values.of(property.value) : null;
      if (key === null || !use || use.k === 'unknown') continue;
      const at = spanOf(property);
      emit.provider({ framework: 'nestjs', token: { k: 'literal', value: `${name}.${key}`, at }, form: 'value', use, at });
    }
  }
}

/** The object literal that a function returns in its last statement. */
function returnedObject(factory: Node): TSESTree.ObjectExpression | null {
  if (!isFunction(factory)) return null;
  const { body } = factory;
  const last = body?.type === 'BlockStatement' ? body.body.at(-1) : null;
  const returned = last?.type === 'ReturnStatement' ? last.argument : body?.type === 'BlockStatement' ? null : body;
  const plain = returned ? unwrap(returned) : null;
  return plain?.type === 'ObjectExpression' ? plain : null;
}

/** The guard or pipe itself: a factory gives what it returns. */
const instance = (form: ProviderFact['form'], use: Value, at: Span): Value =>
  form === 'factory' ? { k: 'call', callee: use, args: [], at } : use;

/** Angular writes its providers alike. */
const isAngular = (file: SourceFile): boolean =>
  file.nodes('ImportDeclaration').some((node) => node.source.value.startsWith('@angular/'));
