import type { TSESTree } from '@typescript-eslint/types';
import { defineRule } from '../define.js';
import type { Span } from '../facts/source.js';
import { headOf } from '../facts/value.js';
import { packageName } from '../facts/package-name.js';
import { validatorPackages } from '../recognise/validators.js';
import { bindingsOf, boundIdentifiers, isFunction, type FunctionNode } from '../syntax/bindings.js';
import { namesOf, targetName, wordsOf } from '../syntax/callee-names.js';
import { unwrap } from '../syntax/chains.js';
import { isExplained } from '../syntax/ignore-reasons.js';
import { localValue } from '../syntax/local-values.js';
import { isProbe, isProbeChain } from '../syntax/probes.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf, textOf } from '../syntax/source-file.js';
import { subtreeOf } from '../syntax/subtree.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';

/** Words of a call's name that pass a failure on: to a log, a metric, a caller, the client, or to another attempt. */
const telling: ReadonlySet<string> = new Set([
  ...['log', 'logs', 'logger', 'info', 'warn', 'warning', 'debug', 'trace', 'fatal', 'verbose', 'console', 'print', 'write'],
  ...['error', 'errors', 'err', 'fail', 'failed', 'failure', 'failures', 'exception', 'problem', 'invalid', 'reject', 'rejected', 'exit', 'next', 'done', 'cb', 'callback', 'throw', 'left'],
  ...['report', 'capture', 'sentry', 'notify', 'alert', 'track', 'record', 'metric', 'metrics', 'counter', 'increment', 'inc', 'emit', 'publish'],
  ...['retry', 'reconnect', 'schedule', 'reschedule', 'sleep', 'delay', 'backoff', 'handle', 'recover', 'fallback', 'skip', 'skipped', 'requeue', 'nack'],
  ...['status', 'code', 'send', 'json', 'end', 'redirect', 'render', 'unauthorized', 'forbidden', 'unauthenticated', 'denied', 'missing', 'not'],
]);
/** Words of a variable or field that records a failure. */
const recording: ReadonlySet<string> = new Set([
  ...['error', 'errors', 'err', 'fail', 'failed', 'failure', 'failures', 'valid', 'invalid', 'ok', 'success', 'successful', 'status', 'state', 'code', 'body'],
  ...['healthy', 'health', 'ready', 'connected', 'available', 'unavailable', 'down', 'up', 'alive', 'broken', 'degraded', 'supported', 'retry', 'retries', 'attempt', 'attempts', 'skipped', 'skip', 'warning', 'warnings', 'message', 'reason', 'issues'],
]);
/** Words of a key whose `false` is an outcome however deep it stands, and of one that only describes a list: `hasNextPage: false`. */
const outcomes: ReadonlySet<string> = new Set(['ok', 'success', 'successful', 'succeeded', 'valid', 'verified', 'allowed', 'authenticated', 'authorized', 'passed', 'completed', 'healthy', 'ready', 'connected', 'available', 'reachable', 'sent', 'delivered', 'saved']);
const paging = /more|next|prev|last|page|truncated/i;
const failureKeys: ReadonlySet<string> = new Set(['error', 'errors', 'err', 'message', 'msg', 'reason', 'code', 'statusCode', 'detail', 'title', 'problem', 'issues', 'failure', 'exception', 'isErr', 'isError']);

/** Libraries whose calls make a result and do nothing. */
const resultPackages: ReadonlySet<string> = new Set(['fp-ts', 'neverthrow', 'effect', '@effect/data', 'purify-ts', 'ts-results', 'ts-results-es', 'oxide.ts', 'true-myth', 'option-t']);

