import type { TSESTree } from '@typescript-eslint/types';
import type { AnswerFact } from '../facts/answer.js';
import type { Span } from '../facts/source.js';
import type { Value } from '../facts/value.js';
import { headOf } from '../facts/value.js';
import { contextAnswers, responders, sendMethods, statusMembers, statusMethods, statusSecond } from '../recognise/responses.js';
import { answeredByClass, answeredByMethod } from './action-results.js';
import { bindingsOf, enclosingFunction, isFunction } from './bindings.js';
import { unwrap } from './chains.js';
import { importedPackages } from './library-symbol.js';
import { writtenAsJson } from './json-text.js';
import { isExternal } from './module-facts.js';
import { isOpenResult } from './open-results.js';
import { isOfSuccess } from './result-branches.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { symbolOf } from './symbols.js';
import { propertyKey } from './property-key.js';
import { valuesOf } from './values.js';

/** A statement that sets a status, and the block in which it counts. */
interface StatusWrite {
  readonly target: Value;
  readonly fn: number | null;
  readonly status: Value;
  readonly from: Node;
  readonly block: Node;
  /** The block ends in `return` or `throw`, so nothing behind it sees the status. */
  readonly leaves: boolean;
  readonly at: Span;
}

/** Every place that writes a response, in source order. */
export function answersOf(file: SourceFile): AnswerFact[] {
  const values = valuesOf(file);
  const facts: AnswerFact[] = [];
  const writes = statusWrites(file);
  const problems = mentions(file, 'problem+json');

  /** @param from the expression that gives its status */
  const add = (node: Node, fact: Omit<AnswerFact, 'fn' | 'at' | 'status'> & { status: Value | null }, from?: Node | null): void => {
    const fn = values.enclosing(node);
    const set = fact.status === null && fact.form !== 'construct' ? statusBefore(writes.get(fn), node, fact.form === 'assign') : null;
    const status = fact.status ?? (set === 'uncertain' ? null : (set?.status ?? null));
    const statusNode = fact.status ? from : set === 'uncertain' ? null : set?.from;
    facts.push({
      ...fact,
      status,
      ...(set === 'uncertain' && { uncertain: true as const }),
      ...(problems.length > 0 && namesProblem(problems, node) && { isProblem: true as const }),
      ...(statusNode && isOfCaught(file, statusNode) && { ofCaught: true as const }),
      ...(statusNode && isOpenResult(file, statusNode) && { isOpenResult: true as const }),
      ...((node.type === 'CallExpression' || node.type === 'NewExpression') && node.arguments.some((arg) => isOfSuccess(file, arg)) && { isOfSuccess: true as const }),
      fn,
      at: spanOf(node),
    });
  };

  for (const node of file.nodes('CallExpression')) {
    const callee = unwrap(node.callee);
    if (callee.type === 'Identifier') {
      // `error(404, body)` of a destructured Elysia context
      if (node.arguments.length === 0) continue;
      const value = values.of(callee);
      if (value.k === 'member' && contextAnswers.has(value.name) && value.of.k === 'param') addContextAnswer(node, value.of, value.name);
      else if (value.k === 'import' && responders.has(symbolOf(value) ?? '')) addConstruct(node);
      continue;
    }
    if (callee.type !== 'MemberExpression') continue;
    const name = propertyKey({ key: callee.property, computed: callee.computed });
    if (name === null) continue;
    if (name === 'reply' && node.arguments.length >= 2) {
      const [on, body, status] = node.arguments;
      const response = values.of(on);
      if (endsInGetResponse(response)) add(node, { form: 'call', on: response, path: ['reply()'], body: values.of(body), status: status ? values.of(status) : null }, status);
      continue;
    }
    if (name === 'sendStatus') {
      const on = values.of(callee.object);
      if (couldRespond(on)) add(node, { form: 'call', on, path: ['sendStatus()'], body: null, status: values.of(node.arguments[0]) });
      continue;
    }
    if (contextAnswers.has(name) && node.arguments.length === 2) {
      const on = values.of(callee.object);
      if (on.k === 'param') addContextAnswer(node, on, name);
      continue;
    }
    if (callee.object.type === 'ThisExpression' || callee.object.type === 'Super') {
      const result = answeredByMethod(file, name, node);
      if (result) add(node, { form: 'call', on: values.of(callee.object), path: [`${name}()`], body: result.body, status: result.status }, result.from);
      continue;
    }
    if (!sendMethods.has(name)) continue;
    const constructed = symbolOf(values.of(callee));
    if (constructed !== null && responders.has(constructed)) {
      addConstruct(node);
      continue;
    }
    const chain = rootOf(callee.object);
    const on = values.of(chain.root);
    if (!couldRespond(on)) continue;
    const [body, second] = node.arguments;
    const given = second && statusSecond.has(name) && chain.steps.length === 0 ? second : null;
    const status = chain.status ? values.of(chain.status) : given && statusArgument(given);
    add(node, { form: 'call', on, path: [...chain.steps, `${name}()`], body: body ? values.of(writtenAsJson(body)) : null, status }, chain.status ?? (given && statusIn(given)));
  }
  for (const node of file.nodes('NewExpression')) {
    const symbol = symbolOf(values.of(node.callee));
    if (symbol === null) continue;
    if (responders.has(symbol)) addConstruct(node);
    const result = answeredByClass(file, symbol, node);
    if (result) add(node, { form: 'construct', on: null, path: [], body: result.body, status: result.status }, result.from);
  }
  for (const node of file.nodes('AssignmentExpression')) {
    if (node.operator !== '=' || node.left.type !== 'MemberExpression') continue;
    if (propertyKey({ key: node.left.property, computed: node.left.computed }) !== 'body') continue;
    const on = values.of(node.left.object);
    const root = on.k === 'member' && on.name === 'response' ? on.of : on;
    if (node.left.object.type === 'ThisExpression' && isInErrorMethod(file, node)) add(node, { form: 'assign', on: null, path: ['body='], body: values.of(node.right), status: null });
    if (root.k !== 'param') continue;
    add(node, { form: 'assign', on: root, path: on === root ? ['body='] : ['response', 'body='], body: values.of(node.right), status: null });
  }
  // what a function returns after it has set a status
  const answers = new Map<number | null, Span[]>();
  if (writes.size > 0) for (const fact of facts) answers.set(fact.fn, [...(answers.get(fact.fn) ?? []), fact.at]);
  for (const node of writes.size > 0 ? file.nodes('ReturnStatement') : []) {
    if (!node.argument) continue;
    const own = writes.get(values.enclosing(node));
    if (!own) continue;
    const status = statusBefore(own, node, false);
    if (status === null || status === 'uncertain') continue;
    const { start, end } = spanOf(node);
    const body = values.of(node.argument);
    const answered = answers.get(values.enclosing(node))?.some((at) => at.start >= start && at.end <= end) === true;
    if (!answered) add(node, { form: 'return', on: null, path: [], body, status: status.status }, status.from);
  }
  for (const list of writes.values()) for (const write of list) 
    facts.push({ form: 'status', on: write.target, path: [], body: null, status: write.status, ...(isAlone(file, write.target) && { isAlone: true as const }), fn: write.fn, at: write.at });
  return facts.sort((a, b) => a.at.start - b.at.start);

  function addContextAnswer(node: TSESTree.CallExpression, on: Value, name: string): void {
    const [status, body] = node.arguments;
    add(node, { form: 'call', on, path: [`${name}()`], body: body ? values.of(writtenAsJson(body)) : null, status: values.of(status) }, status);
  }

  function addConstruct(node: TSESTree.CallExpression | TSESTree.NewExpression): void {
    const [body, init] = node.arguments;
    add(node, { form: 'construct', on: null, path: [], body: body ? values.of(writtenAsJson(body)) : null, status: init ? statusArgument(init) : null }, init && statusIn(init));
  }

  /** A status as second argument, or the options object that holds one. */
  function statusArgument(node: Node): Value | null {
    const value = values.of(node);
    if (value.k !== 'object') return value.k === 'ref' || value.k === 'param' ? optionsStatus(value) : value;
    const status = Object.hasOwn(value.props, 'status') ? value.props['status'] : undefined;
    return status ?? (value.spreads.length > 0 ? { k: 'unknown' } : null);
  }
}

