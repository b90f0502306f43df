import { createRequire } from 'node:module';
import type { TSESTree } from '@typescript-eslint/types';
import type { CommentFact } from '../facts/code.js';
import { deepestNesting, nestingOf } from './nesting.js';
import { stripMark } from './source-file.js';

export interface Parsed {
  readonly text: string;
  readonly program: TSESTree.Program;
  readonly comments: readonly CommentFact[];
  /** First syntax error with its offset, `null` if the file parses. */
  readonly error: { readonly message: string; readonly offset: number } | null;
}

let oxc: typeof import('oxc-parser') | undefined;

/** Loaded when the first file is parsed: an editor that runs no check never needs it. */
const oxcParser = (): typeof import('oxc-parser') =>
  (oxc ??= createRequire(import.meta.url)('oxc-parser') as typeof import('oxc-parser'));

/**
 * Parses with oxc to TS-ESTree. Plain JavaScript falls back to JSX and to a script (`with`, octal), in that order.
 * Never throws: a syntax error is returned, with whatever program the parser recovered, and so is code that nests too
 * deeply for the parser, with no program.
 */
export function parse(path: string, source: string): Parsed {
  const text = stripMark(source);
  const isTypeScript = /\.[mc]?tsx?$/.test(path);
  const attempts = isTypeScript
    ? [{ lang: path.endsWith('x') ? ('tsx' as const) : ('ts' as const), sourceType: 'module' as const }]
    : [
        { lang: 'jsx' as const, sourceType: 'module' as const },
        { lang: 'jsx' as const, sourceType: 'script' as const },
        { lang: 'tsx' as const, sourceType: 'module' as const },
      ];
  if (nestingOf(text, !isTypeScript || path.endsWith('x')) > deepestNesting) {
    const program = oxcParser().parseSync(path, '', { astType: 'ts' }).program as unknown as TSESTree.Program;
    const message = `nests deeper than about ${deepestNesting.toLocaleString('en')} levels`;
    return { text, program, comments: [], error: { message, offset: 0 } };
  }
  let first: Parsed | null = null;
  for (const attempt of attempts) {
    const result = oxcParser().parseSync(path, text, { ...attempt, astType: 'ts', preserveParens: false });
    // what the parser recovers from whole (a stray `declare`, a name declared twice) is no reason to look away
    const failure = result.program.body.length === 0 ? result.errors[0] : undefined;
    const parsed: Parsed = {
      text,
      program: result.program as unknown as TSESTree.Program,
      comments: result.comments.map((c) => ({
        type: c.type,
        value: c.value,
        at: { start: c.start, end: c.end },
      })),
      error: failure ? { message: failure.message, offset: failure.labels[0]?.start ?? 0 } : null,
    };
    if (!parsed.error) return parsed;
    first ??= parsed;
  }
  return first!;
}
