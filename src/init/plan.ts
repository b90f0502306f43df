import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BaselineChange } from '../hosts/baseline.js';
import type { Survey } from '../hosts/survey.js';
import { agentsSection, hasAgentsSection, withAgentsSection } from './agents-section.js';
import { githubWorkflow, gitlabJob } from './ci-texts.js';
import { addCommand } from './commands.js';
import type { ConfigChoice } from './config-text.js';
import { configText } from './config-text.js';
import { eslintConfig, eslintLines } from './eslint-text.js';
import { hookText } from './hook-texts.js';

export const parts = ['config', 'baseline', 'hook', 'ci', 'eslint', 'agents'] as const;
export type Part = (typeof parts)[number];

/** One thing that `init` does about one file. */
export type Step = { readonly part: Part; readonly path: string } & (
  /** `path` is absolute and does not exist; or it does and holds a section of ours, which alone is renewed. */
  | { readonly does: 'write'; readonly text: string; readonly isSection: boolean }
  /** The file is there: `text` takes its place, or has its lines added, only if somebody says so. */
  | { readonly does: 'ask'; readonly text: string; readonly how: 'overwrite' | 'append' }
  /** The file is somebody's: these lines are shown. */
  | { readonly does: 'show'; readonly text: string; readonly why: string }
  | { readonly does: 'nothing'; readonly why: string }
);

export interface Choices extends ConfigChoice {
  readonly wanted: ReadonlySet<Part>;
  /** The tool to use where none is set up; `null` for no hook. */
  readonly hookTool: 'lefthook' | 'husky' | 'pre-commit' | null;
}

/** What to do, and which commands are left to the person. */
export interface Plan {
  readonly steps: readonly Step[];
  readonly then: readonly string[];
}

/**
 * Works out every step; reads which files are there and writes nothing.
 * @param baseline made beforehand, `null` where there is nothing to hold or one is there
 */
export function planSetup(survey: Survey, choices: Choices, baseline: BaselineChange | null): Plan {
  const { root, repository } = survey;
  const makers: Record<Part, () => Step> = {
    config: () => {
      const path = join(root, survey.configFile ?? 'fortress.config.ts');
      const text = configText(survey, choices);
      if (survey.configFile !== null && readFileSync(path, 'utf8') === text) return { part: 'config', path, does: 'nothing', why: 'it is up to date' };
      if (survey.configFile === null) return { part: 'config', path, does: 'write', text, isSection: false };
      return survey.configFile.endsWith('.ts') ? { part: 'config', path, does: 'ask', text, how: 'overwrite' } : { part: 'config', path, does: 'nothing', why: 'it is there already' };
    },
    baseline: () => {
      const path = baseline?.file ?? join(root, 'fortress-baseline.json');
      if (baseline === null) return { part: 'baseline', path, does: 'nothing', why: existsSync(path) ? 'it is there already (fortress-audit baseline update follows the code)' : 'there is no finding to hold' };
      return { part: 'baseline', path, does: 'write', text: baseline.text, isSection: false };
    },
    hook: () => {
      const tool = survey.hookTool ?? choices.hookTool;
      if (tool === null) return { part: 'hook', path: repository, does: 'nothing', why: survey.isGit ? 'no hook tool is set up (lefthook, husky or pre-commit; docs/hooks.md)' : 'this is no git repository' };
      const { path: name, text, lines } = hookText(tool, survey);
      const path = join(repository, name);
      if (!existsSync(path)) return { part: 'hook', path, does: 'write', text, isSection: false };
      if (readFileSync(path, 'utf8').includes('fortress-audit')) return { part: 'hook', path, does: 'nothing', why: 'it runs fortress-audit already' };
      if (name === '.husky/pre-commit') return { part: 'hook', path, does: 'ask', text: lines, how: 'append' };
      return { part: 'hook', path, does: 'show', text: lines, why: 'add to its jobs' };
    },
    ci: () => {
      if (survey.ci === 'gitlab') return { part: 'ci', path: join(repository, '.gitlab-ci.yml'), does: 'show', text: gitlabJob(survey), why: 'add this job' };
      const path = join(repository, '.github/workflows/fortress.yml');
      const text = githubWorkflow(survey);
      if (existsSync(path) && readFileSync(path, 'utf8') === text) return { part: 'ci', path, does: 'nothing', why: 'it is up to date' };
      return existsSync(path) ? { part: 'ci', path, does: 'ask', text, how: 'overwrite' } : { part: 'ci', path, does: 'write', text, isSection: false };
    },
    eslint: () => {
      const path = join(root, survey.eslintConfig ?? 'eslint.config.mjs');
      if (survey.eslintConfig === null) {
        const uses = survey.hasDependency('eslint');
        return uses ? { part: 'eslint', path, does: 'write', text: eslintConfig, isSection: false } : { part: 'eslint', path, does: 'nothing', why: 'the project does not use ESLint (docs/editor.md)' };
      }
      if (readFileSync(path, 'utf8').includes('eslint-plugin-fortress')) return { part: 'eslint', path, does: 'nothing', why: 'it has Fortress already' };
      return { part: 'eslint', path, does: 'show', text: eslintLines, why: 'add to it' };
    },
    agents: () => {
      const path = join(root, 'AGENTS.md');
      const section = agentsSection(survey);
      const now = existsSync(path) ? readFileSync(path, 'utf8') : null;
      if (now === null) return { part: 'agents', path, does: 'write', text: section, isSection: false };
      const text = withAgentsSection(now, section);
      if (text === now) return { part: 'agents', path, does: 'nothing', why: 'its section is up to date' };
      return hasAgentsSection(now) ? { part: 'agents', path, does: 'write', text, isSection: true } : { part: 'agents', path, does: 'ask', text: section, how: 'append' };
    },
  };
  const steps = parts.filter((part) => choices.wanted.has(part)).map((part) => makers[part]());
  const tool = survey.hookTool ?? choices.hookTool;
  const isWritten = (part: Part): boolean => steps.some((step) => step.part === part && step.does === 'write');
  const missing = [
    ...(survey.hasDependency('eslint-plugin-fortress') ? [] : ['eslint-plugin-fortress']),
    ...(isWritten('eslint') && !survey.hasDependency('typescript-eslint') ? ['typescript-eslint'] : []),
    ...(isWritten('hook') && tool !== null && tool !== 'pre-commit' && !survey.hasDependency(tool) ? [tool] : []),
  ];
  return {
    steps,
    then: [...(missing.length > 0 ? [addCommand(survey, missing)] : []), ...(isWritten('hook') && tool !== null ? hookText(tool, survey).then : [])],
  };
}

/** The text of a file after a step; what an `append` adds stands below what is there. */
export function resultOf(step: Extract<Step, { does: 'write' | 'ask' }>, now: string | null): string {
  if (step.does === 'write' || step.how === 'overwrite' || now === null) return step.text;
  return step.part === 'agents' ? withAgentsSection(now, step.text) : `${now.replace(/\n*$/u, '\n')}${step.text}`;
}
