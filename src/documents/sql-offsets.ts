import type { SqlStatement } from './sql-statement.js';
import type { SqlToken } from './sql-tokens.js';

/** OFFSET clauses at any depth; `LIMIT a, b` is one, `OFFSET 0` is none. */
export function offsetsOf(tokens: readonly SqlToken[], from: number, to: number): SqlStatement['offsets'] {
  const offsets: SqlStatement['offsets'][number][] = [];
  for (let i = from; i < to; i += 1) {
    const token = tokens[i]!;
    if (token.kind !== 'word') continue;
    const previous = tokens[i - 1];
    const next = tokens[i + 1];
    if (token.text === 'OFFSET') {
      // a column may have that name
      if (previous && i > from && (previous.text === '.' || previous.text === ',' || columnBefore.has(previous.text))) continue;
      if (!next || i + 1 >= to || (next.kind === 'op' && next.text !== '(' && next.text !== '@') || next.text === 'FROM' || next.text === 'AS') continue;
      if (next.kind === 'number' && Number(next.text) === 0) continue;
      offsets.push({ clause: 'OFFSET', at: { start: token.start, end: next.end } });
    } else if (token.text === 'LIMIT' && previous?.text !== '.' && tokens[i + 2]?.text === ',' && i + 3 < to) {
      const constant = next?.kind === 'number' && Number(next.text) === 0;
      const isList = next?.kind === 'number' || next?.kind === 'param' || next?.kind === 'hole';
      if (isList && !constant) offsets.push({ clause: 'LIMIT a, b', at: { start: token.start, end: tokens[i + 3]!.end } });
    }
  }
  return offsets;
}

const columnBefore: ReadonlySet<string> = new Set('SELECT WITH AND OR WHERE BY AS SET ( [ = < > + - * /'.split(' '));
