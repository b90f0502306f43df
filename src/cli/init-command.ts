import { chmod, readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import type { Survey } from '../hosts/survey.js';
import type { Choices, Plan, Step } from '../init/plan.js';
import type { Asking } from './ask-init.js';
import { auditedFolder } from './audited-folder.js';
import { count } from '../reporters/text.js';
import { isRunByAgent } from './environment.js';
import type { Io } from './io.js';
import { progressLine } from './progress.js';
import { UserError } from '../hosts/user-error.js';

export interface InitFlags {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly color: boolean;
}

/**
 * Sets Fortress up in a folder: says what it found, asks at a terminal, writes what is missing. A file that is there is
 * only changed where somebody says so, but for the section between the markers of `AGENTS.md`.
 * @throws {UserError} for a missing folder, one without backend code, and where nobody can be asked and `--yes` is not given
 */
export async function runInit(path: string, flags: InitFlags, io: Io, asking?: Asking): Promise<void> {
  const root = await auditedFolder(path, io.cwd);
  const [{ survey: look }, { planSetup, parts, resultOf }, { changeBaseline }] = await Promise.all([import('../hosts/survey.js'), import('../init/plan.js'), import('../hosts/baseline.js')]);
  const ask = flags.yes || flags.dryRun ? null : (asking ?? (await askerFor(io)));
  const line = progressLine(io);
  const progress = line.progress && { progress: line.progress };
  const survey = await look(root, { ...progress }).finally(line.clear);
  io.stdout(`${foundLines(survey).join('\n')}\n\n`);
  const usual: Choices = { preset: 'recommended', wanted: new Set(parts), hookTool: null };
  const choices = ask ? await ask.choices(survey, usual) : usual;
  const wantsBaseline = choices.wanted.has('baseline') && survey.findings.errors + survey.findings.warnings > 0;
  const baseline = wantsBaseline
    ? await changeBaseline(root, { ...progress, ...(choices.preset !== 'recommended' && survey.configFile === null && { preset: choices.preset }) }, { kind: 'create', force: false })
        .catch((error: unknown) => {
          if (error instanceof UserError && error.message.includes('is there already')) return null;
          throw error;
        })
        .finally(line.clear)
    : null;
  const plan = planSetup(survey, choices, baseline);
  for (const step of plan.steps) await carryOut(step, survey, { dryRun: flags.dryRun ?? false, ask, io, resultOf });
  io.stdout(endLines(plan).join('\n'));
}

async function askerFor(io: Io): Promise<Asking> {
  if (!io.isInteractive || isRunByAgent(io.env) || io.env['CI'])
    throw new UserError('nobody can be asked here: give --yes to write what is missing, or --dry-run to see what that is');
  const { createAsking } = await import('./ask-init.js');
  return createAsking();
}

function foundLines({ stack, layout, findings, backends, recognisers, packageManager }: Survey): string[] {
  const built = [...stack.frameworks, ...stack.dataLayers, ...stack.validators];
  return [
    `Built with ${built.length > 0 ? built.join(', ') : 'nothing that Fortress knows'} (${packageManager}); layout: ${layout.summary}`,
    ...(backends.length > 1 ? [`Backends: ${backends.map((dir) => dir || '.').join(', ')}`] : []),
    `Today: ${count(findings.errors, 'error')}, ${count(findings.warnings, 'warning')}`,
    ...recognisers.map(({ kind, symbol, isProven, because }) => `${isProven ? 'Found' : 'Perhaps'} ${kind}: ${symbol} (${because})`),
  ].map(printableLine);
}

interface Way {
  readonly dryRun: boolean;
  readonly ask: Asking | null;
  readonly io: Io;
  readonly resultOf: typeof import('../init/plan.js').resultOf;
}

async function carryOut(step: Step, { root }: Survey, { dryRun, ask, io, resultOf }: Way): Promise<void> {
  const name = relative(root, step.path).split(sep).join('/') || '.';
  const say = (text: string): void => io.stdout(`${text}\n`);
  const shown = (text: string): string => text.trimEnd().split('\n').map((one) => `    ${one}`.trimEnd()).join('\n');
  if (step.does === 'nothing') return say(`- ${step.part}: ${name === '.' ? '' : `${name}: `}${step.why}`);
  if (step.does === 'show') return say(`- ${step.part}: ${name} is yours, ${step.why}:\n${shown(step.text)}`);
  const now = await readFile(step.path, 'utf8').catch(() => null);
  if (dryRun) {
    if (step.does === 'ask') return say(`- ${step.part}: ${name} is there: would ask before it is changed`);
    return say(`- ${step.part}: would ${step.isSection ? 'renew the section of' : 'write'} ${name}\n${step.part === 'baseline' ? `    ${count(entryCount(step.text), 'finding')}` : shown(step.text)}`);
  }
  if (step.does === 'ask' && !(await ask?.mayChange(name, step.how, step.text))) return say(`- ${step.part}: ${name} is there and stays as it is${step.how === 'append' ? `; to add:\n${shown(step.text)}` : ''}`);
  const { writeReport } = await import('./write-report.js');
  await writeReport(step.path, resultOf(step, now));
  if (step.path.endsWith('.husky/pre-commit')) await chmod(step.path, 0o755);
  say(`+ ${step.part}: ${now === null ? 'wrote' : step.does === 'write' ? 'renewed the section of' : step.how === 'append' ? 'added to' : 'replaced'} ${name}`);
}

// the list of a baseline ends with a null, so that adding an entry changes one line
const entryCount = (text: string): number => (JSON.parse(text) as { entries: unknown[] }).entries.filter(Boolean).length;

const endLines = ({ then }: Plan): string[] => [...(then.length > 0 ? ['', 'Then run:', ...then.map((command) => `  ${command}`)] : []), ''];

const printableLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]+/gu, ' ');
