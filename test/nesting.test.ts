import { describe, expect, it } from 'vitest';
import { deepestNesting, nestingOf } from '../src/syntax/nesting.js';

const many = deepestNesting * 3;

describe('nestingOf', () => {
  it.each([
    ['text', `const s = "${'('.repeat(many)}";`],
    ['a comment', `// ${'['.repeat(many)}\n/* ${'{'.repeat(many)} */`],
    ['a template', `const s = \`${'({['.repeat(many)}\`;`],
    ['a regular expression', `const r = /${'\\('.repeat(many)}["'\`]/; ${'f(x);'.repeat(many)}`],
    ['escaped quotes', `const s = '\\'${'('.repeat(many)}';`],
    ['a long list', `const l = [${'-1, '.repeat(many)}];`],
    ['many statements', 'if (a) { b = !c ? d : e; } else { f(); }\n'.repeat(many)],
    ['many statements without semicolons', 'const a = b ? c : d\nexport function f() { return !a }\n'.repeat(many)],
    ['many types', `type T = { ${'a: Map<string, Array<number>>;\n'.repeat(many)} };`],
    ['a long union', `type T = ${"'a' | ".repeat(many)}'b';`],
  ])('is not led astray by %s', (_, code) => {
    expect(nestingOf(code, false)).toBeLessThanOrEqual(deepestNesting / 2);
  });

  it('takes elements of JSX for closed by their end', () => {
    const page = `const page = <ul>${'<li className="a"><b>don\'t</b><br /></li>\n'.repeat(many)}</ul>;`;
    expect(nestingOf(page, true)).toBeLessThanOrEqual(deepestNesting / 2);
    expect(nestingOf(`const deep = ${'<a>'.repeat(many)}${'</a>'.repeat(many)};`, true)).toBeGreaterThan(deepestNesting);
  });

  it('counts the brackets of code inside templates', () => {
    const code = `const s = ${'`a${f('.repeat(many)}1${')}`'.repeat(many)};`;
    expect(nestingOf(code, false)).toBeGreaterThan(deepestNesting);
  });
});
