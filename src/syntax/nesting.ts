/** Deeper code is not parsed. The parser, which recurses natively, takes at least twice as much. */
export const deepestNesting = 1000;

/**
 * What one more of each costs, in the unit of one bracket. Measured with oxc-parser 0.159 on a stack of 8 MB, where
 * it ends the process: nested functions at 2,000 to 4,000, `else if` and labels at 4,000 to 8,000, arrows, ternaries and
 * assignments at 8,000 to 16,000, unary operators at 16,000 to 40,000, sums and chains at 40,000 to 100,000.
 */
const words: Readonly<Record<string, number>> = {
  else: 1, yield: 0.25, extends: 0.25,
  await: 0.1, typeof: 0.1, void: 0.1, delete: 0.1, new: 0.1, keyof: 0.1, infer: 0.1, readonly: 0.1,
};
const signs: Readonly<Record<string, number>> = {
  '?': 0.25, ':': 0.25, '=': 0.25, '!': 0.1, '~': 0.1, '+': 0.1, '-': 0.1, '*': 0.1, '/': 0.1, '%': 0.1, '&': 0.1, '|': 0.1, '^': 0.1,
  '.': 0.03, '`': 0.03,
};
const angle = 0.4;
/** Nested where they follow a closing parenthesis: `if (a) if (b) …`. */
const headed = new Set(['if', 'while', 'for', 'do', 'with']);
const startsStatement = new Set(['const', 'let', 'var', 'import', 'export', 'function', 'class', 'return', 'throw', 'interface', 'type', 'enum', 'case']);
const wordEnd = /[\p{ID_Continue}$]/u;
/** Words that a string may follow without a space, in minified code. */
const beforeText = new Set(['case', 'return', 'typeof', 'in', 'of', 'from', 'import', 'export', 'as', 'default', 'else', 'new', 'void', 'throw', 'await', 'yield']);
const token = /\/\/.*|\/\*[^]*?(?:\*\/|$)|"(?:[^"\\\n]|\\[^])*"?|'(?:[^'\\\n]|\\[^])*'?|[\p{ID_Start}$_][\p{ID_Continue}$]*|\$\{|[^\s\d]/uy;
const templatePart = /(?:[^`\\$]|\\[^]|\$(?!\{))*(?:`|\$\{|$)/uy;
const regularExpression = /\/(?![*/])(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/uy;

/** In hundredths, by the code of a character. */
const weights = new Int8Array(128);
for (const [sign, weight] of Object.entries({ ...signs, '(': 1, '[': 1, '{': 1, ')': -1, ']': -1, '}': -1, '<': angle })) weights[sign.charCodeAt(0)] = Math.round(weight * 100);
for (const letter of 'aeiyvdntrk') weights[letter.charCodeAt(0)] = 1;
const shallow = (deepestNesting / 4) * 100;

/**
 * Whether a text is worth the scan of `nestingOf`, told by its characters alone, text in quotes and comments included:
 * 20 times as fast, and true for one file in some hundreds. Words count by their letters.
 */
function mayNest(text: string): boolean {
  let depth = 0;
  let run = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 127) continue;
    if (code === 59 || code === 44) run = 0; // ; and ,
    const weight = weights[code]!;
    if (weight === 100) depth += 100;
    else if (weight === -100) depth = depth > 0 ? depth - 100 : 0;
    else run += weight;
    if (depth + run > shallow) return true;
  }
  let statements = 0;
  for (const _ of text.matchAll(/else|\)\s*(?:if|for|while|do|with)\b/g)) statements += 1;
  return statements > deepestNesting / 2;
}

/**
 * Estimates how deeply the code of a text nests, in brackets, without parsing it: a parser that recurses natively
 * ends the whole process when it runs out of stack, so that one generated file would take the audit with it. Brackets
 * are counted exactly, apart from a regular expression taken for a division; what nests without brackets (unary
 * operators, `else if`, arrows, type arguments) is counted up to the next `,` or `;` of the same bracket and weighed.
 *
 * @param markup whether `<a>` opens an element: in JSX, and so in JavaScript
 * @returns the greatest nesting up to where it passes `deepestNesting`
 */
export function nestingOf(text: string, markup: boolean): number {
  // One level takes at least two characters, or ten of what weighs a tenth.
  if (text.length < deepestNesting * 2 || !mayNest(text)) return 0;
  const runs: number[] = [];
  /** For each open bracket whether it is the `${` of a template. */
  const templates: boolean[] = [];
  let run = 0;
  let open = 0;
  let deepest = 0;
  let before = '';
  const add = (weight: number): void => {
    const next = Math.max(0, run + weight);
    open += next - run;
    run = next;
    if (open > deepest) deepest = open;
  };
  const push = (template: boolean): void => {
    runs.push(run);
    templates.push(template);
    open += 1;
    run = 0;
    if (open > deepest) deepest = open;
  };
  const pop = (): boolean => {
    if (runs.length === 0) return false;
    open -= run + 1;
    run = runs.pop()!;
    return templates.pop()!;
  };
  const template = (from: number): number => {
    templatePart.lastIndex = from;
    const part = templatePart.exec(text)?.[0] ?? '';
    if (part.endsWith('${')) push(true);
    return from + part.length;
  };

  let at = 0;
  while (at < text.length && deepest <= deepestNesting) {
    if (text[at] === '/' && /^$|[(,=:[!&|?{};>]$|^return$/.test(before)) {
      regularExpression.lastIndex = at;
      const literal = regularExpression.exec(text)?.[0];
      if (literal !== undefined) {
        at += literal.length;
        before = 'x';
        continue;
      }
    }
    token.lastIndex = at;
    const found = token.exec(text)?.[0];
    if (found === undefined) {
      at += 1;
      continue;
    }
    if (markup && (found[0] === "'" || found[0] === '"') && at > 0 && wordEnd.test(text[at - 1]!) && !beforeText.has(before)) {
      at += 1; // an apostrophe in the text of an element
      continue;
    }
    const adjoins = at > 0 && '=!<>&|?*+-'.includes(text[at - 1]!);
    at += found.length;
    const first = found[0]!;
    if ((first === '/' && found.length > 1) || ((first === '"' || first === "'") && found.length > 1)) {
      if (first !== '/') before = 'x';
      continue;
    }
    if (first === '(' || first === '[' || first === '{') push(false);
    else if (first === ')' || first === ']' || first === '}') {
      if (pop()) at = template(at);
    } else if (first === '`') {
      add(signs['`']!);
      at = template(at);
    } else if (first === ',' || first === ';') {
      open -= run;
      run = 0;
    } else if (first === '<') add(markup && text[at] === '/' ? -angle : angle);
    else if (first === '>') {
      if (markup ? before === '/' : before !== '=') add(-angle * 0.9);
    } else if (startsStatement.has(found) || (headed.has(found) && (before === '}' || before === ''))) {
      open -= run;
      run = 0;
    } else if (headed.has(found)) add(before === ')' || before === ':' ? 1 : 0);
    else if (first === '=' && /["'{]/.test(text[at] ?? '')) before = found; // an attribute, or the last of a chain
    else if (first === '!' || first === '~' || first === '-' || !adjoins) add((Object.hasOwn(words, found) ? words[found] : signs[found]) ?? 0);
    before = found;
  }
  return deepest;
}
