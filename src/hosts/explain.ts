import type { LawId } from '../catalogue.js';
import { documents, lawEntry, lawIds } from '../catalogue.js';
import type { ResolvedConfig } from '../config/index.js';
import { lawSchemas } from '../config/law-schemas.js';
import type { FindingExplanation, LawExplanation, OptionText } from '../facts/explanation.js';
import type { Finding } from '../facts/finding.js';
import { checks } from '../checks/index.js';
import { measured } from '../measured.js';
import { presetLevel } from '../policy/severity.js';
import { rules } from '../rules/index.js';
import type { AuditOptions, AuditResult } from './audit.js';
import { auditOpen } from './audit.js';
import { UserError } from './user-error.js';

const home = 'https://github.com/fortress-audit/eslint-plugin-fortress';

/** Everything that can be said about a law without looking at a backend. */
export function explainLaw(id: LawId): LawExplanation {
  const { title, group, tier, kind, source } = lawEntry(id);
  const law = [...rules, ...checks].find((one) => one.id === id)!;
  return {
    id,
    title,
    group,
    tier,
    kind,
    severities: { recommended: presetLevel(id, 'recommended'), layered: presetLevel(id, 'layered'), strict: presetLevel(id, 'strict') },
    source: { document: documents[source.document], section: source.section },
    rationale: law.rationale,
    messages: Object.values(law.messages).map((message) => message.replace(/\{\{(\w+)\}\}/gu, '‹$1›')),
    bad: law.examples.bad.map(withoutAnnotations),
    good: law.examples.good.map(withoutAnnotations),
    options: optionsOf(id),
    limits: law.limits ?? [],
    measured: measured[id] ?? null,
    fixable: law.fixable ?? false,
    suggests: law.hasSuggestions ?? false,
    url: `${home}/blob/main/docs/laws/${id}.md`,
  };
}

/** The id of a law as somebody writes it: with the plugin's name before it too. `null` for none. */
export const lawNamed = (name: string): LawId | null => lawIds.find((id) => id === name.replace(/^fortress\//u, '')) ?? null;

/** Comments for the fixture tests say nothing to a reader. */
const withoutAnnotations = (example: string | Readonly<Record<string, string>>): string | Readonly<Record<string, string>> => {
  const plain = (text: string): string => text.replace(/^[ \t]*(?:\/\/|--|#)[ \t]*(?:todo)?(?:ruleid|ok): .*\n/gmu, '');
  if (typeof example === 'string') return plain(example);
  const files = Object.entries(example).filter(([path]) => path !== 'package.json' && path !== 'expected-folders.json');
  return Object.fromEntries(files.map(([path, text]) => [path, plain(text)]));
};

interface OptionSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly items?: { readonly type?: string };
  readonly description?: string;
}

function optionsOf(id: LawId): OptionText[] {
  const schema = lawSchemas[id] as { readonly properties?: Readonly<Record<string, OptionSchema>> } | undefined;
  return Object.entries(schema?.properties ?? {}).map(([name, { type, enum: values, items, description }]) => ({
    name,
    type: values ? values.map((value) => JSON.stringify(value)).join(' or ') : type === 'array' ? `list of ${items?.type ?? 'value'}s` : (type ?? 'anything'),
    description: description ?? '',
  }));
}

/**
 * Audits a folder and explains one of its findings.
 * @param fingerprint whole, or its first six digits or more
 * @throws {UserError} where no finding has it, where several have, and for what `audit` throws
 */
export async function explainFinding(root: string, fingerprint: string, options: AuditOptions): Promise<FindingExplanation & Pick<AuditResult, 'root'>> {
  const { result, config } = await auditOpen(root, options);
  const found = result.report.findings.filter((finding) => finding.fingerprint.startsWith(fingerprint));
  const [finding, other] = found;
  if (!finding) throw new UserError(`no finding has the fingerprint ${fingerprint} (fortress-audit --format json lists them); a finding that is repaired is gone`);
  if (other && other.fingerprint !== finding.fingerprint) throw new UserError(`several findings have a fingerprint that starts with ${fingerprint}: give more digits`);
  const id = lawNamed(finding.law);
  return { finding, law: id && explainLaw(id), suppress: waysToSuppress(finding, config), root: result.root };
}

/** How to silence a finding, in the comment syntax of its file; a folder and JSON have no comments, and a non-negotiable law heeds none. */
function waysToSuppress({ law, path, line }: Finding, config: ResolvedConfig): FindingExplanation['suppress'] {
  const id = lawNamed(law);
  if (id === null) return [];
  const name = path.slice(path.lastIndexOf('/') + 1);
  const inConfig = {
    where: 'in the configuration, for a file or a folder',
    text: `overrides: [{ files: [${JSON.stringify(line === 0 ? `${path}/**` : path)}], laws: { ${JSON.stringify(law)}: 'off' } }]`,
  };
  const waiver = {
    where: `by a reviewed waiver in ${config.waivers}`,
    text: JSON.stringify({ law, path, reason: 'why this one is right', owner: 'who answers for it', expires: 'YYYY-MM-DD' }),
  };
  if (config.nonNegotiable.includes(id)) return [waiver];
  if (line === 0 || name.endsWith('.json')) return [waiver, inConfig];
  const lead = name.endsWith('.sql') ? '--' : /\.ya?ml$|dockerfile|^\.env/iu.test(name) ? '#' : '//';
  return [{ where: 'on the line above', text: `${lead} eslint-disable-next-line fortress/${law} -- why this one is right` }, waiver, inConfig];
}
