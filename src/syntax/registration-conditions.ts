import type { Condition, EndpointFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import { sameValue, unknown } from '../facts/value.js';
import { isFunction } from './bindings.js';
import { unwrap } from './chains.js';
import { branchesAround } from './environment-fence.js';
import type { Node, SourceFile } from './source-file.js';
import { valuesOf } from './values.js';

/**
 * What has to hold for a registration of a given route to run: `if (route.method === 'GET') app.get(route.path, route.handler)`,
 * the same by `switch`. Only conditions on what the path and the handlers are taken from say which route it is.
 *
 * Does not see: early returns, a `default` case, conditions other than equality with text.
 * @param registered the path and the handlers
 * @returns to be spread into the fact
 */
export function conditionsOf(file: SourceFile, node: Node, registered: readonly Value[]): Pick<EndpointFact, 'when'> {
  const sources = registered.map(sourceOf).filter((source) => source !== null);
  if (sources.length === 0) return {};
  const when = [...branchesAround(node).flatMap(({ test, outcome }) => ofTest(file, test, outcome)), ...ofSwitch(file, node)].filter(({ of }) => {
    const source = sourceOf(of);
    return source !== null && sources.includes(source);
  });
  return when.length > 0 ? { when } : {};
}

/** The function that is given a value, or the list that it is an element of. */
function sourceOf(value: Value): string | null {
  if (value.k === 'text') return value.parts.map(sourceOf).find((source) => source !== null) ?? null;
  if (value.k === 'member' || value.k === 'spread') return sourceOf(value.of);
  if (value.k === 'element') return JSON.stringify(value.of);
  if (value.k === 'call') return [value.callee, ...value.args].map(sourceOf).find((source) => source !== null) ?? null;
  return value.k === 'param' ? String(value.fn) : null;
}

function ofTest(file: SourceFile, test: Node, outcome: boolean): readonly Condition[] {
  const plain = unwrap(test);
  if (plain.type === 'LogicalExpression' && (plain.operator === '&&') === outcome && plain.operator !== '??') return [...ofTest(file, plain.left, outcome), ...ofTest(file, plain.right, outcome)];
  if (plain.type === 'LogicalExpression' && plain.operator === '||') {
    const [left, ...others] = ofTest(file, plain.left, true);
    const [right, ...more] = ofTest(file, plain.right, true);
    const isOne = left && right && others.length + more.length === 0 && !left.isNot && !right.isNot && sameValue(left.of, right.of);
    return isOne ? [{ of: left.of, is: [...left.is, ...right.is] }] : [];
  }
  if (plain.type !== 'BinaryExpression' || !/^[!=]==?$/.test(plain.operator)) return [];
  const [left, right] = [plain.left, plain.right].map((side) => valuesOf(file).of(side));
  const [of, is] = textOf(right!) === null ? [right!, textOf(left!)] : [left!, textOf(right!)];
  return is === null ? [] : [{ of: inAnyCase(of), is: [is], ...(plain.operator.startsWith('=') === outcome ? {} : { isNot: true }) }];
}

const textOf = (value: Value): string | null => (value.k === 'literal' && typeof value.value === 'string' ? value.value : null);

function ofSwitch(file: SourceFile, node: Node): readonly Condition[] {
  let up: Node | undefined = node;
  while (up && up.type !== 'SwitchCase' && !isFunction(up)) up = up.parent;
  const all = up?.type === 'SwitchCase' && up.parent.type === 'SwitchStatement' ? up.parent : null;
  if (!all || up?.type !== 'SwitchCase') return [];
  const last = all.cases.indexOf(up);
  let first = last;
  // `case 'PUT': case 'PATCH':` fall through
  while (first > 0 && all.cases[first - 1]!.consequent.length === 0) first -= 1;
  const labels = all.cases.slice(first, last + 1).map(({ test }) => textOf(test ? valuesOf(file).of(test) : unknown));
  const is = labels.filter((label) => label !== null);
  return is.length === labels.length ? [{ of: inAnyCase(valuesOf(file).of(all.discriminant)), is }] : [];
}

/** `method` of `method.toLowerCase()`: whoever asks compares in any case. */
export const inAnyCase = (value: Value): Value =>
  value.k === 'call' && value.callee.k === 'member' && /^to(?:Locale)?(?:Lower|Upper)Case$/.test(value.callee.name) ? value.callee.of : value;
