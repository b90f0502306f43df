/** One token of SQL text; offsets are in the text. Comments and white space are no tokens. */
export interface SqlToken {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'param' | 'hole' | 'op';
  /** Words in upper case, quoted identifiers without their quotes, anything else as written. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Parentheses and brackets around it; a parenthesis itself belongs to the outside. */
  readonly depth: number;
}

/** Stands for an interpolated expression in text that comes from a template. */
export const hole = '\uFFFC';

const space = /\s/;
const wordStart = /[A-Za-z_\u0080-\uFFFB]/;
const wordPart = /[\w$\u0080-\uFFFB]/;
const digit = /[0-9]/;

/**
 * Tokens of SQL in any dialect: `--`, `#!` and nested block comments, strings with doubled or escaped quotes, dollar quotes,
 * `"x"`, `` `x` `` and `[x]` identifiers, parameters (`$1`, `?`, `:name`, `@p`, `{p:UInt8}`, `{{p}}`). Never throws; whatever is
 * left open ends with the text.
 * @param from where the SQL begins in the text
 */
export function sqlTokens(text: string, from = 0): SqlToken[] {
  const tokens: SqlToken[] = [];
  const length = text.length;
  let depth = 0;
  let i = from;
  const push = (kind: SqlToken['kind'], value: string, start: number, end: number): void => {
    tokens.push({ kind, text: value, start, end, depth });
    i = end;
  };
  const scanWhile = (from: number, part: RegExp): number => {
    let end = from;
    while (end < length && part.test(text[end]!)) end += 1;
    return end;
  };
  const until = (needle: string, from: number): number => {
    const found = text.indexOf(needle, from);
    return found < 0 ? length : found;
  };

  while (i < length) {
    const c = text[i]!;
    const next = text[i + 1] ?? '';
    if (space.test(c)) i += 1;
    else if (c === '-' && next === '-') i = lineEnd(text, i);
    else if (c === '/' && next === '*') i = commentEnd(text, i);
    else if (c === hole) push('hole', c, i, i + 1);
    else if (c === "'") {
      const end = stringEnd(text, i);
      push('string', text.slice(i, end), i, end);
    } else if (c === '"' || c === '`') {
      const end = quotedEnd(text, i, c);
      push('quoted', text.slice(i + 1, end - 1).replaceAll(c + c, c), i, end);
    } else if (c === '[' && bracketedName(text, i)) {
      const end = until(']', i) + 1;
      push('quoted', text.slice(i + 1, end - 1), i, end);
    } else if (c === '$') {
      const tagEnd = scanWhile(i + 1, /\w/);
      if (text[tagEnd] === '$' && !digit.test(next)) {
        const tag = text.slice(i, tagEnd + 1);
        const end = Math.min(length, until(tag, tagEnd + 1) + tag.length);
        push('string', text.slice(i, end), i, end);
      } else push('param', text.slice(i, tagEnd), i, Math.max(tagEnd, i + 1));
    } else if (wordStart.test(c)) {
      const end = scanWhile(i + 1, wordPart);
      // E'…', N'…', U&'…' are strings
      if (text[end] === "'" && end - i === 1) {
        const close = stringEnd(text, end, c === 'E' || c === 'e');
        push('string', text.slice(i, close), i, close);
      } else push('word', text.slice(i, end).toUpperCase(), i, end);
    } else if (digit.test(c)) {
      const end = scanWhile(i + 1, /[\w.]/);
      push('number', text.slice(i, end), i, end);
    } else if ((c === ':' || c === '@') && wordStart.test(next) && text[i - 1] !== ':') {
      const end = scanWhile(i + 1, wordPart);
      push('param', text.slice(i, end), i, end);
    } else if (c === '?') push('param', c, i, i + 1);
    else if (c === '{') {
      const end = braceEnd(text, i);
      push(end === i + 1 ? 'op' : 'param', text.slice(i, end), i, end);
    } else if (c === '(' || c === '[') {
      push('op', c, i, i + 1);
      depth += 1;
    } else if (c === ')' || c === ']') {
      depth = Math.max(0, depth - 1);
      push('op', c, i, i + 1);
    } else if (c === ';') {
      depth = 0;
      push('op', c, i, i + 1);
    } else if (c === ':' && next === ':') push('op', '::', i, i + 2);
    else push('op', c, i, i + 1);
  }
  return tokens;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end + 1;
}

function commentEnd(text: string, from: number): number {
  let open = 1;
  let i = from + 2;
  while (i < text.length && open > 0) {
    const two = text.slice(i, i + 2);
    if (two === '/*') open += 1;
    else if (two === '*/') open -= 1;
    i += two === '/*' || two === '*/' ? 2 : 1;
  }
  return i;
}

function stringEnd(text: string, from: number, escapes = false): number {
  for (let i = from + 1; i < text.length; i += 1) {
    if (text[i] === '\\') {
      // MySQL escapes with a backslash, standard SQL does not: a quote that ends the string is not followed by a letter
      if (escapes || (text[i + 1] === "'" && /[A-Za-z0-9]/.test(text[i + 2] ?? ''))) i += 1;
    } else if (text[i] === "'") {
      if (text[i + 1] !== "'") return i + 1;
      i += 1;
    }
  }
  return text.length;
}

function quotedEnd(text: string, from: number, quote: string): number {
  for (let i = from + 1; i < text.length; i += 1)
    if (text[i] === quote) {
      if (text[i + 1] !== quote) return i + 1;
      i += 1;
    }
  return text.length;
}

/** `[name]` of SQL Server, but not the subscript of `tags[1]` or `ARRAY[a]`. */
function bracketedName(text: string, at: number): boolean {
  const before = text[at - 1] ?? ' ';
  if (!/[\s.,(]/.test(before)) return false;
  for (let i = at + 1; i < Math.min(text.length, at + 130); i += 1) {
    if (text[i] === ']') return i > at + 1;
    if (!/[\w ]/.test(text[i]!) || (i === at + 1 && digit.test(text[i]!))) return false;
  }
  return false;
}

function braceEnd(text: string, at: number): number {
  for (let i = at + 1; i < Math.min(text.length, at + 200); i += 1) {
    const c = text[i]!;
    if (c === '}') return text[i + 1] === '}' && text[at + 1] === '{' ? i + 2 : i + 1;
    if (c === '\n' || c === ';' || c === "'") break;
  }
  return at + 1;
}

/** A word in lower case, as PostgreSQL folds it; anything else as written. */
export const nameOf = (token: SqlToken): string => (token.kind === 'word' ? token.text.toLowerCase() : token.text);
