import type { TSESTree } from '@typescript-eslint/types';
import type { Unawaited } from '../facts/code.js';
import type { FunctionNode } from './bindings.js';
import { bindingsOf, isFunction } from './bindings.js';
import { calledName, unwrap } from './chains.js';
import type { Node, SourceFile } from './source-file.js';
import { propertyKey } from './property-key.js';

/** Functions that call their callback after the caller has gone on, or that take a promise off its hands. */
const later: ReadonlySet<string> = new Set([
  'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'nextTick', 'on', 'once', 'addListener', 'addEventListener', 'subscribe', 'waitUntil', 'after', 'defer', 'runInBackground', 'fireAndForget', 'schedule', 'scheduleJob', 'enqueue', 'process', 'cron',
]);

const kept: ReadonlySet<string> = new Set(['ChainExpression', 'TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression', 'TSTypeAssertion', 'ConditionalExpression', 'LogicalExpression', 'ArrayExpression', 'SpreadElement']);

/** How a function goes on without the result of a call; `undefined` where it waits. */
export const unawaitedOf = (file: SourceFile, call: Node): Unawaited | undefined => whyUnawaited(file, call, 0) ?? undefined;

function whyUnawaited(file: SourceFile, call: Node, depth: number): Unawaited | null {
  if (depth > 6) return null;
  for (let child = call, up = call.parent; up; child = up, up = up.parent) {
    if (kept.has(up.type)) continue;
    switch (up.type) {
      case 'AwaitExpression':
      case 'YieldExpression':
      case 'ReturnStatement':
        return beyond(file, up, depth);
      case 'ExpressionStatement':
        return beyond(file, up, depth) ?? 'started';
      case 'UnaryExpression':
        return up.operator === 'void' ? (beyond(file, up, depth) ?? 'started') : beyond(file, up, depth);
      case 'ArrowFunctionExpression':
        return ofCallback(file, up, depth);
      case 'MemberExpression':
        // `.then(…)`, `.catch(…)`, `.finally(…)` hand the wait on; other members are of the awaited value
        if (up.object === child && up.parent.type === 'CallExpression' && up.parent.callee === up) {
          child = up;
          up = up.parent;
          continue;
        }
        return beyond(file, up, depth);
      case 'CallExpression': {
        const name = nameOf(up.callee);
        if (up.callee !== child && name !== null && later.has(name)) return 'background';
        if (isRoute(up, child)) return null;
        continue;
      }
      case 'VariableDeclarator': {
        const binding = up.id.type === 'Identifier' ? bindingsOf(file).resolve(up.id) : null;
        return beyond(file, up, depth) ?? (binding && letGo(file, bindingsOf(file).references(binding), depth));
      }
      default:
        return beyond(file, up, depth);
    }
  }
  return null;
}

/** How nobody waits for a promise in a variable: every use only adds to its chain, `promise.catch(log);`, or hands it to `waitUntil`. */
function letGo(file: SourceFile, references: readonly Node[], depth: number): Unawaited | null {
  let told: Unawaited = 'started';
  for (const node of references) {
    const { parent } = node;
    const isChain = parent?.type === 'MemberExpression' && parent.object === node && /^(?:then|catch|finally)$/.test(calledName(parent) ?? '') && parent.parent.type === 'CallExpression' && parent.parent.callee === parent;
    const isHandedOn = parent?.type === 'CallExpression' && parent.callee !== node && later.has(nameOf(parent.callee) ?? '');
    const why = isChain || isHandedOn || parent?.type === 'UnaryExpression' ? whyUnawaited(file, node, depth + 1) : null;
    if (why === null) return null;
    if (why === 'background') told = why;
  }
  return told;
}

/** What the callback around a place tells: one that nobody waits for takes everything in it along. */
function beyond(file: SourceFile, node: Node, depth: number): Unawaited | null {
  for (let up: Node | undefined = node; up; up = up.parent) if (isFunction(up)) return ofCallback(file, up, depth);
  return null;
}

function ofCallback(file: SourceFile, fn: FunctionNode, depth: number): Unawaited | null {
  const call = fn.parent;
  if (call?.type !== 'CallExpression') return null;
  // `(async () => { … })()`
  if (call.callee === fn) return fn.async ? whyUnawaited(file, call, depth + 1) : null;
  const name = nameOf(call.callee);
  if (name !== null && later.has(name)) return 'background';
  if (name === 'forEach') return fn.async ? 'started' : beyond(file, call, depth + 1);
  return isRoute(call, fn) ? null : startedBy(file, call, depth);
}

/** A callback runs with the call that takes it: where nobody waits for that call, nobody waits for what it does. */
function startedBy(file: SourceFile, call: TSESTree.CallExpression, depth: number): Unawaited | null {
  const outer = whyUnawaited(file, call, depth + 1);
  // at module level a statement registers its callback: a route, a job
  return outer === 'started' && !insideFunction(call) ? null : outer;
}

const insideFunction = (node: Node): boolean => {
  for (let up = node.parent; up; up = up.parent) if (isFunction(up)) return true;
  return false;
};

const registering: ReadonlySet<string> = new Set(['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'all', 'use', 'route', 'register', 'addHook', 'openapi', 'query', 'mutation', 'subscription', 'handle', 'match', 'group']);

/** `router.post('/orders', async (req, res) => …)` inside a function that registers routes. */
const isRoute = (call: TSESTree.CallExpression, argument: Node): boolean => {
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression') return false;
  const name = propertyKey({ key: callee.property, computed: callee.computed }) ?? '';
  return registering.has(name) && call.arguments.some((a) => a === argument);
};

const nameOf = (callee: Node): string | null => calledName(unwrap(callee));