/** The status in an object of options that stands in the call. */
function statusIn(node: Node): Node {
  const status = node.type === 'ObjectExpression' ? node.properties.find((p): p is TSESTree.Property => p.type === 'Property' && propertyKey(p) === 'status') : undefined;
  return status?.value ?? node;
}

/** `init` handed on: whether it is a number or an object with `status`, the linker tells. */
const optionsStatus = (value: Value): Value => ({ k: 'union', of: [value, { k: 'member', of: value, name: 'status' }] });

/** What a response can be written on: a parameter, a field of one, what `getResponse()` gives. */
function couldRespond(value: Value): boolean {
  switch (value.k) {
    case 'param':
      return true;
    case 'member':
      return value.of.k === 'this' || couldRespond(value.of);
    case 'call':
      return endsInGetResponse(value);
    case 'typed':
      return true;
    default:
      return false;
  }
}

/** Whether nothing in sight of a parameter but its status says what is sent: neither a package that it is handed to nor `ctx.res`. */
function isAlone(file: SourceFile, target: Value): boolean {
  const values = valuesOf(file);
  const param = target.k === 'param' ? values.functionNodes[target.fn]?.params[target.index] : undefined;
  const binding = param?.type === 'Identifier' ? bindingsOf(file).resolve(param) : null;
  return binding !== null && bindingsOf(file).references(binding).every(({ parent }, i, all) => {
    if (parent?.type === 'MemberExpression') return parent.object === all[i] && !sending.has(propertyKey({ key: parent.property, computed: parent.computed }) ?? '');
    const head = parent?.type === 'CallExpression' ? headOf(values.of(parent.callee)) : null;
    return head !== null && (head.k === 'import' ? !isExternal(file, head.source) : head.k !== 'global' && head.k !== 'unknown');
  });
}

