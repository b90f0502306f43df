import { isFunction } from './bindings.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';

/** How code asks where it runs: NODE_ENV by any spelling, flags made from it, its usual values. */
const asksWhere =
  /NODE_ENV|APP_ENV|__DEV__|\bis_?(?:dev|prod|local|test)|\b(?:dev|prod)_?mode\b|import\.meta\.env\.(?:DEV|PROD|MODE)|\.(?:dev|production|isDev|isProd)\b|['"`](?:production|prod|development|dev|local|test|testing)['"`]/i;

/** How code asks what somebody configured. */
const asksConfiguration = /\benv\b|process\.env|config|settings/i;

/** Whether a node stands in a branch that somebody chooses by configuration: `env.TLS_CHECK === 'false' ? … : …`. */
export const isChosenByConfiguration = (file: SourceFile, node: Node): boolean => isInBranchOf(file, node, asksConfiguration);

/** Whether a node stands in a branch that only some environments take: `if (process.env.NODE_ENV !== 'production')`. */
export const isFencedByEnvironment = (file: SourceFile, node: Node): boolean => isInBranchOf(file, node, asksWhere);

/** Whether the condition of a branch around a node, inside the same function, reads so. */
export function isInBranchOf(file: SourceFile, node: Node, condition: RegExp): boolean {
  let inner = node;
  for (let up = node.parent; up; inner = up, up = up.parent) {
    if (isFunction(up)) return false;
    const test =
      (up.type === 'IfStatement' || up.type === 'ConditionalExpression') && up.test !== inner
        ? up.test
        : up.type === 'LogicalExpression' && up.operator === '&&' && up.right === inner
          ? up.left
          : null;
    if (test) {
      const { start, end } = spanOf(test);
      if (condition.test(file.text.slice(start, end))) return true;
    }
  }
  return false;
}
