import type { TSESTree } from '@typescript-eslint/types';
import { defineRule } from '../define.js';
import { bindingsOf } from '../syntax/bindings.js';
import { removal } from '../syntax/edits.js';
import type { SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';

/** Methods of the console that write (console.spec.whatwg.org, sections 1.1 and 1.2). */
const writers = new Set(['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'dirxml', 'table', 'group', 'groupCollapsed', 'assert']);

export default defineRule({
  id: 'no-console',
  rationale:
    'A line of text on standard output has no level, no event name and no correlation id: nothing can filter it, count it or join it to a request. Runtime code writes structured records through the logger.',
  messages: {
    console:
      '`console.{{method}}` writes text without level, event name or correlation id, which no log search can use. Write a structured record with the logger instead.',
  },
  examples: {
    bad: [
      `export function createOrder(id: string) {\n  // ruleid: no-console\n  console.log('order created', id);\n}`,
      `export function fail(error: unknown) {\n  // ruleid: no-console\n  globalThis.console.error(error);\n}`,
    ],
    good: [
      `import pino from 'pino';\nconst logger = pino();\nexport function createOrder(id: string) {\n  logger.info({ event: 'order_created', orderId: id });\n}`,
      `import { console } from './terminal.js';\nexport const greet = () => console.log('a console of the project, not the global one');`,
    ],
  },
  hasSuggestions: true,
  limits: ['`console` handed on as a value (`const log = console`) is not followed.'],
  create: ({ file, options, report }) => ({
    CallExpression(node) {
      const { callee } = node;
      if (callee.type !== 'MemberExpression') return;
      const method = propertyKey({ key: callee.property, computed: callee.computed && callee.property.type !== 'Literal' });
      if (method === null || !writers.has(method)) return;
      if (Array.isArray(options['allow']) && options['allow'].includes(method)) return;
      const { object } = callee;
      const isGlobal =
        object.type === 'Identifier'
          ? object.name === 'console' && isConsole(file, object)
          : object.type === 'MemberExpression' &&
            object.object.type === 'Identifier' &&
            ['globalThis', 'global', 'window', 'self'].includes(object.object.name) &&
            bindingsOf(file).resolve(object.object) === null &&
            propertyKey({ key: object.property, computed: object.computed }) === 'console';
      const statement = node.parent;
      const isAlone = statement?.type === 'ExpressionStatement' && (statement.parent.type === 'BlockStatement' || statement.parent.type === 'Program');
      const suggest = isAlone ? [{ message: 'Delete the call', edits: [removal(file, statement)] }] : [];
      if (isGlobal) report(spanOf(node), 'console', { method }, { suggest });
    },
  }),
});

function isConsole(file: SourceFile, identifier: TSESTree.Identifier): boolean {
  if (bindingsOf(file).resolve(identifier) === null) return true;
  const value = valuesOf(file).of(identifier);
  return value.k === 'import' && /^(node:)?console$/.test(value.source);
}
