import type { Readable, Writable } from 'node:stream';
import { cancel, confirm, isCancel, multiselect, note, select } from '@clack/prompts';
import type { Survey } from '../hosts/survey.js';
import { UserError } from '../hosts/user-error.js';
import { parts } from '../init/plan.js';
import type { Choices, Part } from '../init/plan.js';

const names: Record<Part, { readonly label: string; readonly hint: string }> = {
  config: { label: 'Configuration', hint: 'fortress.config.ts' },
  baseline: { label: 'Baseline', hint: 'holds today’s findings, so that only new ones fail' },
  hook: { label: 'Git hook', hint: 'before each commit' },
  ci: { label: 'CI', hint: 'on each pull request' },
  eslint: { label: 'ESLint', hint: 'in the editor' },
  agents: { label: 'AGENTS.md', hint: 'a section for coding agents' },
};

/** What is asked of a person; `null` where nobody answers. */
export interface Asking {
  choices(survey: Survey, usual: Choices): Promise<Choices>;
  /** About a file that is there. */
  mayChange(path: string, how: 'overwrite' | 'append', text: string): Promise<boolean>;
}

/** The streams of the process unless others are given. */
interface Streams {
  readonly input?: Readable;
  readonly output?: Writable;
}

/** Asks at a terminal. Ctrl-C or Escape ends the command, with nothing written before the first file. */
export function createAsking(streams: Streams = {}): Asking {
  const answered = <T>(answer: T): Exclude<T, symbol> => {
    if (isCancel(answer)) {
      cancel('Cancelled.', streams);
      throw new UserError('cancelled');
    }
    return answer as Exclude<T, symbol>;
  };
  return {
    choices: async (survey, usual): Promise<Choices> => {
      const wanted = answered(
        await multiselect<Part>({ ...streams, message: 'What shall be set up?', options: parts.map((value) => ({ value, ...names[value] })), initialValues: [...usual.wanted], required: true }),
      );
      const preset =
        survey.layout.kind === 'layers' && wanted.includes('config') && survey.configFile === null
          ? answered(
              await select<Choices['preset']>({
                ...streams,
                message: 'The code is cut by technical role. Which laws shall hold?',
                options: [
                  { value: 'recommended', label: 'recommended', hint: 'new code goes into slices' },
                  { value: 'layered', label: 'layered', hint: 'horizontal layers are allowed' },
                ],
              }),
            )
          : usual.preset;
      const hookTool =
        survey.isGit && survey.hookTool === null && wanted.includes('hook')
          ? answered(
              await select<NonNullable<Choices['hookTool']> | 'none'>({
                ...streams,
                message: 'No hook tool is set up. Which one?',
                options: [
                  { value: 'lefthook', label: 'lefthook' },
                  { value: 'husky', label: 'husky' },
                  { value: 'none', label: 'none' },
                ],
              }),
            )
          : 'none';
      return { wanted: new Set(wanted), preset, hookTool: hookTool === 'none' ? null : hookTool };
    },
    mayChange: async (path, how, text) => {
      note(text.trimEnd(), how === 'append' ? `to add to ${path}` : `in the place of ${path}`, streams);
      return answered(await confirm({ ...streams, message: how === 'append' ? `${path} is there. Add these lines?` : `${path} is there. Overwrite it?`, initialValue: false }));
    },
  };
}
