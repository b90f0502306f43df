import type { ColumnFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import { generatedBy } from '../documents/sql-columns.js';
import { classifyIdGenerator } from '../recognise/id-generators.js';
import { localValue } from '../syntax/local-values.js';
import type { SourceFile } from '../syntax/source-file.js';
import { valuesOf } from '../syntax/values.js';

type Made = { readonly generated: ColumnFact['generated']; readonly generator: Value | null };

const nothing: Made = { generated: null, generator: null };

/**
 * How an expression makes an identifier: a call (`uuidv4()`), a generator handed over as function (`default: uuidv4`),
 * an inline function that returns one (`() => randomUUID()`). A function of another file is left as `generator`.
 */
export function madeBy(file: SourceFile, value: Value, depth = 0): Made {
  if (depth > 4) return nothing;
  const opened = lookedThrough(file, value);
  const generated = classifyIdGenerator(opened);
  if (generated) return { generated, generator: null };
  switch (opened.k) {
    case 'function':
      return returned(file, opened.fn, depth);
    case 'call': {
      const inner = madeBy(file, opened.callee, depth + 1);
      if (inner.generated || inner.generator) return inner;
      const { callee } = opened;
      return callee.k === 'member' && callee.of.k === 'call' ? madeBy(file, callee.of, depth + 1) : nothing;
    }
    case 'union':
      return opened.of.map((one) => madeBy(file, one, depth + 1)).find((made) => made.generated || made.generator) ?? nothing;
    case 'import':
      return opened.source.startsWith('.') || /^[@~#]\//.test(opened.source) ? { generated: null, generator: opened } : nothing;
    default:
      return nothing;
  }
}

function returned(file: SourceFile, fn: number, depth: number): Made {
  const values = valuesOf(file);
  const node = values.functionNodes[fn];
  if (!node) return nothing;
  if (node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement') return madeBy(file, values.of(node.body), depth + 1);
  for (const statement of file.nodes('ReturnStatement'))
    if (statement.argument && values.enclosing(statement) === fn) {
      const made = madeBy(file, values.of(statement.argument), depth + 1);
      if (made.generated || made.generator) return made;
    }
  return nothing;
}

/** Looks through constants of the file, also where they are called: `const { v4: uuid } = require('uuid')`. */
function lookedThrough(file: SourceFile, value: Value): Value {
  if (value.k === 'call') return { ...value, callee: lookedThrough(file, value.callee) };
  if (value.k === 'member') {
    const local = localValue(file, value);
    return local === value ? { ...value, of: lookedThrough(file, value.of) } : local;
  }
  if (value.k === 'new') return { ...value, callee: lookedThrough(file, value.callee) };
  return localValue(file, value);
}

/** How a default written as SQL, or as function that returns SQL (`() => 'gen_random_uuid()'`), makes a value. */
export function madeBySql(file: SourceFile, value: Value): ColumnFact['generated'] {
  const local = localValue(file, value);
  if (local.k === 'literal') return typeof local.value === 'string' ? generatedBy(local.value) : null;
  if (local.k === 'text') return generatedBy(local.parts.map((p) => (p.k === 'literal' ? String(p.value) : '')).join(''));
  if (local.k === 'union') return local.of.map((one) => madeBySql(file, one)).find((g) => g !== null) ?? null;
  if (local.k === 'call') {
    // `Sequelize.literal('gen_random_uuid()')`, `Sequelize.fn('gen_random_uuid')`, `raw('…')`
    const text = local.args[0];
    return text?.k === 'literal' && typeof text.value === 'string' ? generatedBy(/\(/.test(text.value) ? text.value : `${text.value}()`) : null;
  }
  if (local.k !== 'function') return null;
  const values = valuesOf(file);
  const node = values.functionNodes[local.fn];
  if (node?.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement') return madeBySql(file, values.of(node.body));
  for (const statement of file.nodes('ReturnStatement'))
    if (statement.argument && values.enclosing(statement) === local.fn) return madeBySql(file, values.of(statement.argument));
  return null;
}
