import type { LawId } from '../catalogue.js';
import type { Check, Details, Examined, RawFinding, Rule } from '../define.js';
import { fill } from '../define.js';
import type { Project } from '../facts/project.js';
import { ownFile } from '../own-files.js';
import { isTimed, timed } from '../project/stopwatch.js';
import type { SourceFile } from '../syntax/source-file.js';

export interface Crash {
  readonly law: LawId;
  readonly path: string;
  readonly message: string;
  /** Where it happened, for those who mend the law; without folders of this machine, for it is kept and handed on with what was read. */
  readonly stack: string;
}

export interface LawRun {
  readonly findings: readonly RawFinding[];
  readonly examined: ReadonlyMap<LawId, Examined>;
  readonly crashes: readonly Crash[];
}

type OptionsOf = (law: LawId, path: string) => Readonly<Record<string, unknown>>;

const crashOf = (law: LawId, path: string, error: unknown): Crash => ({
  law,
  path,
  message: (error instanceof Error ? error.message : String(error)).split('\n')[0]!,
  stack: (error instanceof Error && portable(error.stack ?? '')) || '',
});

const home = ownFile('.').href;

const portable = (stack: string): string => stack.replaceAll(home, '').replace(/(?<=\(|\bat )[^()\n]*[\\/]node_modules[\\/]/g, 'node_modules/');

const extras = (details: Details | undefined): Pick<RawFinding, 'related' | 'fix' | 'suggestions'> => ({
  related: details?.related ?? [],
  ...(details?.fix && { fix: details.fix }),
  ...(details?.suggest && details.suggest.length > 0 && { suggestions: details.suggest }),
});

/** The file in which an editor shows a finding, `undefined` where none does. */
export const shownIn = ({ at, path, shownIn: shown }: RawFinding): string | undefined => (at ? path : shown);

/**
 * Runs rules over one file: the listeners of all of them are merged by node type, so that every node is visited once.
 * A rule that throws is named; the others go on.
 */
export function runRules(rules: readonly Rule[], file: SourceFile, optionsOf: OptionsOf): LawRun {
  const findings: RawFinding[] = [];
  const examined = new Map<LawId, Examined>();
  const crashes: Crash[] = [];
  const merged = new Map<string, { rule: Rule; listen: (node: never) => void }[]>();
  for (const rule of rules) {
    try {
      const create = (): ReturnType<Rule['create']> =>
        rule.create({
          file,
          options: optionsOf(rule.id, file.path),
          report: (at, message, data, details) =>
            findings.push({
              law: rule.id,
              message: fill(rule.messages[message] ?? message, data),
              path: file.path,
              at,
              ...extras(details),
            }),
        });
      const listeners = isTimed() ? timed(`law ${rule.id}`, create) : create();
      examined.set(rule.id, { count: 1, noun: rule.noun });
      for (const type of Object.keys(listeners)) {
        if (file.nodes(type as 'Program').length === 0) continue;
        const list = merged.get(type);
        const entry = { rule, listen: listeners[type as 'Program'] as (node: never) => void };
        if (list) list.push(entry);
        else merged.set(type, [entry]);
      }
    } catch (error) {
      crashes.push(crashOf(rule.id, file.path, error));
    }
  }
  const crashed = new Set<Rule>();
  for (const [type, entries] of merged)
    for (const node of file.nodes(type as 'Program'))
      for (const { rule, listen } of entries) {
        if (crashed.size > 0 && crashed.has(rule)) continue;
        try {
          if (isTimed()) timed(`law ${rule.id}`, () => listen(node as never));
          else listen(node as never);
        } catch (error) {
          crashed.add(rule);
          crashes.push(crashOf(rule.id, file.path, error));
        }
      }
  return { findings, examined, crashes };
}

/**
 * Runs checks over the linked project. A check that throws is named; the others go on.
 * @param asked path of the only file whose findings are wanted: those that lie in it, and those of folders that it shows
 */
export function runChecks(checks: readonly Check[], project: Project, optionsOf: OptionsOf, asked?: string): LawRun {
  const findings: RawFinding[] = [];
  const examined = new Map<LawId, Examined>();
  const crashes: Crash[] = [];
  for (const check of checks) {
    const text = (message: string, data: Readonly<Record<string, string>>): string => fill(check.messages[message] ?? message, data);
    try {
      timed(`law ${check.id}`, () => check.check(project, {
        at: (file, at, message, data, details) =>
          findings.push({ law: check.id, message: text(message, data), path: file.path, at, ...extras(details) }),
        inDocument: (path, at, message, data, details) =>
          findings.push({ law: check.id, message: text(message, data), path, at, ...extras(details) }),
        folder: (path, shownIn, message, data, details) =>
          findings.push({ law: check.id, message: text(message, data), path, at: null, ...extras(details), shownIn }),
        asksFor: ({ path }) => asked === undefined || asked === path,
        examined: (count, noun) => {
          examined.set(check.id, { count, noun });
        },
        options: (path) => optionsOf(check.id, path),
      }));
    } catch (error) {
      crashes.push(crashOf(check.id, '', error));
    }
  }
  return { findings: asked === undefined ? findings : findings.filter((finding) => shownIn(finding) === asked), examined, crashes };
}
