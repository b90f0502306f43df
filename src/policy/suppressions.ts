import type { Finding } from '../facts/finding.js';

/** A comment of a source file as oxc-parser gives it: `value` without and offsets with delimiters. */
export interface SourceComment {
  readonly type: 'Line' | 'Block';
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/**
 * One directive for one law: a comment that lists two laws gives two.
 * `off` is the inline configuration `eslint fortress/<law>: off`.
 */
export interface Suppression {
  readonly kind: 'disable' | 'enable' | 'disable-line' | 'disable-next-line' | 'off';
  /** Id without the plugin's name, known or not; `null` for every rule of every plugin. */
  readonly law: string | null;
  /** What follows ` -- `, `null` where nothing does. */
  readonly reason: string | null;
  /** Where the comment starts, 1-based. */
  readonly line: number;
  readonly column: number;
  /** The lines that it can reach, inclusive; `disable` ends earlier where an `enable` follows. */
  readonly firstLine: number;
  readonly lastLine: number;
}

/** Languages whose comments ESLint does not read. JSON has none: its findings need a waiver. */
export type TextLanguage = 'yaml' | 'dockerfile' | 'env' | 'sql' | 'prisma';

interface PlacedComment {
  readonly value: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  /** Whether ESLint reads only `-line` and `-next-line` in it. */
  readonly lineOnly: boolean;
}

/**
 * Reads ESLint's directives from the comments of one JavaScript or TypeScript file, as ESLint 9 and 10 do
 * (eslint.org/docs/latest/use/configure/rules; `ConfigCommentParser` of `@eslint/plugin-kit`).
 * Directives that name only rules of other plugins are left out. A plugin that was registered under
 * another name than `fortress` is not recognised: `security/no-console` must not silence our law.
 * @param lineOf 1-based line of an offset
 * @param lastLine 1-based last line of the file
 */
export function parseSuppressions(
  comments: readonly SourceComment[],
  lineOf: (offset: number) => number,
  lastLine: number,
): Suppression[] {
  return readDirectives(
    comments
      .filter(({ value }) => value.includes('eslint'))
      .map(({ type, value, start, end }) => ({
        value,
        line: lineOf(start),
        column: start - lineStart(start, lineOf) + 1,
        endLine: lineOf(end),
        lineOnly: type === 'Line',
      })),
    lastLine,
  );
}

/** First offset of the line that holds `offset`, found by bisection: `lineOf` is all that callers have. */
function lineStart(offset: number, lineOf: (offset: number) => number): number {
  const line = lineOf(offset);
  let low = 0;
  let high = offset;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lineOf(middle) < line) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Reads the same directives from a file of another language: `# …` in YAML, Dockerfiles and env files,
 * `-- …` and block comments in SQL, `// …` in Prisma schemas. Since most of these have no block
 * comments, `eslint-disable` and `eslint-enable` work in line comments too. Comments are found line by
 * line: a string over several lines that contains a directive is taken for one.
 */
export function parseTextSuppressions(text: string, language: TextLanguage): Suppression[] {
  const lines = text.split('\n');
  return text.includes('eslint') ? readDirectives(textComments(lines, language), lines.length) : [];
}

interface CommentSyntax {
  readonly delimiters: readonly string[];
  readonly quotes: string;
  /** Whether comments and strings start only after white space, `[`, `{`, `,`, `:` or `=`. */
  readonly afterSpace: boolean;
}

const commentSyntax: Record<TextLanguage, CommentSyntax> = {
  // A `#` inside a word is no comment (YAML 1.2.2, 6.6), and a quote inside a word opens no string.
  yaml: { delimiters: ['#'], quotes: `"'`, afterSpace: true },
  // Dockerfile reference, "Format": only whole lines are comments; see `commentIn`.
  dockerfile: { delimiters: ['#'], quotes: '', afterSpace: true },
  env: { delimiters: ['#'], quotes: `"'`, afterSpace: true },
  sql: { delimiters: ['--', '/*'], quotes: `"'`, afterSpace: false },
  prisma: { delimiters: ['//'], quotes: '"', afterSpace: false },
};

function textComments(lines: readonly string[], language: TextLanguage): PlacedComment[] {
  const comments: PlacedComment[] = [];
  let index = 0;
  let from = 0;
  while (index < lines.length) {
    const line = lines[index] ?? '';
    const mayHold = line.includes('eslint', from) || (language === 'sql' && line.includes('/*', from));
    const found = mayHold ? commentIn(line, from, language) : null;
    const valueStart = found ? found.at + found.delimiter.length : 0;
    if (found?.delimiter === '/*') {
      const end = blockEnd(lines, index, valueStart);
      const value =
        end.index === index
          ? line.slice(valueStart, end.column)
          : [line.slice(valueStart), ...lines.slice(index + 1, end.index), lines[end.index]?.slice(0, end.column)].join('\n');
      comments.push({ value, line: index + 1, column: found.at + 1, endLine: end.index + 1, lineOnly: false });
      index = end.index;
      from = end.column + 2;
    } else {
      index += 1;
      from = 0;
      if (found) comments.push({ value: line.slice(valueStart), line: index, column: found.at + 1, endLine: index, lineOnly: false });
    }
  }
  return comments;
}

function commentIn(line: string, from: number, language: TextLanguage): { at: number; delimiter: string } | null {
  const { delimiters, quotes, afterSpace } = commentSyntax[language];
  for (let at = from; at < line.length; at += 1) {
    const previous = line[at - 1] ?? ' ';
    const delimiter = delimiters.find((candidate) => line.startsWith(candidate, at));
    if (delimiter !== undefined && (!afterSpace || /\s/u.test(previous))) return { at, delimiter };
    if (language === 'dockerfile' && /\S/u.test(line[at] ?? '')) return null;
    if (quotes.includes(line[at] ?? '') && (!afterSpace || /[\s[{,:=]/u.test(previous))) {
      at = closingQuote(line, at, language !== 'sql');
      if (at === -1) return null;
    }
  }
  return null;
}

/** Index of the quote that closes the one at `open`, -1 where none does. A doubled quote closes nothing. */
function closingQuote(line: string, open: number, escapes: boolean): number {
  const quote = line[open];
  for (let at = open + 1; at < line.length; at += 1) {
    if (line[at] === '\\' && escapes && quote === '"') at += 1;
    else if (line[at] === quote && line[at + 1] === quote) at += 1;
    else if (line[at] === quote) return at;
  }
  return -1;
}

function blockEnd(lines: readonly string[], index: number, from: number): { index: number; column: number } {
  for (let at = index; at < lines.length; at += 1) {
    const column = (lines[at] ?? '').indexOf('*/', at === index ? from : 0);
    if (column !== -1) return { index: at, column };
  }
  return { index: lines.length - 1, column: lines.at(-1)?.length ?? 0 };
}

const directive = /^eslint(?:-(?<kind>disable-next-line|disable-line|disable|enable))?(?=\s|$)/u;

function readDirectives(comments: readonly PlacedComment[], lastLine: number): Suppression[] {
  const suppressions: Suppression[] = [];
  const configured = new Set<string>();
  for (const comment of comments) {
    const [, body = '', reason = ''] = /^(.*?)(?:\s-{2,}\s(.*))?$/su.exec(comment.value) ?? [];
    const match = directive.exec(body.trim());
    if (!match) continue;
    const kind = (match.groups?.['kind'] ?? 'off') as Suppression['kind'];
    const list = body.trim().slice(match[0].length);
    if (comment.lineOnly && !kind.endsWith('line')) continue;
    if (kind === 'disable-line' && comment.endLine !== comment.line) continue;

    const laws = kind === 'off' ? lawsSwitchedOff(list, configured) : lawsListed(list);
    const [firstLine, last] = reach(kind, comment, lastLine);
    const { line, column } = comment;
    for (const law of laws) {
      suppressions.push({ kind, law, reason: reason.trim() || null, line, column, firstLine, lastLine: last });
    }
  }
  return suppressions;
}

function reach(kind: Suppression['kind'], { line, endLine }: PlacedComment, lastLine: number): [number, number] {
  switch (kind) {
    case 'disable-line':
      return [line, line];
    case 'disable-next-line':
      return [endLine + 1, endLine + 1];
    case 'off':
      return [1, lastLine];
    default:
      return [line, lastLine];
  }
}

/** The laws of a list of rules, `[null]` for an empty list, `[]` for one of other plugins' rules only. */
function lawsListed(list: string): (string | null)[] {
  const rules = list
    .split(',')
    .map((rule) => rule.trim().replace(/^(['"]?)(.*)\1$/su, '$2'))
    .filter((rule) => rule !== '');
  if (rules.length === 0) return [null];
  return [...new Set(rules)].map(lawOf).filter((law) => law !== null);
}

/**
 * The laws that an inline configuration sets to `off` or 0 and that no earlier one `configured`:
 * ESLint keeps the first.
 */
function lawsSwitchedOff(list: string, configured: Set<string>): string[] {
  const off: string[] = [];
  for (const { groups } of list.matchAll(/(['"]?)(?<rule>[\w@/-]+)\1\s*:\s*(?:\[\s*)?['"]?(?<level>\w+)/gu)) {
    const law = lawOf(groups?.['rule'] ?? '');
    if (law === null || configured.has(law)) continue;
    configured.add(law);
    if (groups?.['level'] === 'off' || groups?.['level'] === '0') off.push(law);
  }
  return off;
}

function lawOf(rule: string): string | null {
  return /(?:^|[/@-])fortress\/([a-z0-9-]+)$/u.exec(rule)?.[1] ?? null;
}

/**
 * Marks the findings of one file that its directives suppress, with ESLint's own semantics
 * (`lib/linter/apply-disable-directives.js`): the start of a finding decides; block directives are
 * applied before line directives; of several directives that fit, the last counts as used. A finding
 * on a whole file (line 0) counts as one at its first character, where ESLint would show it.
 * @param findings findings of the file, not yet suppressed; order is kept
 * @param skipped laws that did not run this time, whose directives cannot be called unused
 * @returns `unused`: directives that name a law and suppress nothing, and `enable` directives that name
 *   a law and end nothing, in the order of the file; never bare directives or other plugins' ones
 */
export function applySuppressions(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  skipped: ReadonlySet<string> = new Set(),
): { findings: Finding[]; unused: Suppression[] } {
  if (suppressions.length === 0) return { findings: [...findings], unused: [] };
  const off = suppressions.filter(({ kind }) => kind === 'off');
  const blocks = suppressions
    .filter(({ kind }) => kind === 'disable' || kind === 'enable')
    .sort((a, b) => a.line - b.line || a.column - b.column);
  const lines = suppressions.filter(({ kind }) => kind.startsWith('disable-'));
  const used = usedEnables(blocks);

  const marked = findings.map((finding) => {
    const switchedOff = off.find(({ law }) => law === finding.law);
    const suppression = switchedOff ?? blockFor(finding, blocks) ?? lineFor(finding, lines);
    if (!suppression) return finding;
    used.add(suppression);
    return { ...finding, suppressed: { kind: 'comment' as const, reason: suppression.reason } };
  });
  return {
    findings: marked,
    unused: suppressions.filter(
      (suppression) =>
        suppression.kind !== 'off' && suppression.law !== null && !skipped.has(suppression.law) && !used.has(suppression),
    ),
  };
}

function blockFor(finding: Finding, blocks: readonly Suppression[]): Suppression | undefined {
  const line = Math.max(finding.line, 1);
  const column = Math.max(finding.column, 1);
  let current: Suppression | undefined;
  for (const block of blocks) {
    if (block.line > line || (block.line === line && block.column > column)) break;
    if (block.law === null || block.law === finding.law) current = block.kind === 'disable' ? block : undefined;
  }
  return current;
}

function lineFor(finding: Finding, lines: readonly Suppression[]): Suppression | undefined {
  const line = Math.max(finding.line, 1);
  return lines.findLast(
    ({ law, firstLine, lastLine }) => (law === null || law === finding.law) && firstLine <= line && line <= lastLine,
  );
}

/** The `enable` directives that end an earlier `disable`; read backwards, as ESLint does. */
function usedEnables(blocks: readonly Suppression[]): Set<Suppression> {
  const used = new Set<Suppression>();
  const open = new Map<string | null, Suppression>();
  for (const block of blocks.toReversed()) {
    if (block.kind === 'enable') {
      if (block.law === null) open.clear();
      open.set(block.law, block);
    } else if (block.law === null) {
      for (const enable of open.values()) used.add(enable);
      open.clear();
    } else {
      const enable = open.get(block.law) ?? open.get(null);
      if (enable) used.add(enable);
    }
  }
  return used;
}
