/** Modules that export `describe`, `it` and `test`: vitest.dev/api, jestjs.io/docs/api, nodejs.org/api/test.html, mochajs.org, bun.com/docs/test, playwright.dev/docs/api/class-test. */
export const testRunners: ReadonlySet<string> = new Set(['vitest', '@jest/globals', 'node:test', 'test', 'mocha', 'bun:test', '@playwright/test', '@japa/runner', 'jasmine', '@std/testing/bdd']);

/** Functions that make suites and tests; those that start with `x` skip them, those with `f` run nothing else. */
export const suiteNames: ReadonlySet<string> = new Set(['describe', 'context', 'suite', 'fdescribe', 'xdescribe', 'xcontext']);
export const testNames: ReadonlySet<string> = new Set(['it', 'test', 'specify', 'fit', 'xit', 'xtest', 'xspecify']);

/** Members behind them that take the title as well. */
export const testModifiers: ReadonlySet<string> = new Set(['only', 'skip', 'todo', 'concurrent', 'sequential', 'serial', 'parallel', 'shuffle', 'fails', 'failing', 'fixme', 'describe', 'suite', 'test', 'it']);
/** Members that are called first and give what takes the title: `it.each(rows)('…')`. */
export const testFactories: ReadonlySet<string> = new Set(['each', 'for', 'skipIf', 'runIf', 'todoIf', 'if', 'extend']);

/** Calls whose first argument is a module that they replace, as `source#name`; `vi`, `jest` and `mock` by their modules or as globals. */
export const moduleMocks: ReadonlySet<string> = new Set([
  ...['mock', 'doMock'].flatMap((name) => [`vitest#vi.${name}`, `vitest#vitest.${name}`, `global#vi.${name}`]),
  ...['mock', 'doMock', 'setMock', 'unstable_mockModule'].flatMap((name) => [`@jest/globals#jest.${name}`, `global#jest.${name}`]),
  // nodejs.org/api/test.html#mockmodulespecifier-options, bun.com/docs/test/mocks
  'test#mock.module',
  'bun:test#mock.module',
  // github.com/thlorenz/proxyquire, github.com/iambumblehead/esmock, github.com/testdouble/testdouble.js, github.com/theKashey/rewiremock
  'proxyquire#default',
  'esmock#default',
  'testdouble#replace',
  'testdouble#replaceEsm',
  'rewiremock#default',
]);

/** Exports of `testcontainers` and of the modules for single products that start containers: node.testcontainers.org. */
export const isContainerClass = (source: string, name: string): boolean =>
  /^(?:testcontainers|@testcontainers\/[\w-]+)$/.test(source) && /^(?:\w*Container|DockerComposeEnvironment)$/.test(name) && !/^(?:Started|Stopped|Abstract)/.test(name);
