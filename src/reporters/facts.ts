import type { MiddlewareFact, TableFact } from '../facts/backend.js';
import type { FileFacts } from '../facts/file.js';
import type { Table } from '../facts/project.js';
import type { Span } from '../facts/source.js';
import type { TypeRef, Value } from '../facts/value.js';
import { positionAt } from '../syntax/source-file.js';

export interface FactLineOptions {
  /** Shapes of results, generators, indexes and relations as well. */
  readonly details?: boolean;
}

/** What the adapters saw in one file, one fact a line, by position. */
export function factLines(facts: FileFacts, { details = false }: FactLineOptions = {}): string[] {
  const lines: { at: number; text: string }[] = [];
  const add = (at: Span, text: string): void => {
    const { line } = positionAt(facts.lines, at.start);
    lines.push({ at: at.start, text: `${facts.path}:${line} ${text}` });
  };
  const value = (v: Value): string => printValue(v, facts);
  const list = (vs: readonly Value[]): string => `[${vs.map(value).join(', ')}]`;
  const clsName = (cls: number): string => classNameIn(facts, cls);

  for (const e of facts.endpoints) {
    const schemas = Object.entries(e.schemas).map(([kind, v]) => `${kind}: ${value(v)}`);
    add(
      e.at,
      `endpoint ${e.protocol === 'http' ? '' : `${e.protocol} `}${e.method} ${e.path ?? '?'}` +
        optional('pathValue', e.pathValue && value(e.pathValue)) +
        optional('methodValue', e.methodValue && value(e.methodValue)) +
        optional('version', e.version) +
        optional('resolver', e.resolver) +
        optional('router', e.router && value(e.router)) +
        optional('cls', e.cls === null ? null : clsName(e.cls)) +
        ` handlers=${list(e.handlers)}` +
        (schemas.length === 0 ? '' : ` schemas={ ${schemas.join(', ')} }`) +
        optional('documents', e.documentedResponse && value(e.documentedResponse)) +
        (e.evident ? ' evident' : '') +
        (e.handed ? ' handed-in' : '') +
        ` (${e.framework})`,
    );
  }
  for (const { use, symbol, at } of facts.operations?.tracing ?? []) add(at, `tracing ${use} ${symbol}`);
  for (const { use, symbol, options, at } of facts.operations?.health ?? []) add(at, `health ${use} ${symbol}${optional('options', options && value(options))}`);
  for (const m of facts.mounts)
    add(
      m.at,
      `mount ${m.path === '' ? "''" : (m.path ?? '?')}` +
        optional('pathValue', m.pathValue && value(m.pathValue)) +
        (m.own ? ` own prefix of ${value(m.child)}` + (value(m.parent) === value(m.child) ? '' : ` from ${value(m.parent)}`) : ` parent=${value(m.parent)} child=${value(m.child)}`) +
        optional('dir', m.dir) +
        (m.version ? ` before versions in ${m.version.kind ?? '?'}${optional('fallback', m.version.fallback)}` : '') +
        [m.flat && ' flat', m.hooks && ` hooks=${m.hooks}`, m.shared && ' shared'].filter(Boolean).join('') +
        ` (${m.framework})`,
    );
  const scope = (s: MiddlewareFact['scope']): string =>
    s.of === 'app'
      ? ['app', ...(s.methods ?? []), ...(s.path === undefined ? [] : [s.path ?? '?'])].join(' ')
      : s.of === 'router'
        ? `router ${value(s.router)} ${s.path ?? '?'}`
        : s.of === 'class'
          ? `class ${clsName(s.cls)}`
          : `function ${facts.functions[s.fn]?.name ?? s.fn}`;
  for (const m of facts.middlewares) add(m.at, `${m.role} on ${scope(m.scope)}: ${value(m.value)} (${m.framework})`);
  for (const p of facts.providers) add(p.at, `provider ${value(p.token)} ${p.form} ${value(p.use)} (${p.framework})`);
  for (const q of facts.queries) {
    const table = q.table === null ? '?' : 'name' in q.table ? q.table.name : value(q.table.value);
    const offsets = q.offsets.map((o) => `${o.clause}@${positionAt(facts.lines, o.at.start).line}`);
    add(
      q.at,
      `${q.fragment ? 'fragment' : 'query'} ${q.action} ${q.operation} table=${table} columns=${q.columns} limited=${q.limited} filtered=${q.filtered}` +
        (offsets.length === 0 ? '' : ` offsets=[${offsets.join(', ')}]`) +
        optional('receiver', q.receiver && value(q.receiver)) +
        optional('data', q.data && value(q.data)) +
        optional('text', q.text && value(q.text)) +
        optional('fn', q.fn === null ? null : (facts.functions[q.fn]?.name ?? `#${q.fn}`)) +
        optional('loop', q.loop?.kind) +
        optional('shape', details ? q.shape : null) +
        ` (${q.layer})`,
    );
  }
  for (const t of facts.tables) for (const { at, text } of tableLines(t, facts, details)) add(at, text);
  for (const problem of facts.problems) add({ start: 0, end: 0 }, `problem ${problem.message}`);
  return lines.sort((a, b) => a.at - b.at).map((l) => l.text);
}

