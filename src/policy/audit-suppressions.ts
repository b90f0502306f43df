import type { ResolvedConfig } from '../config/index.js';
import type { FileFacts } from '../facts/file.js';
import type { Finding } from '../facts/finding.js';
import { positionAt } from '../syntax/source-file.js';
import type { Suppression, TextLanguage } from './suppressions.js';
import { applySuppressions, parseSuppressions, parseTextSuppressions } from './suppressions.js';

/** Id under which suppressions that suppress nothing, or give no reason, are reported. */
export const suppressionLaw = 'unused-suppression';

export interface SuppressionContext {
  readonly config: ResolvedConfig['suppressions'];
  /** Laws that did not run, whose comments cannot be called unused. */
  readonly skipped: ReadonlySet<string>;
  textOf(path: string): string | null;
}

/** Applies the suppression comments of all files; unused ones and ones without the required reason become findings. */
export function auditSuppressions(findings: readonly Finding[], files: readonly FileFacts[], context: SuppressionContext): Finding[] {
  const byPath = new Map<string, Finding[]>();
  for (const finding of findings) {
    const list = byPath.get(finding.path);
    if (list) list.push(finding);
    else byPath.set(finding.path, [finding]);
  }
  const result = new Map<string, Finding[]>(byPath);
  const extra: Finding[] = [];
  const apply = (path: string, suppressions: readonly Suppression[]): void => {
    if (suppressions.length === 0) return;
    const applied = applySuppressions(byPath.get(path) ?? [], suppressions, context.skipped);
    result.set(path, applied.findings);
    if (context.config.reportUnused !== 'off')
      for (const one of applied.unused)
        extra.push(note(path, one, context.config.reportUnused, `This comment suppresses \`${one.law}\`, which reports nothing here, so it hides the next finding. Remove it.`));
    if (context.config.requireReason)
      for (const one of suppressions)
        if (one.law !== null && one.reason === null && one.kind !== 'enable')
          extra.push(note(path, one, 'error', `This comment suppresses \`${one.law}\` and gives no reason, so nobody can tell whether it still holds. Add one after \`--\`.`));
  };
  for (const file of files) {
    if (file.directives.length === 0) continue;
    const comments = file.directives.map((d) => ({ type: d.type, value: d.value, start: d.at.start, end: d.at.end }));
    apply(file.path, parseSuppressions(comments, (offset) => positionAt(file.lines, offset).line, file.lines.length));
  }
  const code = new Set(files.map((f) => f.path));
  for (const path of byPath.keys()) {
    const language = code.has(path) ? null : languageOf(path);
    const text = language ? context.textOf(path) : null;
    if (language && text?.includes('eslint-')) apply(path, parseTextSuppressions(text, language));
  }
  return [...[...result.values()].flat(), ...extra].sort(byPlace);
}

function note(path: string, one: Suppression, severity: 'warn' | 'error', message: string): Finding {
  return {
    law: suppressionLaw,
    severity,
    message,
    path,
    line: one.line,
    column: one.column,
    endLine: one.line,
    endColumn: one.column,
    related: [],
    fingerprint: `${one.law ?? 'all'}-${one.kind}`.padEnd(16, '0').slice(0, 16),
    source: { document: 'fortress', section: 'Suppressions' },
  };
}

function languageOf(path: string): TextLanguage | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name.endsWith('.prisma')) return 'prisma';
  if (name.endsWith('.sql')) return 'sql';
  if (/\.ya?ml$/.test(name)) return 'yaml';
  if (/dockerfile|^containerfile/i.test(name)) return 'dockerfile';
  return name.startsWith('.env') ? 'env' : null;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const byPlace = (a: Finding, b: Finding): number =>
  compare(a.path, b.path) || a.line - b.line || a.column - b.column || compare(a.law, b.law) || compare(a.message, b.message);
