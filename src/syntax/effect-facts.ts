import type { TSESTree } from '@typescript-eslint/types';
import type { ClientDefaultFact, EffectFact, EffectFacts, EnclosingCallFact, StepFact, TextUseFact } from '../facts/effects.js';
import type { TypeRef, Value } from '../facts/value.js';
import { headOf } from '../facts/value.js';
import { effectNames, fetchGlobals, globalObjects, isEffectSource, isWholeSource } from '../recognise/effects.js';
import { modelNames, textReaders } from '../recognise/model-sdks.js';
import { bindingsOf, isFunction } from './bindings.js';
import { unwrap } from './chains.js';
import { importsOf, isExternal } from './module-facts.js';
import { localValue } from './local-values.js';
import { settle } from './settle.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { symbolOf } from './symbols.js';
import { propertyKey } from './property-key.js';
import { valuesOf } from './values.js';
import { unawaitedOf } from './waiting.js';

/** Names of what is called directly and could be a client that another file makes: `api(url)`, `$http(url)`, `fetchImpl(url)`. */
const callableName = /fetch|http|client|api|request|axios|got|\bky\b|breaker|circuit/i;
const namesCallable = (name: string): boolean => callableName.test(name) || /[a-z\d]Ky(?![a-z])/.test(name);
/** Calls that look like outbound calls or like runs of a circuit breaker, and defaults of clients that are set afterwards. */
export function effectsOf(file: SourceFile): EffectFacts | null {
  const calls: EffectFact[] = [];
  const importsWhole = importsOf(file).some(({ source }) => isWholeSource(source));
  for (const node of file.nodes('CallExpression')) if (isCandidate(file, node.callee, importsWhole)) calls.push(factOf(file, node));
  for (const node of file.nodes('NewExpression')) {
    const head = headOf(localValue(file, valuesOf(file).of(node.callee)));
    if (head.k === 'import' && isEffectSource(head.source)) calls.push(factOf(file, node));
  }
  const defaults = defaultsOf(file);
  if (calls.length + defaults.length === 0) return null;
  return { calls, defaults, textUses: calls.some(({ callee }) => couldBeModel(callee)) ? textUsesOf(file) : [] };
}

function factOf(file: SourceFile, node: TSESTree.CallExpression | TSESTree.NewExpression): EffectFact {
  const values = valuesOf(file);
  const value = values.of(node);
  const uses: Uses = { steps: [], within: [] };
  followUses(file, node, uses, 0);
  return {
    callee: values.of(node.callee),
    args: value.k === 'call' || value.k === 'new' ? value.args : node.arguments.map((a) => values.of(a)),
    written: writtenName(node.callee),
    isNew: node.type === 'NewExpression',
    ...uses,
    unawaited: unawaitedOf(file, node),
    fn: values.enclosing(node),
    at: spanOf(node),
  };
}

const couldBeModel = (callee: Value): boolean => (callee.k === 'member' || callee.k === 'import') && modelNames.has(callee.name);

function textUsesOf(file: SourceFile): TextUseFact[] {
  const facts: TextUseFact[] = [];
  for (const node of [...file.nodes('CallExpression'), ...file.nodes('NewExpression')]) {
    const argument = node.arguments[0];
    const symbol = argument ? symbolOf(valuesOf(file).of(node.callee))?.replace(/^node:/, '') : undefined;
    const form = symbol === undefined ? undefined : Object.hasOwn(textReaders, symbol) ? textReaders[symbol] : undefined;
    // a parse whose result nobody takes only asks whether the text is JSON
    if (form === undefined || (form === 'parsed' && node.parent?.type === 'ExpressionStatement')) continue;
    const uses: Uses = { steps: [], within: [] };
    followUses(file, node, uses, 0);
    facts.push({ form, written: writtenName(node.callee), text: valuesOf(file).of(argument), within: uses.within, fn: valuesOf(file).enclosing(node), at: spanOf(node) });
  }
  return facts;
}

