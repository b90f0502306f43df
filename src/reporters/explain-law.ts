import picocolors from 'picocolors';
import type { LawExplanation } from '../facts/explanation.js';
import type { LawExample } from '../facts/law.js';
import type { LayoutOptions } from './inspection-options.js';
import { versioned } from './table.js';
import { wrap } from './text.js';

const tiers = { 1: 'asked for by name', 2: 'a ban or mandate of the documents', 3: 'good practice' } as const;
const widest = 100;

/** One heading with the lines below it; code is kept as it is. */
interface Section {
  readonly title: string;
  readonly blocks: readonly { readonly text: string; readonly kind: 'prose' | 'item' | 'code' | 'file' }[];
}

const facts = ({ source, tier, kind, severities }: LawExplanation): string[] => [
  `source: ${source.document}, ${source.section}`,
  `tier ${tier} (${tiers[tier]}), ${kind === 'rule' ? 'decided by one file' : 'decided by the whole project'}`,
  `severity: ${Object.entries(severities).map(([preset, level]) => `${level} in ${preset}`).join(', ')}`,
];

const repairs = ({ fixable, suggests }: LawExplanation): string[] => [
  ...(fixable ? ['`--fix` repairs some of its findings.'] : []),
  ...(suggests ? ['Editors suggest an edit for some of its findings.'] : []),
];

const example = (one: LawExample): Section['blocks'] =>
  typeof one === 'string'
    ? [{ text: one, kind: 'code' }]
    : Object.entries(one).flatMap(([path, text]) => [{ text: path, kind: 'file' as const }, { text, kind: 'code' as const }]);

/** The page docs/accuracy.md says how it was counted, and what that is worth. */
function measuredText(measured: LawExplanation['measured']): string {
  if (!measured) return 'Not measured: no labelled place is of its kind.';
  const { tp, fp, fn } = measured;
  const share = (part: number, whole: number): string => (whole === 0 ? 'unknown' : (part / whole).toFixed(2));
  return `Precision ${share(tp, tp + fp)}, recall ${share(tp, tp + fn)} on ${tp + fn} labelled violations of public backends that its authors knew.`;
}

function sectionsOf(law: LawExplanation): Section[] {
  const items = (list: readonly string[]): Section['blocks'] => list.map((text) => ({ text, kind: 'item' }));
  return [
    { title: 'Why', blocks: [{ text: law.rationale, kind: 'prose' }] },
    { title: 'What it says', blocks: items(law.messages) },
    { title: 'Reported', blocks: law.bad.flatMap(example) },
    { title: 'Not reported', blocks: law.good.flatMap(example) },
    { title: 'Options', blocks: law.options.length > 0 ? items(law.options.map(({ name, type, description }) => `${name} (${type}): ${description}`)) : [{ text: 'none', kind: 'prose' }] },
    { title: 'Repairs', blocks: items(repairs(law)) },
    { title: 'What it does not see', blocks: items(law.limits) },
    { title: 'Measured', blocks: [{ text: measuredText(law.measured), kind: 'prose' }] },
  ].filter(({ blocks }) => blocks.length > 0) as Section[];
}

/** A law for reading at a terminal. */
export function lawPretty(law: LawExplanation, { color, columns }: LayoutOptions): string {
  const colors = picocolors.createColors(color);
  const width = Math.min(widest, columns) - 2;
  const indented = (text: string, first: string, rest: string): string[] => wrap(text, width - first.length).map((line, at) => `  ${at === 0 ? first : rest}${line}`);
  const lines = sectionsOf(law).flatMap(({ title, blocks }) => [
    '',
    colors.bold(title),
    ...blocks.flatMap(({ text, kind }, at) => {
      if (kind === 'prose') return indented(text, '', '');
      if (kind === 'item') return indented(text, '- ', '  ');
      const gap = at > 0 && (kind === 'file' || blocks[at - 1]?.kind === 'code') ? [''] : [];
      return kind === 'file' ? [...gap, `  ${colors.dim(text)}`] : [...gap, ...text.trimEnd().split('\n').map((line) => `    ${line}`.trimEnd())];
    }),
  ]);
  return `${[colors.bold(colors.cyan(law.id)), ...wrap(`${law.title}.`, width), '', ...facts(law).flatMap((line) => wrap(line, width)), ...lines, '', colors.dim(law.url)].join('\n')}\n`;
}

/** A law as Markdown, for a comment or an agent. */
export function lawMarkdown(law: LawExplanation): string {
  const fence = (text: string): string[] => {
    const ticks = text.includes('```') ? '````' : '```';
    return [`${ticks}ts`, text.trimEnd(), ticks, ''];
  };
  const lines = sectionsOf(law).flatMap(({ title, blocks }) => [
    `## ${title}`,
    '',
    ...blocks.flatMap(({ text, kind }, at) => {
      if (kind === 'code') return fence(text);
      if (kind === 'file') return [`\`${text}\``, ''];
      return kind === 'prose' || blocks[at + 1]?.kind !== 'item' ? [kind === 'item' ? `- ${text}` : text, ''] : [`- ${text}`];
    }),
  ]);
  return `${[`# ${law.id}`, '', `**${law.title}.**`, '', ...facts(law).map((line) => `- ${line}`), '', ...lines, `[${law.id}](${law.url})`].join('\n')}\n`;
}

/** A law as JSON. */
export const lawJson = (law: LawExplanation): string => versioned({ law });
