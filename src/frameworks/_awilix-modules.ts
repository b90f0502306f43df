import { posix } from 'node:path';
import type { TSESTree } from '@typescript-eslint/types';
import { unknown } from '../facts/value.js';
import type { FrameworkAdapter } from '../syntax/adapter.js';
import { bindingsOf } from '../syntax/bindings.js';
import { objectLiteral, propertyOf, unwrap } from '../syntax/chains.js';
import { constantString, localValue } from '../syntax/local-values.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { symbolOf } from '../syntax/symbols.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';

type Emit = Parameters<FrameworkAdapter['visit']>[1]['provider'];

/** Variables and joined parts that are followed to a path. */
const maxLevels = 4;

/**
 * `container.loadModules(['services/*.js', [glob, { register: asFunction }]], { cwd, formatName: 'camelCase' })`: default
 * exports under the names of their files, which are left as they are unless told. A function that makes the names is not
 * followed. https://github.com/jeffijoe/awilix, "Auto-loading modules"
 */
export function emitLoadedFiles(file: SourceFile, call: TSESTree.CallExpression, emit: Emit): void {
  const [patterns, options] = call.arguments;
  const plain = patterns ? unwrap(patterns) : null;
  const literal = objectLiteral(file, options);
  if (!plain || (options && !literal)) return;
  const format = propertyOf(literal, 'formatName');
  const naming = format ? constantString(file, valuesOf(file).of(format.value)) : 'as-is';
  if (naming !== 'as-is' && naming !== 'camelCase') return;
  const cwd = propertyOf(literal, 'cwd');
  const base = cwd ? pathOf(file, cwd.value) : '';
  if (base === null) return;
  const isCalled = isCalledBy(file, propertyOf(literal, 'resolverOptions')?.value);
  for (const entry of plain.type === 'ArrayExpression' ? plain.elements : [plain]) {
    const pair = entry?.type === 'ArrayExpression' ? entry.elements : [entry];
    const glob = pair[0] ? pathOf(file, pair[0]) : null;
    if (glob === null || glob === '') continue;
    const called = pair[1] ? isCalled && isCalledBy(file, pair[1]) : isCalled;
    const joined = glob.startsWith('.') || base === '' ? glob : `${base}/${glob}`;
    emit({
      framework: 'awilix',
      token: unknown,
      form: 'files',
      use: unknown,
      files: { globs: [joined], naming: naming === 'camelCase' ? 'camel-case' : 'as-is', isCalled: called },
      at: spanOf(entry ?? call),
    });
  }
}

/** Whether resolver options construct or call what they register: they do unless `register` is `asValue`. */
function isCalledBy(file: SourceFile, options: Node | undefined | null): boolean {
  const register = propertyOf(options, 'register');
  return !register || symbolOf(localValue(file, valuesOf(file).of(register.value))) !== 'awilix#asValue';
}

/** A path from constant parts: it begins with `./` where it starts from the folder of the file; `null` if it is none. */
function pathOf(file: SourceFile, node: Node, level = 0): string | null {
  const plain = unwrap(node);
  if (level > maxLevels) return null;
  const inner = (one: Node): string | null => pathOf(file, one, level + 1);
  const joined = (nodes: readonly Node[], by: string): string | null => {
    const parts = nodes.map(inner);
    return parts.every((part) => part !== null) ? parts.filter((part) => part !== '').join(by) : null;
  };
  const { start, end } = spanOf(plain);
  if (/^(__dirname|import\.meta\.dirname)$/.test(file.text.slice(start, end))) return '.';
  switch (plain.type) {
    case 'Literal':
      return typeof plain.value === 'string' ? plain.value.replace(/^\.\/+/, '') : null;
    case 'TemplateLiteral': {
      const parts = plain.quasis.flatMap((quasi, i) => [quasi.value.cooked, ...(plain.expressions[i] ? [inner(plain.expressions[i])] : [])]);
      return parts.every((part) => part !== null) ? parts.join('') : null;
    }
    case 'BinaryExpression':
      return plain.operator === '+' ? joined([plain.left, plain.right], '') : null;
    case 'Identifier': {
      const binding = bindingsOf(file).resolve(plain);
      return binding?.kind === 'variable' && binding.declarator.id.type === 'Identifier' && binding.declarator.init ? inner(binding.declarator.init) : null;
    }
    case 'CallExpression': {
      const symbol = symbolOf(localValue(file, valuesOf(file).of(plain.callee))) ?? '';
      if (symbol === 'global#process.cwd' || /^(node:)?process#(default\.)?cwd$/.test(symbol)) return '';
      if (!/^(node:)?path#((default|posix)\.)?(join|resolve)$/.test(symbol)) return null;
      const path = joined(plain.arguments, '/');
      if (path === null) return null;
      return path.startsWith('./') ? `./${posix.normalize(path)}` : path;
    }
    default:
      return null;
  }
}

/** `static [RESOLVER] = { name: 'orders' }` of a class, `makeOrders[RESOLVER] = { … }` of a function. */
export function emitMarked(file: SourceFile, emit: Emit): void {
  if (!file.text.includes('RESOLVER')) return;
  const mark = (node: Node, options: Node | null): void => {
    const use = valuesOf(file).of(node);
    const name = propertyOf(options, 'name');
    if (use.k !== 'unknown') emit({ framework: 'awilix', token: name ? valuesOf(file).of(name.value) : unknown, form: 'marked', use, at: spanOf(options ?? node) });
  };
  const isMark = (key: Node): boolean => symbolOf(localValue(file, valuesOf(file).of(key))) === 'awilix#RESOLVER';
  for (const field of file.nodes('PropertyDefinition'))
    if (field.static && field.computed && isMark(field.key)) mark(field.parent.parent, field.value);
  for (const { left, right } of file.nodes('AssignmentExpression'))
    if (left.type === 'MemberExpression' && left.computed && propertyKey({ key: left.property, computed: true }) === null && isMark(left.property)) mark(left.object, right);
}