/** @param importsWhole whether the file imports a client all of whose methods count */
function isCandidate(file: SourceFile, node: Node, importsWhole: boolean): boolean {
  const callee = unwrap(node);
  if (callee.type === 'Identifier') return isCallable(file, valuesOf(file).of(callee), callee.name);
  if (callee.type === 'CallExpression') return isListed(file, valuesOf(file).of(callee));
  if (callee.type !== 'MemberExpression') return false;
  const name = propertyKey({ key: callee.property, computed: callee.computed });
  if (name === null) return false;
  const isKnownName = effectNames.has(name) || fetchGlobals.has(name);
  const isCallableName = !isKnownName && namesCallable(name);
  if (!isKnownName && !isCallableName && !importsWhole) return false;
  const value = valuesOf(file).of(callee);
  if (!isKnownName) return (isCallableName && value.k === 'member' && value.of.k === 'this') || (importsWhole && isOfWholeSource(file, value));
  return value.k === 'member' && couldBeClient(file, value.of, 0);
}

/** `fetch(url)`, `axios(config)`, `api(config)`. */
function isCallable(file: SourceFile, value: Value, name: string): boolean {
  switch (value.k) {
    case 'global':
      return fetchGlobals.has(value.name);
    case 'import':
      return isEffectSource(value.source) || (!isExternal(file, value.source) && namesCallable(name));
    case 'ref': {
      const local = localValue(file, value);
      if (local.k === 'function' || local.k === 'class' || local.k === 'object') return false;
      return isListed(file, local) || namesCallable(name);
    }
    case 'param':
    case 'member':
      return namesCallable(name) || isListed(file, value);
    case 'union':
      return value.of.some((one) => isCallable(file, one, name));
    default:
      return isListed(file, value);
  }
}

/** Starts from a listed library or a global that sends requests. */
function isListed(file: SourceFile, value: Value): boolean {
  const head = headOf(localValue(file, headOf(value)));
  return head.k === 'import' ? isEffectSource(head.source) : head.k === 'global' && (fetchGlobals.has(head.name) || globalObjects.has(head.name));
}

/** A method of a client all of whose methods count: this file must show the client. */
function isOfWholeSource(file: SourceFile, value: Value): boolean {
  if (value.k !== 'member') return false;
  let receiver: Value = value.of;
  while (receiver.k === 'member' && receiver.of.k !== 'this') receiver = receiver.of;
  const settled = settle(file, receiver);
  const head = settled.k === 'typed' ? (settled.type.t === 'name' ? headOf(settled.type.symbol) : settled) : headOf(settled);
  return head.k === 'import' && isWholeSource(head.source);
}

/** False for a receiver that this file shows to be no client: a literal, an object of the language, another package's. */
function couldBeClient(file: SourceFile, value: Value, depth: number): boolean {
  if (depth > 6) return false;
  const settled = settle(file, value);
  if (settled.k === 'union') return settled.of.some((one) => couldBeClient(file, one, depth + 1));
  if (settled.k === 'typed') return couldBeClientType(file, settled.type);
  const head = headOf(settled);
  switch (head.k) {
    case 'import':
      return isEffectSource(head.source) || !isExternal(file, head.source);
    case 'global':
      return globalObjects.has(head.name) || fetchGlobals.has(head.name);
    case 'ref': {
      const local = localValue(file, head);
      return local === head || couldBeClient(file, local, depth + 1);
    }
    case 'union':
      return head.of.some((one) => couldBeClient(file, one, depth + 1));
    case 'typed':
      return couldBeClientType(file, head.type);
    case 'param':
    case 'this':
    case 'super':
      return settled.k !== 'this' || valuesOf(file).classNodes[settled.cls]?.superClass != null;
    case 'class':
    case 'function':
      return settled !== head;
    default:
      return false;
  }
}