export default defineRule({
  id: 'no-swallowed-exceptions',
  rationale:
    'A dropped error is an outage that nobody sees: the caller goes on with a default, the log is silent, and the cause is gone when somebody looks for it. A catch uses the error, logs it, passes it on, or says in a comment why it may be ignored.',
  messages: {
    empty:
      'This {{what}} drops every error of {{of}} without a trace, programming mistakes and outages included. Log the error with its context and rethrow it or turn it into an error result; if it may be ignored, write down why.',
    fallback:
      'This {{what}} turns every error of {{of}} into {{result}}, so callers cannot tell a failure from an answer and nobody learns of it. Log the error or rethrow what is not expected; if the default is right for every error, write down why.',
  },
  examples: {
    bad: [
      `export async function close(connection: { end(): Promise<void> }) {\n  try {\n    await connection.end();\n  // ruleid: no-swallowed-exceptions\n  } catch {}\n}`,
      `export async function balance(accounts: { load(id: string): Promise<number> }, id: string) {\n  try {\n    return await accounts.load(id);\n  // ruleid: no-swallowed-exceptions\n  } catch (error) {\n    return 0;\n  }\n}`,
      `export async function archive(store: { move(id: string): Promise<void> }, id: string) {\n  // ruleid: no-swallowed-exceptions\n  await store.move(id).catch(() => {});\n}`,
    ],
    good: [
      `import pino from 'pino';\nconst logger = pino();\nexport async function close(connection: { end(): Promise<void> }) {\n  try {\n    await connection.end();\n  } catch (error) {\n    logger.warn({ error }, 'connection_close_failed');\n  }\n}`,
      `export async function close(connection: { end(): Promise<void> }) {\n  try {\n    await connection.end();\n  // ok: no-swallowed-exceptions\n  } catch {\n    // the process ends anyway, and the server drops the connection\n  }\n}`,
      `export function settings(text: string): unknown {\n  try {\n    return JSON.parse(text);\n  // ok: no-swallowed-exceptions\n  } catch {\n    return null;\n  }\n}`,
    ],
  },
  limits: [
    'A catch that calls something whose name speaks of logging, failure, retry or a response counts as handled, whatever it does.',
    'Short probes (`JSON.parse`, `new URL`, token checks, `fs.access`) may answer with a default.',
    'Errors dropped by `Promise.allSettled`, `catchError` of RxJS or `Effect.catchAll` are not seen.',
  ],
  noun: 'files',
  create: ({ file, report }) => ({
    CatchClause(node) {
      const attempt = node.parent;
      const names = new Set(boundIdentifiers(node.param).map((identifier) => identifier.name));
      if (isHandled(file, node.body, names) || isProbe(attempt.block)) return;
      const result = resultOf(node.body);
      if (isExplained(file, node, attempt, result !== null)) return;
      const data = { what: '`catch`', of: subjectOf(file, attempt.block, 'the `try` block') };
      const at: Span = { start: spanOf(node).start, end: spanOf(node.body).start + 1 };
      if (result === null) report(at, 'empty', data);
      else report(at, 'fallback', { ...data, result });
    },
    CallExpression(node) {
      const { callee } = node;
      if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier' || callee.property.name !== 'catch') return;
      const handler = handlerOf(file, node.arguments[0]);
      if (!handler || isSchema(file, callee.object) || isAlsoReturned(file, callee.object) || isCaught(file, callee.object)) return;
      const names = new Set(handler.params.slice(0, 1).flatMap(boundIdentifiers).map((identifier) => identifier.name));
      if (!handler.body || isHandled(file, handler.body, names) || isProbeChain(callee.object)) return;
      const result = handler.body.type === 'BlockStatement' ? resultOf(handler.body) : literalText(handler.body);
      if (isExplained(file, node, null, result !== null)) return;
      const data = { what: '`.catch`', of: subjectOf(file, callee.object, 'this promise') };
      const at: Span = { start: spanOf(callee.property).start, end: spanOf(node).end };
      if (result === null) report(at, 'empty', data);
      else report(at, 'fallback', { ...data, result });
    },
  }),
});

/** The function that a `.catch` is given, written there or declared in this file; `null` for one that cannot be looked into. */
function handlerOf(file: SourceFile, argument: Node | undefined): FunctionNode | null {
  if (!argument) return null;
  const plain = unwrap(argument);
  if (isFunction(plain)) return plain;
  const value = plain.type === 'Identifier' ? localValue(file, valuesOf(file).of(plain)) : null;
  return value?.k === 'function' ? (valuesOf(file).functionNodes[value.fn] ?? null) : null;
}

/** `z.number().catch(() => 0)` is a default of a schema, no promise. */
function isSchema(file: SourceFile, receiver: Node): boolean {
  const head = headOf(localValue(file, headOf(valuesOf(file).of(receiver))));
  return head.k === 'import' && (validatorPackages.has(packageName(head.source)) || head.source === 'effect');
}

/** `const started = start().catch(log);` gives no error to `started.catch(() => {})`. */
function isCaught(file: SourceFile, receiver: Node): boolean {
  const plain = unwrap(receiver);
  const binding = plain.type === 'Identifier' ? bindingsOf(file).resolve(plain) : null;
  const made = binding?.kind === 'variable' && binding.constant && binding.declarator.init ? unwrap(binding.declarator.init) : plain;
  return made.type === 'CallExpression' && made.arguments.length > 0 && namesOf(made.callee).at(-1) === 'catch';
}

