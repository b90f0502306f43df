import type { Span } from '../facts/source.js';

export interface EnvEntry {
  readonly name: string;
  /** Quotes and trailing comments removed. */
  readonly value: string;
  readonly at: Span;
}

/**
 * Variables of an env file or a sample of one, as `dotenv` and Node's `--env-file` read them: `export` before the name,
 * quoted values over several lines, comments behind unquoted ones. Never throws; other lines are left out.
 * Documentation: https://github.com/motdotla/dotenv#what-rules-does-the-parsing-engine-follow
 */
export function readEnvFile(text: string): EnvEntry[] {
  const entries: EnvEntry[] = [];
  const line = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*("(?:[^"\\]|\\.)*"|'[^']*'|`[^`]*`|[^\r\n]*)/gm;
  for (const match of text.matchAll(line)) {
    const start = match.index + match[0].indexOf(match[1]!);
    const written = match[2]!;
    const isQuoted = /^(["'`])[\s\S]*\1$/.test(written) && written.length > 1;
    const value = isQuoted ? written.slice(1, -1) : written.replace(/(?:^|\s)#.*$/, '').trim();
    entries.push({ name: match[1]!, value, at: { start, end: match.index + match[0].trimEnd().length } });
  }
  return entries;
}
