import type { TSESTree } from '@typescript-eslint/types';
import type { TimeFact } from '../facts/time.js';
import type { Value } from '../facts/value.js';
import { localTexts, luxonZones, momentZones, sharedLocalTexts } from '../recognise/time.js';
import { chainOf, unwrap } from './chains.js';
import { dateParts } from './date-parts.js';
import { settle } from './settle.js';
import type { Node, SourceFile } from './source-file.js';
import { holdsAny, spanOf } from './source-file.js';
import { isMessageText } from './message-text.js';
import { timeColumns } from './time-columns.js';
import { propertyKey } from './property-key.js';
import { valuesOf } from './values.js';

type Format = Extract<TimeFact, { form: 'format' }>;

const none: Value = { k: 'literal', value: null, at: { start: 0, end: 0 } };
const libraries = /^(moment|moment-timezone|dayjs|date-fns|luxon)(\/|$)/;

/** Where a file formats dates in the zone of the process, sets that zone, or declares columns of type timestamp apart from tables. */
export function timesOf(file: SourceFile): TimeFact[] {
  const facts: TimeFact[] = timeColumns(file);
  if (file.kind !== 'runtime') return facts;
  const usesLibrary = file.nodes('ImportDeclaration').some((i) => libraries.test(i.source.value)) || /require\(['"](moment|dayjs|date-fns|luxon)/.test(file.text);
  const speaks = holdsAny(file.text, ['Locale', 'DateTimeFormat', 'String']);
  if (speaks || usesLibrary)
    for (const call of file.nodes('CallExpression')) {
      const fact = (speaks ? dateText(file, call) : null) ?? (usesLibrary ? libraryText(file, call) : null);
      if (fact && !isMessageText(file, call) && !isComparedAlike(call)) facts.push(fact);
    }
  if (file.text.includes('DateTimeFormat'))
    for (const node of [...file.nodes('NewExpression'), ...file.nodes('CallExpression')]) {
      const fact = intlFormat(file, node);
      if (fact && !isMessageText(file, node)) facts.push(fact);
    }
  for (const part of dateParts(file)) facts.push({ form: 'format', by: 'date', written: part.written, zone: null, pattern: null, fn: valuesOf(file).enclosing(part.node), at: spanOf(part.node) });
  return [...facts, ...zones(file)].sort((a, b) => a.at.start - b.at.start);
}

/** `moment(a).format(pattern) === moment(b).format(pattern)`: no text of it is kept, and the zone is the same on both sides. */
function isComparedAlike(call: TSESTree.CallExpression): boolean {
  const { parent } = call;
  if (parent.type !== 'BinaryExpression' || !/^[!=]==?$/.test(parent.operator)) return false;
  const methodOf = (node: Node): string | null => {
    const plain = unwrap(node);
    const callee = plain.type === 'CallExpression' ? unwrap(plain.callee) : null;
    return callee?.type === 'MemberExpression' ? propertyKey({ key: callee.property, computed: callee.computed }) : callee?.type === 'Identifier' ? callee.name : null;
  };
  const method = methodOf(parent.left);
  return method !== null && method === methodOf(parent.right);
}

const formatAt = (file: SourceFile, node: Node, fact: Omit<Format, 'form' | 'fn' | 'at'>): Format => ({ form: 'format', ...fact, fn: valuesOf(file).enclosing(node), at: spanOf(node) });

const writtenOf = (file: SourceFile, node: Node): string => {
  const { start, end } = spanOf(node);
  const text = file.text.slice(start, end).replace(/\s+/g, ' ');
  return text.length > 40 ? `…${text.slice(-38)}` : text;
};

/** `date.toLocaleDateString('en', options)`; `toLocaleString` and `toString` only where the file shows that it is a date. */
function dateText(file: SourceFile, call: TSESTree.CallExpression): Format | null {
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return null;
  const { name } = callee.property;
  const isShared = sharedLocalTexts.has(name);
  if (!localTexts.has(name) && !(isShared && isDate(file, callee.object))) return null;
  const takesZone = name.startsWith('toLocale');
  if (call.arguments.some((a) => a.type === 'SpreadElement')) return null;
  const [, options] = call.arguments;
  return formatAt(file, call, { by: 'date', written: writtenOf(file, callee), zone: takesZone ? { options: options ? valuesOf(file).of(options) : none, name: 'timeZone' } : null, pattern: null });
}

function isDate(file: SourceFile, node: Node): boolean {
  const value = settle(file, valuesOf(file).of(node));
  if (value.k === 'new') return value.callee.k === 'global' && value.callee.name === 'Date';
  return value.k === 'typed' && value.type.t === 'name' && value.type.symbol.k === 'global' && value.type.symbol.name === 'Date';
}

/** Asks for the zone or the pattern of a language; writes no date. */
const notFormatting = /^(resolvedOptions|formatToParts|supportedLocalesOf)$/;

/** `new Intl.DateTimeFormat('en', options)`, where it formats: asking it for the zone of the process is no format. */
function intlFormat(file: SourceFile, node: TSESTree.NewExpression | TSESTree.CallExpression): Format | null {
  const callee = unwrap(node.callee);
  if (callee.type !== 'MemberExpression' || propertyKey({ key: callee.property, computed: callee.computed }) !== 'DateTimeFormat') return null;
  const of = valuesOf(file).of(callee.object);
  if (of.k !== 'global' || of.name !== 'Intl') return null;
  const up = node.parent;
  if (up.type === 'MemberExpression' && notFormatting.test(propertyKey({ key: up.property, computed: up.computed }) ?? '')) return null;
  const [, options] = node.arguments;
  return formatAt(file, node, { by: 'intl', written: 'Intl.DateTimeFormat', zone: { options: options ? valuesOf(file).of(options) : none, name: 'timeZone' }, pattern: null });
}

const libraryOf = (value: Value): { source: string; name: string } | null => {
  const head = value.k === 'member' && value.of.k === 'import' ? value.of : value;
  return head.k === 'import' && libraries.test(head.source) ? { source: head.source.split('/')[0]!, name: value.k === 'member' ? value.name : head.name } : null;
};

function libraryText(file: SourceFile, call: TSESTree.CallExpression): Format | null {
  const values = valuesOf(file);
  const direct = libraryOf(values.of(call.callee));
  if (direct?.source === 'date-fns') {
    const [date, pattern, options] = call.arguments;
    if (!/^(format|formatDate|lightFormat)$/.test(direct.name) || !date || !pattern || !isMoment(file, date)) return null;
    return formatAt(file, call, { by: 'date-fns', written: direct.name, zone: { options: options ? values.of(options) : none, name: 'in' }, pattern: values.of(pattern) });
  }
  const { root, steps } = chainOf(file, call);
  const last = steps.at(-1);
  if (!last?.called || last.node !== call || !/^(format|toFormat|toLocaleString)$/.test(last.name)) return null;
  const start = root.type === 'CallExpression' ? root.callee : root;
  const library = libraryOf(values.of(start));
  const [pattern] = last.args;
  if (library && /^(moment|moment-timezone|dayjs)$/.test(library.source) && last.name === 'format') {
    // without a pattern the text is ISO 8601 with its offset
    const [date] = root.type === 'CallExpression' ? root.arguments : [];
    if (!pattern || steps.some((s) => momentZones.has(s.name)) || momentZones.has(library.name) || !isMoment(file, date)) return null;
    return formatAt(file, call, { by: library.source === 'dayjs' ? 'dayjs' : 'moment', written: `${library.source}().format`, zone: null, pattern: values.of(pattern) });
  }
  if (library?.source !== 'luxon' || library.name !== 'DateTime' || last.name === 'format') return null;
  const opening = steps[0];
  const isChosen = steps.some((s) => luxonZones.has(s.name)) || opening?.args.some((a) => unwrap(a).type === 'ObjectExpression') || !opening;
  return isChosen || !isMoment(file, opening.args[0]) ? null : formatAt(file, call, { by: 'luxon', written: `DateTime.${opening.name}().${last.name}`, zone: null, pattern: last.name === 'toFormat' && pattern ? values.of(pattern) : null });
}

/**
 * Whether a date is a moment: now, `new Date(…)`, a member such as `order.createdAt`. A variable may hold a calendar day
 * that was read in the zone of the process and is written back in it.
 */
function isMoment(file: SourceFile, node: Node | undefined): boolean {
  if (!node) return true;
  const plain = unwrap(node);
  if (plain.type === 'MemberExpression') return true;
  const value = valuesOf(file).of(plain);
  if (value.k === 'new') return value.callee.k === 'global' && value.callee.name === 'Date';
  return value.k === 'call' && value.callee.k === 'member' && value.callee.name === 'now' && value.callee.of.k === 'global' && value.callee.of.name === 'Date';
}

/** `process.env.TZ = 'UTC'`, `moment.tz.setDefault('UTC')`, `Settings.defaultZone = 'utc'` of Luxon. */
function zones(file: SourceFile): TimeFact[] {
  const values = valuesOf(file);
  const facts: TimeFact[] = [];
  if (holdsAny(file.text, ['TZ', 'defaultZone']) && /\bTZ\b|defaultZone/.test(file.text))
    for (const node of file.nodes('AssignmentExpression')) {
      const left = node.left;
      if (left.type !== 'MemberExpression') continue;
      const target = values.of(left);
      const isEnvironment = target.k === 'member' && target.name === 'TZ' && target.of.k === 'member' && target.of.name === 'env' && target.of.of.k === 'global' && target.of.of.name === 'process';
      const isLuxon = target.k === 'member' && /^defaultZone(Name)?$/.test(target.name) && target.of.k === 'import' && target.of.source === 'luxon';
      if (isEnvironment || isLuxon) facts.push({ form: 'zone', written: isEnvironment ? 'process.env.TZ' : 'Settings.defaultZone', value: values.of(node.right), at: spanOf(node) });
    }
  if (file.text.includes('setDefault'))
    for (const call of file.nodes('CallExpression')) {
      const callee = unwrap(call.callee);
      if (callee.type !== 'MemberExpression' || propertyKey({ key: callee.property }) !== 'setDefault' || !call.arguments[0]) continue;
      const of = values.of(callee.object);
      if (of.k === 'member' && of.name === 'tz' && libraryOf(of.of)) facts.push({ form: 'zone', written: writtenOf(file, callee), value: values.of(call.arguments[0]), at: spanOf(call) });
    }
  return facts;
}