/** `p.catch(() => {}); return p;` only keeps the process from complaining: whoever awaits `p` gets the error. */
function isAlsoReturned(file: SourceFile, receiver: Node): boolean {
  let plain = unwrap(receiver);
  // `finally` hands on how the promise ends
  const isFinally = plain.type === 'CallExpression' && namesOf(plain.callee).at(-1) === 'finally';
  if (plain.type === 'CallExpression' && isFinally && plain.callee.type === 'MemberExpression') plain = unwrap(plain.callee.object);
  if (plain.type !== 'Identifier') return false;
  const bindings = bindingsOf(file);
  const binding = bindings.resolve(plain);
  if (binding === null) return false;
  const references = bindings.references(binding);
  return isFinally ? references.some(({ parent }) => parent?.type === 'ReturnStatement' || parent?.type === 'AwaitExpression') : references.length > 1;
}

// ── what a catch does ──

function isHandled(file: SourceFile, body: Node, names: ReadonlySet<string>): boolean {
  const nodes = subtreeOf(body);
  // another way to the answer: it is asked for, and given
  const asks = nodes.some((node) => node.type === 'VariableDeclarator' && node.init && isWork(node.init));
  if (asks && nodes.some((node) => node.type === 'ReturnStatement' && node.argument && unwrap(node.argument).type !== 'Literal')) return true;
  for (const node of nodes)
    switch (node.type) {
      case 'Identifier':
        if (names.has(node.name) && isUse(node)) return true;
        break;
      case 'ThrowStatement':
        return true;
      case 'CallExpression':
      case 'NewExpression':
        if (isTelling(node) && !isDropped(file, node)) return true;
        break;
      case 'ReturnStatement':
        if (node.argument && isFailure(node.argument)) return true;
        break;
      case 'YieldExpression':
        return true;
      case 'AssignmentExpression':
        if (wordsOf(targetName(node.left)).some((word) => recording.has(word)) || isWork(node.right)) return true;
        break;
      case 'UpdateExpression':
        return true;
    }
  return body.type !== 'BlockStatement' && isFailure(body as TSESTree.Expression);
}

/** A read of the error; `void error` only quiets a linter. */
function isUse(node: TSESTree.Identifier): boolean {
  const { parent } = node;
  if (parent?.type === 'MemberExpression') return parent.object === node || parent.computed;
  if (parent?.type === 'Property') return parent.value === node || parent.computed;
  return !(parent?.type === 'UnaryExpression' && parent.operator === 'void');
}

function isTelling(node: TSESTree.CallExpression | TSESTree.NewExpression): boolean {
  const names = namesOf(node.callee);
  if (isDefaultAnswer(node, names)) return false;
  // `ctx.addIssue(…)`: zod.dev/api, refinements
  if (names.at(-1) === 'addIssue' || names.some((name) => wordsOf(name).some((word) => telling.has(word)))) return true;
  // `results.push({ id, ok: false })`
  return node.arguments.some((argument) => argument.type === 'ObjectExpression' && isFailureObject(argument));
}

/** A result that is made and thrown away, `E.left(error);`: nobody is told. */
function isDropped(file: SourceFile, node: TSESTree.CallExpression | TSESTree.NewExpression): boolean {
  if (node.parent.type !== 'ExpressionStatement' || node.type !== 'CallExpression') return false;
  const head = headOf(valuesOf(file).of(node.callee));
  return head.k === 'import' && resultPackages.has(packageName(head.source));
}

/** `res.json({ plans: [] })`: the client is told that all is well. */
function isDefaultAnswer(node: TSESTree.CallExpression | TSESTree.NewExpression, names: readonly string[]): boolean {
  const [body, ...rest] = node.arguments;
  if (names.length !== 2 || !/^(?:json|send)$/.test(names[1]!) || !/^(?:res|reply|response|c|NextResponse|Response)$/.test(names[0]!) || !body || rest.length > 0) return false;
  return (body.type === 'ObjectExpression' || body.type === 'ArrayExpression') && !isFailure(body);
}

/** An error result: a failing object, an error, a call that is asked for another answer. */
function isFailure(node: TSESTree.Expression): boolean {
  const plain = unwrap(node);
  switch (plain.type) {
    case 'ObjectExpression':
      return isFailureObject(plain);
    case 'CallExpression':
    case 'TaggedTemplateExpression':
      return !isEmptyMaker(plain) && !(plain.type === 'CallExpression' && isDefaultAnswer(plain, namesOf(plain.callee)));
    case 'NewExpression':
      return plain.arguments.length > 0 || !(plain.callee.type === 'Identifier' && /^(?:Map|Set|Array|Object|Date)$/.test(plain.callee.name));
    case 'Literal':
      return typeof plain.value === 'string' && /invalid|error|fail|unable|cannot|denied|wrong/i.test(plain.value);
    case 'TemplateLiteral':
      return plain.expressions.length > 0 || /invalid|error|fail|unable|cannot|denied|wrong/i.test(plain.quasis.map((q) => q.value.raw).join(' '));
    case 'ConditionalExpression':
      return isFailure(plain.consequent) || isFailure(plain.alternate);
    case 'LogicalExpression':
      return isFailure(plain.right);
    case 'ArrayExpression':
      return plain.elements.some((element) => element !== null && element.type !== 'SpreadElement' && isFailure(element));
    case 'Identifier':
    case 'MemberExpression':
      return namesOf(plain).some((name) => wordsOf(name).some((word) => recording.has(word) || telling.has(word)));
    case 'JSXElement':
      return true;
    default:
      return false;
  }
}

