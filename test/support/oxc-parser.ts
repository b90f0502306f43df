import { analyze } from '@typescript-eslint/scope-manager';
import type { TSESTree } from '@typescript-eslint/types';
import { visitorKeys } from '@typescript-eslint/visitor-keys';
import { parse } from '../../src/syntax/parse.js';
import { lineStarts, positionAt } from '../../src/syntax/source-file.js';

interface Placed {
  start: number;
  end: number;
  range: [number, number];
  loc: { start: { line: number; column: number }; end: { line: number; column: number } };
}

/**
 * An ESLint parser on oxc, as projects use for speed: the same ESTree as typescript-estree's but for a few ranges,
 * and no tokens.
 */
export const oxcParser = {
  meta: { name: 'oxc-test-parser', version: '1.0.0' },
  parseForESLint(text: string, { filePath }: { readonly filePath: string }) {
    const { program, comments, error } = parse(filePath, text);
    if (error) {
      const { line, column } = positionAt(lineStarts(text), error.offset);
      throw Object.assign(new SyntaxError(error.message), { lineNumber: line, column, index: error.offset });
    }
    const lines = lineStarts(text);
    const at = (offset: number): { line: number; column: number } => {
      const { line, column } = positionAt(lines, offset);
      return { line, column: column - 1 };
    };
    const place = (node: Placed): void => {
      node.range = [node.start, node.end];
      node.loc = { start: at(node.start), end: at(node.end) };
    };
    const visit = (node: TSESTree.Node): void => {
      place(node as unknown as Placed);
      for (const key of visitorKeys[node.type] ?? []) {
        const child = (node as unknown as Record<string, unknown>)[key];
        for (const one of Array.isArray(child) ? child : [child])
          if (typeof one === 'object' && one !== null && 'type' in one) visit(one as TSESTree.Node);
      }
    };
    visit(program);
    const ast = Object.assign(program, {
      tokens: [],
      comments: comments.map(({ type, value, at: { start, end } }) => {
        const comment = { type, value, start, end } as unknown as Placed;
        place(comment);
        return comment;
      }),
    });
    return { ast, scopeManager: analyze(program, { sourceType: 'module' }), visitorKeys, services: {} };
  },
};
