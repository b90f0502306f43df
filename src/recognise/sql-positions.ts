import type { SqlPosition } from '../facts/sql.js';

const identifierWords =
  /(?:^|[\s(,;])(?:from|join|into|update|table|truncate|index|on|schema|database|view|materialized|column|constraint|as|returning|using|only|exists|trigger|sequence|role|user|type|policy|listen|unlisten|notify|add|drop|rename|to|references|owner|collate|extension|function|language|partition|by|over|concurrently|describe|use|search_path|pragma|attach|savepoint|release|analyze|vacuum|reindex|key|select|distinct|all|with|recursive|desc|role|cast)\s*$/i;
const countWords = /\b(?:limit|offset|top|first|next|skip|fetch|interval|rows|preceding|following)\s*(?:\(\s*)?$/i;
const operand = /(?:[=<>~+*/%-]|\|\||\b(?:like|ilike|rlike|regexp|between|then|else|is|in|glob|contains|escape|similar\s+to))\s*$/i;
const comparison = /^\s*(?:[=<>!~]|(?:not\s+)?(?:in|like|ilike|between|is|similar|contains|glob|regexp)\b)/i;

/** pg-promise's `$(name)`, `${name}`, `$<name>`, `$[name]`, `$/name/`, up to the name. */
export const namesParameter = /\$[({<[/]\s*\w*$/;

/** `@name`, `:name` and `$1`, in text that stands for a value. */
export const marksParameter = /(?:^|[\s(,=])[@:$]$/;

/** Where a hole stands, by the SQL before and after it; `placeholder` for the name or number of a bound parameter. */
export function positionIn(before: string, after: string): SqlPosition | 'placeholder' {
  const text = before.replace(/--[^\n]*(\n|$)/g, ' ').slice(-4000);
  // an odd quote opens a string; quotes that are escaped by doubling keep the count
  const inString = count(text, "'") % 2 === 1;
  const double = inString ? false : count(text.replace(/'[^']*'/g, ''), '"') % 2 === 1;
  if (inString) return /\binterval\s+'[^']*$/i.test(text) || /^\s+(?:second|minute|hour|day|week|month|year)s?\b/i.test(after) ? 'count' : isDefinition(text) ? 'identifier' : 'value';
  if (double) {
    const opened = text.slice(0, text.lastIndexOf('"'));
    return /[=<>]\s*$|\b(?:like|ilike|values\s*\()\s*$/i.test(opened) && !/^"\s*\./.test(after) ? 'value' : 'identifier';
  }
  const typed = typedParameter(text, after);
  if (typed !== null) return typed;
  if (/::\s*$/.test(text)) return 'identifier';
  if (namesParameter.test(text)) return 'placeholder';
  if (/(?:^|[^\w$:@?])(?:\$|:|@|\?|@p|:p|:{3})(?:\w*_)?$|\$\w*$|(?:^|[^:]):(?:\.{3})?\w*$|@\w+$/i.test(text)) return 'placeholder';
  if (/\barray\[$/i.test(text)) return 'value';
  if (/[`[\w.]$/.test(text) || /^(?:[\w`.]|\s*\()/.test(after)) return 'identifier';
  if (countWords.test(text)) return 'count';
  const order = /\border\s+by\b(?!.*\border\s+by\b)([\s\S]*)$/i.exec(text);
  if (order && !/\b(?:limit|offset|where|from|union|select|having)\b|\)\s*$/i.test(order[1]!.replace(/\([^()]*\)/g, ''))) return 'order';
  if (/\bset\s+(?:local\s+|session\s+)?[\w.]+\s*(?:=|\bto\b)\s*$/i.test(text) && !/\bupdate\b/i.test(text)) return 'identifier';
  if (isDefinition(text)) return 'identifier';
  if (operand.test(text)) return 'value';
  if (identifierWords.test(text) || comparison.test(after)) return 'identifier';
  const list = openList(text);
  if (list !== null) return list;
  return 'text';
}

/** A hole in `{name:Type}`, which ClickHouse binds: the name tells which value is meant, the type is text that is read as SQL. */
function typedParameter(before: string, after: string): SqlPosition | 'placeholder' | null {
  const opened = /\{([\w\s:(),]*)$/.exec(before)?.[1];
  const closed = /^([\w\s:(),]*)\}/.exec(after)?.[1];
  if (opened === undefined || closed === undefined || !/^\s*\w+\s*:\s*\w[\w\s(),]*$/.test(`${opened}x${closed}`)) return null;
  return opened.includes(':') ? 'identifier' : 'placeholder';
}

/** Statements that change the schema, which take no parameters. */
const isDefinition = (text: string): boolean => /(?:^|;)[\s(]*(?:create|alter|drop|comment|grant|revoke|truncate|refresh|reindex|vacuum|analy[sz]e|do)\b[^;]*$/i.test(text) && !/\b(?:as\s+select|insert\s+into)\b/i.test(text);

/** What a list that is still open lists: `in (`, `values (`, `insert into t (`, `array[`. */
function openList(text: string): SqlPosition | null {
  if (!/[(,[]\s*$/.test(text)) return null;
  let depth = 0;
  for (let i = text.length - 1; i >= 0; i -= 1) {
    const char = text[i]!;
    if (char === ')' || char === ']') depth += 1;
    else if (char === '(' || char === '[') {
      if (depth > 0) depth -= 1;
      else {
        const head = text.slice(Math.max(0, i - 200), i);
        if (/\b(?:in|any|all|some|array)\s*$/i.test(head)) return 'value';
        if (/\bvalues\s*(?:\([^()]*\)\s*,\s*)*$/i.test(head)) return 'value';
        return /\w\s*$/.test(head) ? 'identifier' : 'text';
      }
    }
  }
  return /\bselect\b[^;]*,\s*$/i.test(text) ? 'identifier' : 'text';
}

function count(text: string, char: string): number {
  let found = 0;
  for (let i = text.indexOf(char); i >= 0; i = text.indexOf(char, i + 1)) if (text[i - 1] !== '\\') found += 1;
  return found;
}

/** Whether text reads as an SQL statement: a verb and what it needs. */
export const isSqlStatement = (text: string): boolean =>
  /^[\s(]*(?:\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/\s*|--[^\n]*\n\s*)*(?:select\b[\s\S]*\bfrom\b|select\s+[\w".]+\s*\(|insert\s+(?:or\s+\w+\s+|ignore\s+)?into\b|replace\s+into\b|update\s+\S[\s\S]*\bset\b|delete\s+from\b|with\s+(?:recursive\s+)?\S[\s\S]*\bas\s*(?:materialized\s*)?\(|merge\s+into\b|(?:create|alter|drop)\s+(?:or\s+replace\s+)?(?:temp|temporary|unique|materialized|table|index|schema|database|view|type|role|user|function|trigger|extension|policy|sequence|partition)\b|truncate\b|call\s+\w|exec(?:ute)?\s+\w|grant\s|revoke\s|copy\s|set\s+(?:local\s+|session\s+)?[\w.]+\s*(?:=|to\b)|listen\s|notify\s|show\s+tables|explain\s+(?:analyze\s+)?select)/i.test(text);
