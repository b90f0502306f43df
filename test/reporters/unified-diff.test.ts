import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../src/reporters/unified-diff.js';
import { writeTree } from '../support/tree.js';

const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd\r', '', '-- x', '\\ y'), { maxLength: 30 }).chain((lines) => fc.constantFrom('\n', '').map((end) => (lines.length > 0 ? lines.join('\n') + end : '')));

describe('unified diff', () => {
  it('looks as diff -u writes it', () => {
    const before = Array.from({ length: 20 }, (_, at) => `${at + 1}\n`).join('');
    expect(unifiedDiff('src/a.ts', before, before.replace('\n4\n', '\nfour\n').replace('\n18\n', '\n'))).toBe(
      '--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1,7 +1,7 @@\n 1\n 2\n 3\n-4\n+four\n 5\n 6\n 7\n@@ -15,6 +15,5 @@\n 15\n 16\n 17\n-18\n 19\n 20\n',
    );
  });

  it('is empty where nothing differs', () => {
    expect(unifiedDiff('a', 'x\n', 'x\n')).toBe('');
  });

  it('says where a file ends without a line feed', () => {
    expect(unifiedDiff('a', 'x', 'x\n')).toBe('--- a/a\n+++ b/a\n@@ -1,1 +1,1 @@\n-x\n\\ No newline at end of file\n+x\n');
  });

  it('is what git applies, whatever the texts', () => {
    const root = writeTree({ 'a b.ts': '' });
    const file = join(root, 'a b.ts');
    const patch = join(root, 'p.diff');
    fc.assert(
      fc.property(text, text, (before, after) => {
        // an empty file on either side is one that is made or deleted, which takes other headers
        fc.pre(before !== after && before !== '' && after !== '');
        writeFileSync(file, before);
        writeFileSync(patch, unifiedDiff('a b.ts', before, after));
        execFileSync('git', ['apply', '--whitespace=nowarn', '--unidiff-zero', 'p.diff'], { cwd: root, stdio: 'pipe', env: { ...process.env, GIT_CEILING_DIRECTORIES: join(root, '..') } });
        expect(readFileSync(file, 'utf8')).toBe(after);
      }),
      { numRuns: 40 },
    );
  });

  it('replaces all where too much differs to look for the least', () => {
    const before = Array.from({ length: 3000 }, (_, at) => `${at}\n`).join('');
    const after = Array.from({ length: 3000 }, (_, at) => `${-at - 1}\n`).join('');
    const lines = unifiedDiff('a', before, after).split('\n');
    expect(lines.filter((line) => /^-\d/u.test(line))).toHaveLength(3000);
    expect(lines.filter((line) => /^\+-/u.test(line))).toHaveLength(3000);
  });
});