function isFailureObject(object: TSESTree.ObjectExpression, nested = false): boolean {
  return object.properties.some((property) => {
    if (property.type === 'SpreadElement') return false;
    const key = propertyKey(property);
    if (key !== null && failureKeys.has(key)) return !(property.value.type === 'Literal' && property.value.value === null);
    return property.value.type === 'Literal' ? (property.value.value === false && (nested ? wordsOf(key ?? '').some((word) => outcomes.has(word)) : !paging.test(key ?? ''))) || /fail|error|invalid/i.test(String(property.value.value)) : isFailureValue(property.value);
  });
}

const isFailureValue = (node: Node): boolean =>
  node.type === 'MemberExpression'
    ? namesOf(node).some((name) => wordsOf(name).some((word) => /^(?:fail|failed|failure|error|errored|invalid|rejected|down|unhealthy)$/.test(word)))
    : node.type === 'ObjectExpression'
      ? isFailureObject(node, true)
      : node.type === 'ArrayExpression' && node.elements.some((element) => element?.type === 'ObjectExpression' && isFailureObject(element, true));

/** Another attempt at the answer: a call, unless it only makes an empty value. */
function isWork(node: TSESTree.Expression): boolean {
  const plain = unwrap(node);
  return plain.type === 'CallExpression' && !isEmptyMaker(plain);
}

/** `Promise.resolve(null)`, `of([])`, `Object.create(null)`, `Buffer.alloc(0)`. */
function isEmptyMaker(node: Node): boolean {
  if (node.type !== 'CallExpression') return false;
  const last = namesOf(node.callee).at(-1) ?? '';
  return (
    /^(?:resolve|of|create|alloc|from|String|Number|Boolean|freeze)$/.test(last) &&
    node.arguments.every((argument) => argument.type === 'Literal' || (argument.type === 'Identifier' && argument.name === 'undefined') || (argument.type === 'ArrayExpression' && argument.elements.length === 0) || (argument.type === 'ObjectExpression' && argument.properties.length === 0))
  );
}

/** What a catch gives instead, for the message; `null` if it gives nothing. */
function resultOf(body: TSESTree.BlockStatement): string | null {
  for (const statement of body.body) {
    if (statement.type === 'ReturnStatement') return statement.argument ? literalText(statement.argument) : null;
    if (statement.type === 'ExpressionStatement' && statement.expression.type === 'AssignmentExpression') return literalText(statement.expression.right);
    if (statement.type === 'ContinueStatement' || statement.type === 'BreakStatement') return null;
  }
  return null;
}

function literalText(node: Node): string | null {
  const plain = unwrap(node);
  switch (plain.type) {
    case 'Literal':
      return plain.value === '' ? 'an empty text' : `\`${plain.raw}\``;
    case 'Identifier':
      return plain.name === 'undefined' ? 'nothing' : `\`${plain.name}\``;
    case 'ArrayExpression':
      return plain.elements.length === 0 ? 'an empty list' : 'a default list';
    case 'ObjectExpression':
      return plain.properties.length === 0 ? 'an empty object' : 'a default object';
    case 'BlockStatement':
      return null;
    default:
      return 'a default';
  }
}

// ── messages ──

/** What was attempted, for the message: what is waited for, else what is called; `otherwise` where there is none. */
function subjectOf(file: SourceFile, node: Node, otherwise: string): string {
  const calls = subtreeOf(node, false).filter((n) => n.type === 'CallExpression' || n.type === 'TaggedTemplateExpression' || n.type === 'ImportExpression');
  const call = calls.find((c) => c.parent?.type === 'AwaitExpression') ?? calls.find((c) => !isPure(c)) ?? calls[0];
  const names = call ? namesOf(call).filter((name, index) => index === 0 || !/^(?:then|catch|finally)$/.test(name)).slice(-2) : [];
  if (names.length > 0) return `\`${names.join('.')}\``;
  const text = textOf(file, node);
  return text.length <= 40 && !text.includes('\n') ? `\`${text}\`` : otherwise;
}

/** Asks for a property of a value and cannot fail. */
const isPure = (call: Node): boolean => call.type === 'CallExpression' && /^(?:Number|String|Boolean|Array|Object|Math|Date|isNaN|parseInt|parseFloat)$/.test(namesOf(call)[0] ?? '');
