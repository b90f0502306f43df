import { createRequire } from 'node:module';
import type { ParserOptions } from 'oxc-parser';
import type { TSESTree } from '@typescript-eslint/types';
import type { CommentFact } from '../facts/code.js';
import { deepestNesting, nestingOf } from './nesting.js';
import { createRawParser, type ParserOutput } from './raw-transfer.js';
import { stripMark } from './source-file.js';

export interface Parsed {
  readonly text: string;
  readonly program: TSESTree.Program;
  readonly comments: readonly CommentFact[];
  /** First syntax error with its offset, `null` if the file parses. */
  readonly error: { readonly message: string; readonly offset: number } | null;
}

interface Native {
  readonly parseSync: (path: string, text: string, options: ParserOptions) => Omit<ParserOutput, 'program'> & { readonly program: string };
  readonly jsonParseAst: (program: string) => TSESTree.Program;
}

let native: Native | undefined;

/** Loaded when the first file is parsed: an editor that runs no check never needs it. */
function oxc(): Native {
  if (native) return native;
  const require = createRequire(import.meta.url);
  const { parseSync } = require('oxc-parser/src-js/bindings') as Pick<Native, 'parseSync'>;
  const { jsonParseAst } = require('oxc-parser/src-js/wrap') as Pick<Native, 'jsonParseAst'>;
  return (native = { parseSync, jsonParseAst });
}

/** The memory for raw transfer costs what it saves on so many files. */
const FILES_FOR_RAW_TRANSFER = 30;
let parsedFiles = 0;
let raw: ReturnType<typeof createRawParser> | undefined;

/**
 * The parser's native calls: its package's own `parseSync` also makes objects of every import and export, which nobody
 * asks for here and which take a third of its time, and refuses raw transfer on Node 20, which is able to.
 */
function parseNatively(path: string, text: string, options: ParserOptions): ParserOutput {
  parsedFiles += 1;
  if (parsedFiles > FILES_FOR_RAW_TRANSFER) {
    if (raw === undefined) raw = createRawParser();
    const output = raw?.(path, text, options);
    if (output) return output;
  }
  const { program, comments, errors } = oxc().parseSync(path, text, options);
  return { program: oxc().jsonParseAst(program), comments, errors };
}

const options = (lang: ParserOptions['lang'], sourceType: ParserOptions['sourceType']): ParserOptions => ({ lang, sourceType, astType: 'ts', preserveParens: false });
const asTypeScript = [options('ts', 'module')];
const asTsx = [options('tsx', 'module')];
const asJavaScript = [options('jsx', 'module'), options('jsx', 'script'), options('tsx', 'module')];

/**
 * Parses with oxc to TS-ESTree. Plain JavaScript falls back to JSX and to a script (`with`, octal), in that order.
 * Never throws: a syntax error is returned, with whatever program the parser recovered, and so is code that nests too
 * deeply for the parser, with no program.
 */
export function parse(path: string, source: string): Parsed {
  const text = stripMark(source);
  const isTypeScript = /\.[mc]?tsx?$/.test(path);
  const attempts = !isTypeScript ? asJavaScript : path.endsWith('x') ? asTsx : asTypeScript;
  if (nestingOf(text, !isTypeScript || path.endsWith('x')) > deepestNesting) {
    const { program } = parseNatively(path, '', { astType: 'ts' });
    const message = `nests deeper than about ${deepestNesting.toLocaleString('en')} levels`;
    return { text, program, comments: [], error: { message, offset: 0 } };
  }
  let first: Parsed | null = null;
  for (const attempt of attempts) {
    const { program, comments, errors } = parseNatively(path, text, attempt);
    // what the parser recovers from whole (a stray `declare`, a name declared twice) is no reason to look away
    const failure = program.body.length === 0 ? errors[0] : undefined;
    const parsed: Parsed = {
      text,
      program,
      comments: comments.map((c) => ({
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
