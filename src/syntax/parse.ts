import { createRequire } from 'node:module';
import type { Comment, OxcError, ParserOptions } from 'oxc-parser';
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

interface Native {
  readonly parseSync: (path: string, text: string, options: ParserOptions) => { readonly program: string; readonly comments: readonly Comment[]; readonly errors: readonly OxcError[] };
  readonly jsonParseAst: (program: string) => TSESTree.Program;
}

let native: Native | undefined;

/**
 * Loaded when the first file is parsed: an editor that runs no check never needs it. The package's own `parseSync` also
 * makes objects of every import, export and error, which nobody asks for here and which take a third of its time.
 */
function oxc(): Native {
  if (native) return native;
  const require = createRequire(import.meta.url);
  const { parseSync } = require('oxc-parser/src-js/bindings') as Pick<Native, 'parseSync'>;
  const { jsonParseAst } = require('oxc-parser/src-js/wrap') as Pick<Native, 'jsonParseAst'>;
  return (native = { parseSync, jsonParseAst });
}

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
    const program = oxc().jsonParseAst(oxc().parseSync(path, '', { astType: 'ts' }).program);
    const message = `nests deeper than about ${deepestNesting.toLocaleString('en')} levels`;
    return { text, program, comments: [], error: { message, offset: 0 } };
  }
  let first: Parsed | null = null;
  for (const attempt of attempts) {
    const result = oxc().parseSync(path, text, { ...attempt, astType: 'ts', preserveParens: false });
    const program = oxc().jsonParseAst(result.program);
    // what the parser recovers from whole (a stray `declare`, a name declared twice) is no reason to look away
    const failure = program.body.length === 0 ? result.errors[0] : undefined;
    const parsed: Parsed = {
      text,
      program,
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
