import type { Rule as EslintRule } from 'eslint';
import type { TextEdit } from '../facts/finding.js';

/** Edits as ESLint takes them. */
export const edit =
  (edits: readonly TextEdit[]) =>
  (fixer: EslintRule.RuleFixer): EslintRule.Fix[] =>
    edits.map(({ range, text }) => fixer.replaceTextRange([range.start, range.end], text));
