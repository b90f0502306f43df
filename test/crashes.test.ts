import { describe, expect, it } from 'vitest';
import type { Check } from '../src/define.js';
import type { Project } from '../src/facts/project.js';
import { runChecks } from '../src/hosts/run-laws.js';
import { ownFile } from '../src/own-files.js';

const crashing = (error: unknown): Check =>
  ({
    id: 'no-console',
    messages: {},
    check: () => {
      throw error;
    },
  }) as unknown as Check;

const crashOf = (error: unknown): ReturnType<typeof runChecks>['crashes'] => runChecks([crashing(error)], {} as Project, () => ({})).crashes;

describe('a law that throws', () => {
  it('is named, with a stack that tells nothing of this machine', () => {
    const error = new Error('boom\nwith more');
    error.stack = `Error: boom\n    at check (${ownFile('checks/no-console.js').href}:3:4)\n    at parse (file:///home/ann/shop/node_modules/oxc-parser/index.js:1:2)\n    at run (/home/ann's/my shop/node_modules/a/node_modules/b/index.cjs:5:6)\n    at C:\\Users\\ann\\node_modules\\c\\index.js:7:8`;
    expect(crashOf(error)).toEqual([
      {
        law: 'no-console',
        path: '',
        message: 'boom',
        stack: 'Error: boom\n    at check (checks/no-console.js:3:4)\n    at parse (node_modules/oxc-parser/index.js:1:2)\n    at run (node_modules/b/index.cjs:5:6)\n    at node_modules/c\\index.js:7:8',
      },
    ]);
  });

  it('may throw anything', () => {
    expect(crashOf('no error')).toEqual([{ law: 'no-console', path: '', message: 'no error', stack: '' }]);
  });
});