function couldBeClientType(file: SourceFile, type: TypeRef): boolean {
  switch (type.t) {
    case 'name': {
      const symbol = headOf(type.symbol);
      if (symbol.k === 'import') return isEffectSource(symbol.source) || !isExternal(file, symbol.source);
      return symbol.k === 'ref' || (symbol.k === 'global' && symbol !== type.symbol);
    }
    case 'typeof':
      return couldBeClient(file, type.value, 0);
    case 'union':
    case 'intersection':
      return type.of.some((one) => couldBeClientType(file, one));
    case 'unknown':
      return true;
    default:
      return false;
  }
}

interface Uses {
  readonly steps: StepFact[];
  readonly within: EnclosingCallFact[];
}

/** What is called on a call's result (a promise, until it is awaited) and what takes it as an argument, directly or through one variable. */
function followUses(file: SourceFile, start: Node, uses: Uses, depth: number): void {
  let node = start;
  for (let parent = node.parent; parent && !isFunction(parent); parent = node.parent) {
    switch (parent.type) {
      case 'TSAsExpression':
      case 'TSTypeAssertion':
      case 'TSNonNullExpression':
      case 'TSSatisfiesExpression':
      case 'ChainExpression':
      case 'ArrayExpression':
      case 'SpreadElement':
      case 'ConditionalExpression':
      case 'LogicalExpression':
      case 'Property':
      case 'ObjectExpression':
        node = parent;
        continue;
      case 'MemberExpression': {
        const call = parent.parent;
        if (parent.object !== node) return;
        if (call?.type !== 'CallExpression' || call.callee !== parent) {
          node = parent;
          continue;
        }
        uses.steps.push({ name: propertyKey({ key: parent.property, computed: parent.computed }) ?? '[]', args: call.arguments.map((a) => valuesOf(file).of(a)) });
        node = call;
        continue;
      }
      case 'CallExpression':
      case 'NewExpression': {
        const index = parent.arguments.findIndex((a) => a === node);
        if (index < 0) return;
        uses.within.push({ callee: valuesOf(file).of(parent.callee), index, written: writtenName(parent.callee) });
        node = parent;
        continue;
      }
      case 'VariableDeclarator': {
        if (depth > 0 || parent.init !== node || parent.id.type !== 'Identifier') return;
        const binding = bindingsOf(file).resolve(parent.id);
        if (binding) for (const reference of bindingsOf(file).references(binding).slice(0, 12)) followUses(file, reference, uses, depth + 1);
        return;
      }
      default:
        return;
    }
  }
}

/** `axios.get`, `this.http.get`, `fetch`; `''` for the result of another call. */
function writtenName(node: Node): string {
  const plain = unwrap(node);
  if (plain.type === 'Identifier') return plain.name;
  if (plain.type === 'ThisExpression') return 'this';
  if (plain.type === 'CallExpression') return `${writtenName(plain.callee)}()`;
  if (plain.type !== 'MemberExpression') return '';
  const of = writtenName(plain.object);
  const name = propertyKey({ key: plain.property, computed: plain.computed }) ?? '[]';
  return of === '' ? name : `${of}.${name}`;
}

/** `axios.defaults.timeout = 5000`, `client.defaults.signal = …`. */
function defaultsOf(file: SourceFile): ClientDefaultFact[] {
  const facts: ClientDefaultFact[] = [];
  for (const node of file.nodes('AssignmentExpression')) {
    if (node.operator !== '=' || node.left.type !== 'MemberExpression') continue;
    const path: string[] = [];
    let at: Node = node.left;
    while (at.type === 'MemberExpression') {
      const name = propertyKey({ key: at.property, computed: at.computed });
      if (name === null) break;
      if (name === 'defaults') {
        if (path.length > 0) facts.push({ client: valuesOf(file).of(at.object), path, value: valuesOf(file).of(node.right), at: spanOf(node) });
        break;
      }
      path.unshift(name);
      at = unwrap(at.object);
    }
  }
  return facts;
}
