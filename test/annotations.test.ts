import { describe, expect, it } from 'vitest';
import type { Verdict } from './support/annotations.js';
import { annotationsIn, disagreements, readAnnotations, readExpectedFolders, withoutAnnotations } from './support/annotations.js';
import { writeTree } from './support/tree.js';

const at = (text: string): string[] => readAnnotations('a.ts', text).map(({ verdict, law, line }) => `${line} ${verdict} ${law}`);

describe('reading', () => {
  it.each([
    ['// ruleid: no-a\nx', '2 ruleid no-a'],
    ['  # ok: no-a\nx', '2 ok no-a'],
    ['-- todoruleid: no-a\nx', '2 todoruleid no-a'],
    ['/* todook: no-a */\nx', '2 todook no-a'],
    ['{/* ok: no-a */}\nx', '2 ok no-a'],
    ['// ok: no-a\r\nx', '2 ok no-a'],
  ])('%j', (text, expected) => expect(at(text)).toEqual([expected]));

  it('lets stacked annotations and lists speak of the same line', () => {
    expect(at('// ruleid: no-a, no-b\n// ok: no-c\nx\ny')).toEqual(['3 ruleid no-a', '3 ruleid no-b', '3 ok no-c']);
  });

  it('keeps what follows the dashes', () => {
    expect(readAnnotations('a.ts', '// todoruleid: no-a -- the cache is not followed\nx')[0]).toMatchObject({ law: 'no-a', comment: 'the cache is not followed' });
  });

  it('takes nothing else for an annotation', () => {
    expect(at('const ok = 1; // ok: fine\nconst text = "// ruleid: no-a";\n// okay: then\n// look: a note')).toEqual([]);
  });

  it.each(['// rule-id: no-a\nx', '// todo-ok: no-a\nx', '// RULEID: no-a\nx', '// ok: No A\nx', '// ok:\nx', '// ok: no-a'])('refuses %j', (text) => {
    expect(() => at(text)).toThrow(/^a\.ts/);
  });

  it('reads a tree in order, folders included, packages not', () => {
    const root = writeTree({
      'b.sql': '-- ok: no-a\nx', 'a/schema.prisma': '// ok: no-a\nx', 'node_modules/p/i.ts': '// ok: no-a\nx', 'note.md': '// ok: no-a\nx',
      'expected-folders.json': { 'no-a': ['src/x'] },
    });
    expect(annotationsIn(root).map(({ path, line }) => `${path}:${line}`)).toEqual(['a/schema.prisma:2', 'b.sql:2', 'src/x:0']);
  });

  it('takes annotations out of what people read', () => {
    expect(withoutAnnotations('a\n  // ruleid: no-a\nb // ok: kept\n')).toBe('a\nb // ok: kept\n');
  });
});

describe('comparing', () => {
  const said = (verdict: Verdict) => [{ verdict, law: 'no-a', path: 'a.ts', line: 2, comment: '' }];
  const found = [{ law: 'no-a', path: 'a.ts', line: 2 }];

  it.each([
    ['ruleid', true, []],
    ['ruleid', false, ['a.ts:2 no-a expected, not found']],
    ['ok', false, []],
    ['ok', true, ['a.ts:2 no-a unexpected: the line is annotated ok']],
    ['todoruleid', false, []],
    ['todoruleid', true, ['a.ts:2 no-a found at last: promote todoruleid to ruleid']],
    ['todook', true, []],
    ['todook', false, ['a.ts:2 no-a no longer found: promote todook to ok']],
  ] as const)('%s, found %s', (verdict, isFound, expected) => {
    expect(disagreements(said(verdict), isFound ? found : [])).toEqual(expected);
  });

  it('names findings that nobody announced, by line and law', () => {
    expect(disagreements(said('ruleid'), [...found, { law: 'no-a', path: 'a.ts', line: 3 }, { law: 'no-b', path: 'a.ts', line: 2 }])).toEqual(['a.ts:2 no-b unexpected', 'a.ts:3 no-a unexpected']);
  });

  it('names contradictions', () => {
    expect(disagreements([...said('ruleid'), ...said('ok')], found)).toContain('a.ts:2 no-a contradiction: ruleid and ok');
  });

  it('compares folders', () => {
    const folders = readExpectedFolders('{ "no-a": ["src/controllers"] }');
    expect(disagreements(folders, [{ law: 'no-a', path: 'src/controllers', line: 0 }])).toEqual([]);
    expect(disagreements(folders, [])).toEqual(['src/controllers:0 no-a expected, not found']);
  });
});
