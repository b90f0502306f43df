import type { TSESTree } from '@typescript-eslint/types';
import type { HealthFact, OperationFacts, TracingFact } from '../facts/operations.js';
import type { Value } from '../facts/value.js';
import { healthKits, healthServers, indicatorOf } from '../recognise/health-kits.js';
import { isListedSource } from '../recognise/library-names.js';
import { isTracingSource, startsTracing, tracingUseOf } from '../recognise/tracing.js';
import { importsOf } from './module-facts.js';
import { librarySymbol } from './library-symbol.js';
import type { SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { propertyKey } from './property-key.js';
import { valuesOf } from './values.js';

/** What a file does to be traced and to answer health probes, in source order; `null` where it does neither. */
export function operationFactsOf(file: SourceFile): OperationFacts | null {
  const imports = importsOf(file).filter(({ typeOnly }) => !typeOnly);
  const traces = imports.some(({ source }) => isTracingSource(source));
  const answers = imports.some(({ source }) => isListedSource(healthKits, source));
  if (!traces && !answers) return null;
  const values = valuesOf(file);
  const tracing: TracingFact[] = imports.filter(({ source }) => startsTracing(source)).map(({ source, at }) => ({ use: 'start', symbol: source, fn: null, at }));
  const health: HealthFact[] = [];
  for (const node of [...file.nodes('CallExpression'), ...file.nodes('NewExpression')]) {
    const place = { fn: values.enclosing(node), at: spanOf(node) };
    const symbol = librarySymbol(file, values.of(node.callee));
    const use = symbol === null || !traces ? null : tracingUseOf(symbol);
    if (use) tracing.push({ use, symbol: symbol!, ...place });
    if (answers) {
      const fact = healthFact(file, node, symbol);
      if (fact) health.push({ ...fact, ...place });
    }
  }
  tracing.sort((a, b) => a.at.start - b.at.start);
  health.sort((a, b) => a.at.start - b.at.start);
  return tracing.length + health.length === 0 ? null : { ...(tracing.length > 0 && { tracing }), ...(health.length > 0 && { health }) };
}

function healthFact(file: SourceFile, node: TSESTree.CallExpression | TSESTree.NewExpression, symbol: string | null): Pick<HealthFact, 'use' | 'symbol' | 'options'> | null {
  const values = valuesOf(file);
  const argument = (position: number): Value | null => (node.arguments[position] ? values.of(node.arguments[position]) : null);
  if (symbol !== null && indicatorOf(symbol) !== null) return { use: 'check', symbol, options: null };
  if (symbol !== null && Object.hasOwn(healthServers, symbol) && !healthServers[symbol]!.isPlugin) return { use: 'serve', symbol, options: argument(healthServers[symbol]!.options) };
  // `app.register(plugin, options)`
  const { callee } = node;
  if (callee.type !== 'MemberExpression' || propertyKey({ key: callee.property, computed: callee.computed }) !== 'register' || !node.arguments[0]) return null;
  const plugin = librarySymbol(file, values.of(node.arguments[0]));
  return plugin !== null && Object.hasOwn(healthServers, plugin) && healthServers[plugin]!.isPlugin ? { use: 'serve', symbol: plugin, options: argument(healthServers[plugin]!.options) } : null;
}
