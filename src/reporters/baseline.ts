import type { BaselineChange, BaselineDiff, BaselineEntry } from '../facts/baseline.js';
import type { Finding } from '../facts/finding.js';
import { versioned } from './table.js';
import { count, printable } from './text.js';

/** What a command did to a baseline, in one or two lines. */
export function baselineChangeText({ name, entries, added, removed, moved, refused }: BaselineChange): string {
  const laws = new Set(entries.map(({ law }) => law)).size;
  const places = new Set(entries.map(({ path }) => path)).size;
  const changes = [...(added > 0 ? [`${added} added`] : []), ...(removed > 0 ? [`${removed} removed`] : []), ...(moved > 0 ? [`${moved} moved`] : [])];
  const held = entries.length === 0 ? 'no findings' : `${count(entries.length, 'finding')} of ${count(laws, 'law')} in ${count(places, 'place')}`;
  return [
    `${printable(name)}: ${held} (${changes.length > 0 ? changes.join(', ') : 'nothing changed'})`,
    ...(refused > 0 ? [`${count(refused, 'finding')} of non-negotiable laws not held: only a waiver lifts them`] : []),
    '',
  ].join('\n');
}

const place = ({ path, line, column }: Finding): string => `${printable(path) || '.'}${line === 0 ? '' : `:${line}:${column}`}`;

const entryPlace = ({ path, scope }: BaselineEntry): string => `${printable(path) || '.'}${scope === '' ? '' : ` (${printable(scope)})`}`;

/** For reading: `+` for what is new, `-` for what is fixed. */
export function baselineDiffText({ name, added, fixed, known }: BaselineDiff): string {
  return [
    ...added.map((finding) => `+ ${place(finding)} ${finding.severity} ${finding.law}: ${printable(finding.message)}`),
    ...fixed.map((entry) => `- ${entryPlace(entry)} ${entry.law}`),
    ...(added.length + fixed.length > 0 ? [''] : []),
    `${printable(name)}: ${count(added.length, 'new finding')}, ${fixed.length} fixed, ${known} still there`,
    '',
  ].join('\n');
}

export function baselineDiffJson({ added, fixed, known }: BaselineDiff): string {
  return versioned({
    new: added.map(({ law, severity, message, path, line, column, fingerprint }) => ({ law, severity, message, path, line, column, fingerprint })),
    fixed: fixed.map(({ law, path, scope, anchor }) => ({ law, path, scope, anchor })),
    known,
  });
}
