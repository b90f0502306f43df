/**
 * Sees: what dependency injection containers give for a token: tsyringe (`container.register(TOKEN, { useClass: X })`,
 * `registerSingleton`, `registerInstance`), inversify (`bind(TOKEN).to(X)`, `.toConstantValue`, `.toDynamicValue`,
 * `.toService`), awilix (`container.register({ orders: asClass(Orders) })`, `loadModules`), typedi (`Container.set(TOKEN, value)`).
 * A container has no endpoints.
 *
 * Does not see: tokens computed in loops, which scope a provider lives in.
 *
 * https://github.com/microsoft/tsyringe, https://inversify.io, https://github.com/jeffijoe/awilix, https://docs.typestack.community/typedi
 */
import type { TSESTree } from '@typescript-eslint/types';
import type { ProviderFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import type { FrameworkAdapter } from '../syntax/adapter.js';
import { objectLiteral, propertyOf, unwrap } from '../syntax/chains.js';
import { localValue } from '../syntax/local-values.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { symbolOf } from '../syntax/symbols.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { emitLoadedFiles, emitMarked } from './_awilix-modules.js';

type Form = ProviderFact['form'];
type Emit = (container: string, token: Value, form: Form, use: Value, node: Node) => void;

const tsyringeForms: Readonly<Record<string, Form>> = { useClass: 'class', useValue: 'value', useFactory: 'factory', useToken: 'alias' };
const tsyringeCalls: Readonly<Record<string, Form>> = { registerSingleton: 'class', registerInstance: 'value', registerType: 'class' };
const inversifyForms: Readonly<Record<string, Form>> = {
  to: 'class',
  toConstantValue: 'value',
  toDynamicValue: 'factory',
  toService: 'alias',
};
const awilixForms: Readonly<Record<string, Form>> = {
  'awilix#asClass': 'class',
  'awilix#asValue': 'value',
  'awilix#asFunction': 'factory',
  'awilix#aliasTo': 'alias',
};

export default {
  name: 'containers',
  docs: 'https://github.com/microsoft/tsyringe#container',
  enabledBy: ['tsyringe', 'inversify', 'awilix', 'typedi'],
  handler: { inputs: {}, sends: [], returnIsResponse: false, responders: [] },
  visit(file, emit) {
    const provide: Emit = (framework, token, form, use, node) => {
      if (token.k !== 'unknown' && use.k !== 'unknown') emit.provider({ framework, token, form, use, at: spanOf(node) });
    };
    for (const node of file.nodes('CallExpression')) {
      const method = methodOf(node);
      if (method === 'register') emitRegister(file, node, provide);
      else if (method === 'loadModules') emitLoadedFiles(file, node, emit.provider);
      else if (method === 'set') emitTypedi(file, node, provide);
      else if (Object.hasOwn(tsyringeCalls, method) && node.arguments[0]) {
        // the one-argument form registers a class under itself
        if (node.arguments[1]) provide('tsyringe', valueOf(file, node.arguments[0]), tsyringeCalls[method]!, valueOf(file, node.arguments[1]), node);
      } else if (Object.hasOwn(inversifyForms, method) && node.arguments.length === 1) {
        const token = boundToken(node);
        if (token) provide('inversify', valueOf(file, token), inversifyForms[method]!, valueOf(file, node.arguments[0]), node);
      }
    }
    emitMarked(file, emit.provider);
  },
} satisfies FrameworkAdapter;

const valueOf = (file: SourceFile, node: Node | undefined): Value => valuesOf(file).of(node);

function methodOf(call: TSESTree.CallExpression): string {
  const callee = unwrap(call.callee);
  return callee.type === 'MemberExpression' ? (propertyKey({ key: callee.property, computed: callee.computed }) ?? '') : '';
}

/** The argument of `bind(TOKEN)`, `container.bind<T>(TOKEN)` or `rebind(TOKEN)` below `.to(X)`. */
function boundToken(call: TSESTree.CallExpression): Node | null {
  const callee = unwrap(call.callee);
  const bind = callee.type === 'MemberExpression' ? unwrap(callee.object) : null;
  if (bind?.type !== 'CallExpression' || bind.arguments.length !== 1) return null;
  const name = bind.callee.type === 'Identifier' ? bind.callee.name : methodOf(bind);
  return name === 'bind' || name === 'rebind' ? bind.arguments[0]! : null;
}

function emitRegister(file: SourceFile, node: TSESTree.CallExpression, provide: Emit): void {
  const [first, second] = node.arguments;
  const options = second ? objectLiteral(file, second) : null;
  if (options && first) {
    for (const [key, form] of Object.entries(tsyringeForms)) {
      const property = propertyOf(options, key);
      if (property) provide('tsyringe', valueOf(file, first), form, valueOf(file, property.value), node);
    }
    return;
  }
  if (first && second) {
    const made = awilixResolver(file, second);
    if (made) provide('awilix', valueOf(file, first), made.form, made.use, node);
    return;
  }
  for (const property of objectLiteral(file, first)?.properties ?? []) {
    const key = property.type === 'Property' ? propertyKey(property) : null;
    const made = property.type === 'Property' ? awilixResolver(file, property.value) : null;
    if (key !== null && made) provide('awilix', { k: 'literal', value: key, at: spanOf(property) }, made.form, made.use, property);
  }
}

/** `asClass(X)`, `asClass(X).singleton()`. */
function awilixResolver(file: SourceFile, node: Node): { form: Form; use: Value } | null {
  let value = valueOf(file, node);
  while (value.k === 'call' && value.callee.k === 'member' && value.callee.of.k === 'call') value = value.callee.of;
  const symbol = value.k === 'call' ? symbolOf(localValue(file, value.callee)) : null;
  const form = symbol === null ? undefined : awilixForms[symbol];
  return form && value.k === 'call' && value.args[0] ? { form, use: value.args[0] } : null;
}

/** `Container.set(TOKEN, instance)`; a `Map` has the same method, so the receiver must be typedi's. */
function emitTypedi(file: SourceFile, node: TSESTree.CallExpression, provide: Emit): void {
  const callee = unwrap(node.callee);
  const [token, use] = node.arguments;
  if (callee.type !== 'MemberExpression' || !token || !use) return;
  const symbol = symbolOf(localValue(file, valueOf(file, callee.object)));
  if (symbol === 'typedi#Container' || symbol === 'typedi#default') provide('typedi', valueOf(file, token), 'value', valueOf(file, use), node);
}
