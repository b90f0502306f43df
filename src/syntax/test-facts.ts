import type { TSESTree } from '@typescript-eslint/types';
import type { ContainerFact, TestCaseFact, TestFacts } from '../facts/documents.js';
import { isContainerClass, moduleMocks, suiteNames, testFactories, testModifiers, testNames, testRunners } from '../recognise/test-kits.js';
import { bindingsOf, isFunction } from './bindings.js';
import { importedPackages, librarySymbol } from './library-symbol.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { propertyKey } from './property-key.js';
import { valuesOf } from './values.js';

/**
 * Suites, tests, replaced modules and containers of a test file. Runners are known by their imports, or as globals.
 * Does not see: tests that a function of the project declares, `sinon` and `vi.spyOn`, which replace functions.
 */
export function testFactsOf(file: SourceFile): TestFacts {
  const cases = new Map<Node, TestCaseFact>();
  const mocks: { module: string; at: TestCaseFact['at'] }[] = [];
  // calls come in the order of the text, suites before what is in them
  for (const call of file.nodes('CallExpression')) {
    const runner = runnerOf(file, call.callee, cases);
    if (runner) {
      const title = titleOf(call.arguments[0]);
      if (title !== null) cases.set(call, { kind: runner.kind, title, within: suitesAround(call, cases), skipped: runner.skipped || isSkippedByOptions(call), at: spanOf(call) });
      continue;
    }
    const module = replacedModule(file, call);
    if (module !== null) mocks.push({ module, at: spanOf(call) });
  }
  const startsContainers = [...importedPackages(file)].some((name) => name === 'testcontainers' || name.startsWith('@testcontainers/'));
  const containers = startsContainers ? file.nodes('NewExpression').flatMap((node) => containerOf(file, node) ?? []) : [];
  return { path: file.path, lines: file.lines, cases: [...cases.values()], mocks, containers };
}

interface Runner {
  readonly kind: TestCaseFact['kind'];
  readonly skipped: boolean;
}

/** What a callee declares: `describe`, `it.skip`, `test.each(rows)`, `suite.test` of a namespace, `t.test` of node:test. */
function runnerOf(file: SourceFile, callee: Node, cases: ReadonlyMap<Node, TestCaseFact>): Runner | null {
  const names: string[] = [];
  let root: Node = callee;
  for (let isCalled = false; root.type !== 'Identifier'; ) {
    if (root.type === 'MemberExpression') {
      const name = propertyKey({ key: root.property, computed: root.computed });
      if (name === null || !(isCalled ? testFactories : testModifiers).has(name)) return null;
      names.unshift(name);
      isCalled = false;
      root = root.object;
    } else if (root.type === 'CallExpression' && !isCalled) {
      isCalled = true;
      root = root.callee;
    } else if (root.type === 'TaggedTemplateExpression' && !isCalled) {
      isCalled = true;
      root = root.tag;
    } else return null;
  }
  const start = nameAt(file, root, cases);
  if (start === null) return null;
  const all = [...start, ...names];
  const last = all.findLast((name) => suiteNames.has(name) || testNames.has(name));
  if (last === undefined) return null;
  return { kind: suiteNames.has(last) ? 'suite' : 'test', skipped: all.some((name) => /^(?:skip|todo|fixme)$|^x/.test(name)) };
}

/** The names that an identifier stands for: a runner's export or global, a namespace of them (none), or `null`. */
function nameAt(file: SourceFile, root: TSESTree.Identifier, cases: ReadonlyMap<Node, TestCaseFact>): readonly string[] | null {
  const binding = bindingsOf(file).resolve(root);
  if (binding === null) return suiteNames.has(root.name) || testNames.has(root.name) ? [root.name] : null;
  if (binding.kind === 'import') {
    if (!testRunners.has(binding.source)) return null;
    if (binding.name === '*') return [];
    // the default export of node:test is its `test`
    return binding.name === 'default' ? ['test'] : suiteNames.has(binding.name) || testNames.has(binding.name) ? [binding.name] : null;
  }
  const call = binding.kind === 'param' && binding.index === 0 ? binding.fn.parent : null;
  return call && cases.has(call) ? [] : null;
}

/** The title with `…` for what is no constant; a class or function as its name. */
function titleOf(argument: Node | undefined): string | null {
  switch (argument?.type) {
    case 'Literal':
      return typeof argument.value === 'string' ? argument.value : null;
    case 'TemplateLiteral':
      return argument.quasis.map((quasi) => quasi.value.cooked ?? quasi.value.raw).join('…');
    case 'Identifier':
      return argument.name;
    case 'MemberExpression':
      return propertyKey({ key: argument.property, computed: argument.computed }) === 'name' ? titleOf(argument.object) : '…';
    case 'BinaryExpression':
      return argument.operator === '+' ? `${titleOf(argument.left) ?? '…'}${titleOf(argument.right) ?? '…'}` : null;
    default:
      return null;
  }
}

function suitesAround(call: Node, cases: ReadonlyMap<Node, TestCaseFact>): string[] {
  const titles: string[] = [];
  for (let up = call.parent; up; up = up.parent) {
    const found = up.type === 'CallExpression' ? cases.get(up) : undefined;
    if (found) titles.unshift(found.title);
  }
  return titles;
}

/** `test('…', { skip: true }, fn)` of node:test. */
const isSkippedByOptions = (call: TSESTree.CallExpression): boolean => {
  const options = call.arguments[1];
  return (
    options?.type === 'ObjectExpression' &&
    options.properties.some((p) => p.type === 'Property' && /^(?:skip|todo)$/.test(propertyKey(p) ?? '') && !(p.value.type === 'Literal' && p.value.value === false) && !isFunction(p.value))
  );
};

/** The module that a call replaces: `vi.mock('./mail')`, `vi.mock(import('./mail'))`, `t.mock.module('./mail')`. */
function replacedModule(file: SourceFile, call: TSESTree.CallExpression): string | null {
  const [first] = call.arguments;
  const given = first?.type === 'ImportExpression' ? first.source : first;
  if (given?.type !== 'Literal' || typeof given.value !== 'string') return null;
  const { callee } = call;
  if (callee.type !== 'MemberExpression' && callee.type !== 'Identifier') return null;
  const symbol = librarySymbol(file, valuesOf(file).of(callee));
  // `require` gives the whole module
  if (symbol !== null && moduleMocks.has(symbol.replace(/#\*$/, '#default'))) return given.value;
  const isOfContext =
    callee.type === 'MemberExpression' &&
    propertyKey({ key: callee.property, computed: callee.computed }) === 'module' &&
    callee.object.type === 'MemberExpression' &&
    propertyKey({ key: callee.object.property, computed: callee.object.computed }) === 'mock' &&
    importedPackages(file).has('test');
  return isOfContext ? given.value : null;
}

function containerOf(file: SourceFile, node: TSESTree.NewExpression): ContainerFact | null {
  const symbol = librarySymbol(file, valuesOf(file).of(node.callee));
  const hash = symbol?.lastIndexOf('#') ?? -1;
  if (symbol === null || hash < 0 || !isContainerClass(symbol.slice(0, hash), symbol.slice(hash + 1))) return null;
  const image = node.arguments[0];
  return { container: symbol.slice(hash + 1), image: image?.type === 'Literal' && typeof image.value === 'string' ? image.value : null, at: spanOf(node) };
}
