import type { TSESTree } from '@typescript-eslint/types';
import type { TextEdit } from '../facts/finding.js';
import { bindingsOf } from './bindings.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';

/** Takes a statement out, with its line where nothing else stands there. */
export function removal({ text }: SourceFile, statement: Node): TextEdit {
  const { start, end } = spanOf(statement);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineBreak = text.indexOf('\n', end);
  const lineEnd = lineBreak === -1 ? text.length : lineBreak + 1;
  const alone = text.slice(lineStart, start).trim() === '' && text.slice(end, lineEnd).trim() === '';
  return { range: alone ? { start: lineStart, end: lineEnd } : { start, end }, text: '' };
}

/** Puts another text into a string literal, in its own quotes. */
export function restring({ text }: SourceFile, literal: TSESTree.Literal, value: string): TextEdit {
  const { start, end } = spanOf(literal);
  const quote = text[start] ?? "'";
  return { range: { start, end }, text: `${quote}${value}${quote}` };
}

/**
 * Whether every use of an imported name is a call of it, with at most `most` arguments. A use as a value, as a type or
 * in an export is none.
 */
export function isOnlyCalled(file: SourceFile, local: TSESTree.Identifier, most: number): boolean {
  const bindings = bindingsOf(file);
  const binding = bindings.topLevel(local.name);
  if (binding === null || bindings.assignments(binding).length > 0) return false;
  const references = bindings.references(binding);
  return (
    references.length > 0 &&
    references.every(({ parent }, at) => parent?.type === 'CallExpression' && parent.callee === references[at] && parent.arguments.length <= most) &&
    !isExported(file, local.name)
  );
}

const isExported = (file: SourceFile, name: string): boolean =>
  file
    .nodes('ExportNamedDeclaration')
    .some((node) => node.source === null && node.specifiers.some(({ local }) => local.type === 'Identifier' && local.name === name));
