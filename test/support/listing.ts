import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FileFacts } from '../../src/facts/file.js';
import type { Span } from '../../src/facts/source.js';
import type { TypeRef, Value } from '../../src/facts/value.js';
import type { MiddlewareFact } from '../../src/facts/backend.js';
import { collectFacts } from '../../src/project/collect.js';
import { parse } from '../../src/syntax/parse.js';
import { createSourceFile, positionAt } from '../../src/syntax/source-file.js';

export interface ListingOptions {
  /** Shapes of results, generators, indexes and relations as well. */
  readonly details?: boolean;
}

/** The backend facts of every source file below a folder, one a line, by file and position. */
export function listFacts(dir: string, options: ListingOptions = {}): string {
  const manifest = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as Record<string, Record<string, string> | undefined>;
  const dependencies = new Set([...Object.keys(manifest['dependencies'] ?? {}), ...Object.keys(manifest['devDependencies'] ?? {})]);
  return sourceFiles(dir)
    .flatMap((path) => {
      const parsed = parse(path, readFileSync(join(dir, path), 'utf8'));
      const facts = collectFacts(createSourceFile({ path, kind: 'runtime', ...parsed, dependencies }));
      return linesOf(facts, options);
    })
    .map((line) => `${line}\n`)
    .join('');
}

function sourceFiles(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]sx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length).replace(/\\/g, '/').replace(/^\//, ''))
    .sort();
}

function linesOf(facts: FileFacts, { details = false }: ListingOptions): string[] {
  const lines: { at: number; text: string }[] = [];
  const add = (at: Span, text: string): void => {
    const { line } = positionAt(facts.lines, at.start);
    lines.push({ at: at.start, text: `${facts.path}:${line} ${text}` });
  };
  const value = (v: Value): string => printValue(v, facts);
  const list = (vs: readonly Value[]): string => `[${vs.map(value).join(', ')}]`;
  const optional = (name: string, v: unknown): string => (v === null || v === undefined ? '' : ` ${name}=${String(v)}`);
  const clsName = (cls: number): string => facts.classes[cls]?.name ?? `class#${cls}`;

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
        ` (${e.framework})`,
    );
  }
  for (const m of facts.mounts)
    add(
      m.at,
      `mount ${m.path === '' ? "''" : (m.path ?? '?')}` +
        optional('pathValue', m.pathValue && value(m.pathValue)) +
        (m.own ? ` own prefix of ${value(m.child)}` : ` parent=${value(m.parent)} child=${value(m.child)}`) +
        optional('dir', m.dir) +
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
  for (const t of facts.tables) {
    const columns = t.columns.map((c) =>
      [
        `${c.name}:${c.type ?? '?'}`,
        c.primaryKey && 'pk',
        c.unique && 'unique',
        c.nullable === null ? null : c.nullable ? 'null' : 'not-null',
        c.generated,
        details && c.generator && `by ${value(c.generator)}`,
        c.references && `-> ${c.references.table ?? (c.references.value ? value(c.references.value) : '?')}`,
      ]
        .filter(Boolean)
        .join(' '),
    );
    add(t.at, `table ${t.name ?? '?'}${optional('symbol', t.symbol)}${optional('cls', t.cls === null ? null : clsName(t.cls))} (${t.layer})`);
    t.columns.forEach((c, i) => add(c.at, `  column ${columns[i]}`));
    if (!details) continue;
    for (const i of t.indexes ?? []) add(i.at, `  index ${i.columns.join(', ')}${i.unique ? ' unique' : ''}`);
    for (const r of t.relations ?? []) add(r.at, `  relation ${r.form} ${r.name}${optional('target', r.target && value(r.target))}${optional('options', r.options && value(r.options))}`);
  }
  for (const problem of facts.problems) add({ start: 0, end: 0 }, `problem ${problem.message}`);
  return lines.sort((a, b) => a.at - b.at).map((l) => l.text);
}

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
      return `(${value.of.map(next).join(' | ')})`;
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
