import type { ResolvedConfig } from '../config/index.js';
import type { FileFacts } from '../facts/file.js';
import type { Finding } from '../facts/finding.js';
import { positionAt } from '../syntax/source-file.js';
import { Fingerprints, identityOf } from './fingerprint.js';
import { ignoredSuppressionLaw, noteFinding, suppressionLaw } from './notes.js';
import type { Suppression, TextLanguage } from './suppressions.js';
import { applySuppressions, parseSuppressions, parseTextSuppressions } from './suppressions.js';
import { byPlace } from '../facts/order.js';

export { suppressionLaw } from './notes.js';

export interface SuppressionContext {
  readonly config: ResolvedConfig['suppressions'];
  /** Laws that no comment suppresses. */
  readonly nonNegotiable: ReadonlySet<string>;
  /** Laws that did not run, whose comments cannot be called unused. */
  readonly skipped: ReadonlySet<string>;
  textOf(path: string): string | null;
}

/**
 * Applies the suppression comments of all files, of code files as their facts hold them. Unused ones, ones without the required reason and ones for laws that no
 * comment suppresses become findings.
 */
export function auditSuppressions(findings: readonly Finding[], files: readonly FileFacts[], context: SuppressionContext): Finding[] {
  const byPath = new Map<string, Finding[]>();
  for (const finding of findings) {
    const list = byPath.get(finding.path);
    if (list) list.push(finding);
    else byPath.set(finding.path, [finding]);
  }
  const result = new Map<string, Finding[]>(byPath);
  const extra: Finding[] = [];
  const fingerprints = new Fingerprints();
  const note = (law: string, path: string, { line, column, law: named, kind }: Suppression, severity: 'warn' | 'error', message: string): void => {
    const place = `${kind} ${named}`;
    const identity = identityOf(place, { start: 0, end: place.length }, '');
    extra.push(noteFinding({ law, severity, message, path, line, column, section: 'Suppressions', identity, fingerprint: fingerprints.of(law, path, identity) }));
  };
  const apply = (path: string, suppressions: readonly Suppression[]): void => {
    if (suppressions.length === 0) return;
    const isFree = ({ law }: { readonly law: string | null }): boolean => law === null || !context.nonNegotiable.has(law);
    const own = byPath.get(path) ?? [];
    const applied = applySuppressions(own.filter(isFree), suppressions.filter(isFree), context.skipped);
    result.set(path, [...applied.findings, ...own.filter((finding) => !isFree(finding))]);
    for (const one of suppressions)
      if (!isFree(one) && one.kind !== 'enable')
        note(ignoredSuppressionLaw, path, one, 'warn', `This comment suppresses \`${one.law}\`, which the configuration calls non-negotiable, so it has no effect. Remove it, or ask for a waiver.`);
    if (context.config.reportUnused !== 'off')
      for (const one of applied.unused)
        note(suppressionLaw, path, one, context.config.reportUnused, `This comment suppresses \`${one.law}\`, which reports nothing here, so it hides the next finding. Remove it.`);
    if (context.config.requireReason)
      for (const one of suppressions)
        if (one.law !== null && one.reason === null && one.kind !== 'enable')
          note(suppressionLaw, path, one, 'error', `This comment suppresses \`${one.law}\` and gives no reason, so nobody can tell whether it still holds. Add one after \`--\`.`);
  };
  for (const file of files) {
    if (file.directives.length === 0) continue;
    const comments = file.directives.map((d) => ({ type: d.type, value: d.value, start: d.at.start, end: d.at.end }));
    apply(file.path, parseSuppressions(comments, (offset) => positionAt(file.lines, offset).line, file.lines.length));
  }
  for (const path of byPath.keys()) {
    const language = languageOf(path);
    const text = language ? context.textOf(path) : null;
    if (language && text?.includes('eslint-')) apply(path, parseTextSuppressions(text, language));
  }
  return [...[...result.values()].flat(), ...extra].sort(byPlace);
}

function languageOf(path: string): TextLanguage | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name.endsWith('.prisma')) return 'prisma';
  if (name.endsWith('.sql')) return 'sql';
  if (/\.ya?ml$/.test(name)) return 'yaml';
  if (/dockerfile|^containerfile/i.test(name)) return 'dockerfile';
  return name.startsWith('.env') ? 'env' : null;
}