/** Members of a context that send something. */
const sending: ReadonlySet<string> = new Set(['', 'body', 'res', 'response', 'respond', 'redirect', 'attachment', 'sse', 'render']);

/** Whether `this` is the context in Koa's error handler: `app.context.onerror = function (error) { this.body = … }` (github.com/koajs/koa, `lib/context.js`). */
function isInErrorMethod(file: SourceFile, node: Node): boolean {
  let fn = enclosingFunction(node);
  while (fn?.type === 'ArrowFunctionExpression') fn = enclosingFunction(fn);
  const left = fn?.parent?.type === 'AssignmentExpression' ? fn.parent.left : null;
  if (left?.type !== 'MemberExpression' || propertyKey({ key: left.property, computed: left.computed }) !== 'onerror' || left.object.type !== 'MemberExpression') return false;
  return propertyKey({ key: left.object.property, computed: left.object.computed }) === 'context' && importedPackages(file).has('koa');
}

const endsInGetResponse = (value: Value): boolean => value.k === 'call' && value.callee.k === 'member' && ['getResponse', 'getArgByIndex', 'getArg'].includes(value.callee.name);

/** `res.status(404).type('json')`: what the chain starts from, its steps, and the status that one of them sets. */
function rootOf(node: Node): { root: Node; steps: string[]; status: Node | null } {
  const steps: string[] = [];
  let status: Node | null = null;
  let at = unwrap(node);
  for (let guard = 0; guard < 40; guard += 1) {
    if (at.type === 'CallExpression') {
      const callee = unwrap(at.callee);
      if (callee.type !== 'MemberExpression') break;
      const name = propertyKey({ key: callee.property, computed: callee.computed });
      if (name === null || name === 'getResponse' || name === 'getArgByIndex') break;
      steps.unshift(`${name}()`);
      if (statusMethods.has(name) && at.arguments[0]) status ??= at.arguments[0];
      at = unwrap(callee.object);
    } else break;
  }
  return { root: at, steps, status };
}

