import type { Survey } from '../hosts/survey.js';
import { auditCommand } from './commands.js';

const begin = '<!-- fortress:begin -->';
const end = '<!-- fortress:end -->';

/** The section of `AGENTS.md` (agents.md): what a coding agent has to know, no more. Commands are those of the repository's root. */
export const agentsSection = (survey: Survey): string => `${[
  begin,
  '## Architecture laws',
  '',
  `This backend is held to the laws of Fortress (layout: ${survey.layout.summary.replace(/[\u0000-\u001f]+/gu, ' ')}).`,
  '',
  `- After a change run \`${auditCommand(survey, '--format agent')}\` and repair what it reports; exit code 0 means clean.`,
  `- \`${auditCommand({ ...survey, folder: '' }, 'explain <law>')}\` says why a law exists and shows good code.`,
  '- Do not suppress a finding, and do not edit the baseline or `fortress.config.*`, to get past a law: ask.',
  end,
].join('\n')}\n`;

/** Whether a text has the section. */
export const hasAgentsSection = (text: string): boolean => text.includes(begin) && text.indexOf(end) > text.indexOf(begin);

/** The text with the section, which takes the place of an earlier one; everything else stays byte for byte. */
export function withAgentsSection(text: string, section: string): string {
  if (!hasAgentsSection(text)) return text === '' ? section : `${text.replace(/\n*$/u, '\n\n')}${section}`;
  const start = text.indexOf(begin);
  const after = text.indexOf(end, start) + end.length;
  return `${text.slice(0, start)}${section.trimEnd()}${text.slice(after)}`;
}