/** A table and its columns, with the place of each. */
function tableLines(t: TableFact, facts: Pick<FileFacts, 'functions' | 'classes'>, details: boolean): { at: Span; text: string }[] {
  const lines: { at: Span; text: string }[] = [];
  const add = (at: Span, text: string): void => void lines.push({ at, text });
  const value = (v: Value): string => printValue(v, facts);
  const columns = t.columns.map((c) =>
    [
      `${c.name}:${c.type ?? '?'}`,
      c.primaryKey && 'pk',
      c.unique && 'unique',
      c.nullable === null ? null : c.nullable ? 'null' : 'not-null',
      c.version && 'version',
      c.generated,
      details && c.generator && `by ${value(c.generator)}`,
      c.references && `-> ${c.references.table ?? (c.references.value ? value(c.references.value) : '?')}`,
    ]
      .filter(Boolean)
      .join(' '),
  );
  add(t.at, `table ${t.name ?? '?'}${optional('symbol', t.symbol)}${optional('cls', t.cls === null ? null : classNameIn(facts, t.cls))} (${t.layer})`);
  t.columns.forEach((c, i) => add(c.at, `  column ${columns[i]}`));
  if (!details) return lines;
  for (const i of t.indexes ?? []) add(i.at, `  index ${i.columns.join(', ')}${i.unique ? ' unique' : ''}`);
  for (const r of t.relations ?? []) add(r.at, `  relation ${r.form} ${r.name}${optional('target', r.target && value(r.target))}${optional('options', r.options && value(r.options))}`);
  return lines;
}

/** A table of a schema document, one column a line. */
export function documentTableLines({ file, lines, fact }: Table): string[] {
  return tableLines(fact, { functions: [], classes: [] }, true).map(({ at, text }) => `${file}:${positionAt(lines, at.start).line} ${text}`);
}

const optional = (name: string, v: unknown): string => (v === null || v === undefined ? '' : ` ${name}=${String(v)}`);
const classNameIn = (facts: Pick<FileFacts, 'classes'>, cls: number): string => facts.classes[cls]?.name ?? `class#${cls}`;

/** A value as short text that reads like code; functions and classes by name. */
export function printValue(value: Value, facts: Pick<FileFacts, 'functions' | 'classes'>, depth = 0): string {
  if (depth > 5) return '…';
  const next = (v: Value): string => printValue(v, facts, depth + 1);
  const list = (vs: readonly Value[]): string => vs.map(next).join(', ');
  switch (value.k) {
    case 'unknown':
      return '?';
    case 'literal':
      return JSON.stringify(value.value);
    case 'scalar':
      return `<${value.type}>`;
    case 'text':
      return `\`${value.parts.map((p) => (p.k === 'literal' ? String(p.value) : `\${${next(p)}}`)).join('')}\``;
    case 'tagged':
      return `${next(value.tag)}\`${value.parts.map((p) => (p.k === 'literal' ? String(p.value).replace(/\s+/g, ' ') : `\${${next(p)}}`)).join('')}\``;
    case 'object': {
      const parts = [
        ...Object.entries(value.props).map(([key, v]) => `${key}: ${next(v)}`),
        ...value.spreads.map((s) => `...${next(s)}`),
      ];
      return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
    }
    case 'array':
      return `[${list(value.items)}]`;
    case 'spread':
      return `...${next(value.of)}`;
    case 'ref':
      return value.name;
    case 'import':
      return `${value.source}#${value.name}`;
    case 'global':
      return `global ${value.name}`;
    case 'param':
      return `${facts.functions[value.fn]?.name ?? `fn@${facts.functions[value.fn]?.line ?? value.fn}`}(${facts.functions[value.fn]?.params[value.index]?.name ?? value.index})`;
    case 'this':
      return 'this';
    case 'super':
      return 'super';
    case 'member':
      return `${next(value.of)}.${value.name}`;
    case 'element':
      return `${next(value.of)}[*]`;
    case 'omit':
      return `omit(${next(value.of)}, ${value.keys.join(' ')})`;
    case 'call':
      return `${next(value.callee)}(${list(value.args)})`;
    case 'new':
      return `new ${next(value.callee)}(${list(value.args)})`;
    case 'function':
      return `=>${facts.functions[value.fn]?.name ?? `fn@${facts.functions[value.fn]?.line ?? value.fn}`}`;
    case 'class':
      return `class ${facts.classes[value.cls]?.name ?? value.cls}`;
    case 'union':
      return value.when ? `(${next(value.when.of)} is ${JSON.stringify(value.when.is)} ? ${value.of.map(next).join(' : ')})` : `(${value.of.map(next).join(' | ')})`;
    case 'typed':
      return `<${printType(value.type, facts)}>`;
  }
}

function printType(type: TypeRef, facts: Pick<FileFacts, 'functions' | 'classes'>): string {
  const next = (t: TypeRef): string => printType(t, facts);
  switch (type.t) {
    case 'unknown':
      return '?';
    case 'primitive':
      return type.name;
    case 'literal':
      return JSON.stringify(type.value);
    case 'name':
      return `${printValue(type.symbol, facts)}${type.args.length === 0 ? '' : `<${type.args.map(next).join(', ')}>`}`;
    case 'array':
      return `${next(type.of)}[]`;
    case 'object':
      return `{ ${Object.keys(type.members).join(', ')} }`;
    case 'union':
      return type.of.map(next).join(' | ');
    case 'intersection':
      return type.of.map(next).join(' & ');
    case 'tuple':
      return `[${type.of.map(next).join(', ')}]`;
    case 'typeof':
      return `typeof ${printValue(type.value, facts)}`;
    case 'function':
      return `() => ${next(type.returns)}`;
  }
}
