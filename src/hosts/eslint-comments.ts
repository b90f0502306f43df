import type { Rule as EslintRule } from 'eslint';
import type { TSESTree } from '@typescript-eslint/types';
import type { CommentFact } from '../facts/code.js';
import { parseSuppressions, type Suppression } from '../policy/suppressions.js';
import { positionAt, spanOf } from '../syntax/source-file.js';

type SourceCode = EslintRule.RuleContext['sourceCode'];

interface EslintComment {
  readonly type: string;
  readonly value: string;
  readonly range: readonly [number, number];
}

/** The comments of a file. A hashbang is a comment to ESLint and none to the audit's parser. */
export const commentsOf = (sourceCode: SourceCode): CommentFact[] =>
  (sourceCode.getAllComments() as unknown as readonly EslintComment[]).flatMap((comment) => {
    const { type, value } = comment;
    return type === 'Line' || type === 'Block' ? [{ type, value, at: spanOf(comment as unknown as TSESTree.Node) }] : [];
  });

/** The directives of a file, which ESLint applies itself and does not show to rules. */
export function suppressionsOf(sourceCode: SourceCode, lines: readonly number[]): Suppression[] {
  if (!sourceCode.text.includes('eslint')) return [];
  const placed = commentsOf(sourceCode).map(({ type, value, at }) => ({ type, value, start: at.start, end: at.end }));
  return parseSuppressions(placed, (offset) => positionAt(lines, offset).line, lines.length);
}