/** Statements that set a status, by the function they stand in. */
function statusWrites(file: SourceFile): Map<number | null, StatusWrite[]> {
  const values = valuesOf(file);
  const writes = new Map<number | null, StatusWrite[]>();
  const add = (statement: Node, target: Value, from: Node): void => {
    const fn = values.enclosing(statement);
    const block = blockOf(statement);
    const write: StatusWrite = { target, fn, status: values.of(from), from, block, leaves: leaves(block), at: spanOf(statement) };
    const list = writes.get(fn);
    if (list) list.push(write);
    else writes.set(fn, [write]);
  };
  for (const node of file.nodes('ExpressionStatement')) {
    const expression = unwrap(node.expression);
    if (expression.type === 'AssignmentExpression' && expression.operator === '=' && expression.left.type === 'MemberExpression') {
      const name = propertyKey({ key: expression.left.property, computed: expression.left.computed });
      if (name === null || !statusMembers.has(name)) continue;
      const on = values.of(expression.left.object);
      if (couldRespond(on)) add(node, on, expression.right);
    } else if (expression.type === 'CallExpression') {
      const callee = unwrap(expression.callee);
      if (callee.type !== 'MemberExpression') continue;
      const name = propertyKey({ key: callee.property, computed: callee.computed });
      if (name !== null && sendMethods.has(name)) continue;
      const chain = rootOf(expression);
      if (!chain.status) continue;
      const on = values.of(chain.root);
      if (couldRespond(on)) add(node, on, chain.status);
    }
  }
  for (const list of writes.values()) list.sort((a, b) => a.at.start - b.at.start);
  return writes;
}

/** The block, `case` or single branch that a statement stands in. */
function blockOf(statement: Node): Node {
  const parent = statement.parent;
  return parent && (parent.type === 'BlockStatement' || parent.type === 'SwitchCase' || parent.type === 'Program') ? parent : statement;
}

function leaves(block: Node): boolean {
  const body = block.type === 'BlockStatement' || block.type === 'Program' ? block.body : block.type === 'SwitchCase' ? block.consequent : [];
  const last = body.at(-1);
  return last?.type === 'ReturnStatement' || last?.type === 'ThrowStatement' || last?.type === 'BreakStatement';
}

/** What sets the status on every way to a node; `uncertain` where a branch before it may have set another. */
function statusBefore(writes: readonly StatusWrite[] | undefined, node: Node, orAfter: boolean): StatusWrite | 'uncertain' | null {
  if (!writes) return null;
  const { start } = spanOf(node);
  const ancestors = new Set<Node>();
  for (let up: Node | undefined = node; up && !isFunction(up); up = up.parent) ancestors.add(up);
  for (const write of [...writes].reverse()) {
    if (write.at.start >= start) continue;
    if (ancestors.has(write.block)) return write;
    if (!write.leaves) return 'uncertain';
  }
  if (orAfter) for (const write of writes) if (write.at.start > start && ancestors.has(write.block)) return write;
  return null;
}

/** `error.status`, `(error as HttpError).status` of the error that the `catch` around it caught. */
function isOfCaught(file: SourceFile, status: Node): boolean {
  const plain = unwrap(status);
  const of = plain.type === 'MemberExpression' ? unwrap(plain.object) : null;
  const caught = of?.type === 'Identifier' ? bindingsOf(file).resolve(of) : null;
  return caught?.kind === 'other' && caught.node.type === 'CatchClause';
}

const mentions = (file: SourceFile, text: string): number[] => {
  const found: number[] = [];
  for (let at = file.text.indexOf(text); at >= 0; at = file.text.indexOf(text, at + 1)) found.push(at);
  return found;
};

/** Whether the media type of problem documents stands in the statement of a node or in one right before it. */
function namesProblem(offsets: readonly number[], node: Node): boolean {
  let statement: Node = node;
  while (statement.parent && statement.parent.type !== 'BlockStatement' && statement.parent.type !== 'SwitchCase' && statement.parent.type !== 'Program' && !isFunction(statement.parent)) statement = statement.parent;
  const siblings = statement.parent?.type === 'BlockStatement' ? statement.parent.body : statement.parent?.type === 'SwitchCase' ? statement.parent.consequent : [];
  const before = siblings.filter((one) => one.type === 'ExpressionStatement' && spanOf(one).end <= spanOf(statement).start);
  return [statement, ...before].some((one) => {
    const { start, end } = spanOf(one);
    return offsets.some((offset) => offset >= start && offset < end);
  });
}

/** Where a file speaks of idempotency: of the header, a middleware, a stored answer. */
export const idempotencyOf = (file: SourceFile): number[] => (file.lowerCaseText.includes('idempoten') ? [...file.text.matchAll(/idempoten/gi)].map((match) => match.index) : []);
