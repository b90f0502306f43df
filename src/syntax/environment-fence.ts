import { isFunction } from './bindings.js';
import { unwrap } from './chains.js';
import type { Node, SourceFile } from './source-file.js';
import { textOf } from './source-file.js';
import { propertyKey } from './property-key.js';

/** How code asks where it runs: NODE_ENV by any spelling, flags made from it, its usual values, the loopback host. */
const asksWhere =
  /NODE_ENV|APP_ENV|__DEV__|\bis_?(?:dev|prod|local|test)|\b(?:dev|prod)_?mode\b|import\.meta\.env\.(?:DEV|PROD|MODE)|\.(?:dev|production|isDev|isProd)\b|['"`](?:production|prod|development|dev|local|test|testing|localhost|127\.0\.0\.1)['"`]/i;

/** Whether a condition, as written, asks where the code runs. */
export const asksEnvironment = (written: string): boolean => asksWhere.test(written);

/** How code asks what somebody configured. */
const asksConfiguration = /\benv\b|process\.env|config|settings/i;

/**
 * Whether a node stands in a branch that somebody chooses by configuration: `env.TLS_CHECK === 'false' ? … : …`.
 * @param about what the option that is asked for is about
 */
export const isChosenByConfiguration = (file: SourceFile, node: Node, about = asksConfiguration): boolean =>
  branchesAround(node).some(({ test }) => operandsOf(test).some((operand) => placeOf(operand, true) === null && asksConfiguration.test(textOf(file, operand)) && about.test(textOf(file, operand))));

/** Whether a node stands in a branch that only some environments take, production not: `if (process.env.NODE_ENV !== 'production')`. */
export const isFencedByEnvironment = (file: SourceFile, node: Node): boolean =>
  branchesAround(node).some(({ test, outcome }) => asksWhere.test(textOf(file, test)) && placeOf(test, outcome) !== 'production');

/** Whether the condition of a branch around a node, inside the same function, reads so. */
export const isInBranchOf = (file: SourceFile, node: Node, condition: RegExp): boolean => branchesAround(node).some(({ test }) => condition.test(textOf(file, test)));

/** A condition and the outcome of it that a node stands behind. */
export interface Branch {
  readonly test: Node;
  readonly outcome: boolean;
}

/** The branches around a node inside the same function, from the inside out. */
export function branchesAround(node: Node): Branch[] {
  const branches: Branch[] = [];
  for (let inner = node, up = node.parent; up && !isFunction(up); inner = up, up = up.parent) {
    if ((up.type === 'IfStatement' || up.type === 'ConditionalExpression') && up.test !== inner) branches.push({ test: up.test, outcome: up.consequent === inner });
    else if (up.type === 'LogicalExpression' && up.operator === '&&' && up.right === inner) branches.push({ test: up.left, outcome: true });
  }
  return branches;
}

/** What `&&`, `||` and `!` put together. */
function operandsOf(test: Node): Node[] {
  const plain = unwrap(test);
  if (plain.type === 'LogicalExpression') return [...operandsOf(plain.left), ...operandsOf(plain.right)];
  return plain.type === 'UnaryExpression' && plain.operator === '!' ? operandsOf(plain.argument) : [plain];
}

type Place = 'production' | 'elsewhere';

/** Whether production takes the branch behind an outcome of a condition, `null` where the condition does not tell. */
function placeOf(test: Node, outcome: boolean): Place | null {
  const plain = unwrap(test);
  switch (plain.type) {
    case 'UnaryExpression':
      return plain.operator === '!' ? placeOf(plain.argument, !outcome) : null;
    case 'LogicalExpression': {
      const [left, right] = [placeOf(plain.left, outcome), placeOf(plain.right, outcome)];
      if (plain.operator === '??' || (plain.operator === '&&') !== outcome) return left === right ? left : null;
      return left === 'elsewhere' || right === 'elsewhere' ? 'elsewhere' : (left ?? right);
    }
    case 'BinaryExpression': {
      if (!/^[!=]==?$/.test(plain.operator)) return null;
      const literal = [plain.left, plain.right].find((side) => side.type === 'Literal');
      return placeNamed(literal?.type === 'Literal' && typeof literal.value === 'string' ? literal.value : null, plain.operator.startsWith('=') === outcome);
    }
    case 'CallExpression': {
      // `url.includes('localhost')`
      const [asked] = plain.arguments;
      if (asked?.type === 'Literal' && typeof asked.value === 'string') return placeNamed(asked.value, outcome);
      return placeOf(plain.callee, outcome);
    }
    case 'Identifier':
      return placeNamed(flagOf(plain.name), outcome);
    case 'MemberExpression':
      return placeNamed(flagOf(propertyKey({ key: plain.property, computed: plain.computed }) ?? ''), outcome);
    default:
      return null;
  }
}

/** `isProduction`, `IS_DEV`, `prod`: the environment that a flag speaks of. */
const flagOf = (name: string): string | null => /^(?:__)?(?:is_?)?(production|prod|development|dev|local|localhost|test|testing)(?:_?(?:mode|env|environment))?(?:__)?$/i.exec(name)?.[1] ?? null;

function placeNamed(name: string | null, holds: boolean): Place | null {
  if (name === null || !/^(?:production|prod|development|dev|local|localhost|127\.0\.0\.1|test|testing)$/i.test(name)) return null;
  return /^prod/i.test(name) === holds ? 'production' : 'elsewhere';
}
