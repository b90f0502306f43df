/**
 * Custom providers of NestJS: `{ provide: TOKEN, useClass | useValue | useFactory | useExisting }`, wherever the
 * literal stands. The tokens `APP_GUARD`, `APP_PIPE`, `APP_INTERCEPTOR` and `APP_FILTER` cover the whole application.
 *
 * https://docs.nestjs.com/fundamentals/custom-providers
 */
import type { ProviderFact } from '../facts/backend.js';
import type { Span } from '../facts/source.js';
import type { Value } from '../facts/value.js';
import { nestEnhancers } from '../recognise/nest-decorators.js';
import type { FrameworkAdapter } from '../syntax/adapter.js';
import { propertyOf } from '../syntax/chains.js';
import { localValue } from '../syntax/local-values.js';
import type { SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { symbolOf } from '../syntax/symbols.js';
import { propertyKey, valuesOf } from '../syntax/values.js';

const forms: Readonly<Record<string, ProviderFact['form']>> = {
  useClass: 'class',
  useValue: 'value',
  useFactory: 'factory',
  useExisting: 'alias',
};

export function emitNestProviders(file: SourceFile, emit: Parameters<FrameworkAdapter['visit']>[1]): void {
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

/** The guard or pipe itself: a factory gives what it returns. */
const instance = (form: ProviderFact['form'], use: Value, at: Span): Value =>
  form === 'factory' ? { k: 'call', callee: use, args: [], at } : use;

/** Angular writes its providers alike. */
const isAngular = (file: SourceFile): boolean =>
  file.nodes('ImportDeclaration').some((node) => node.source.value.startsWith('@angular/'));
