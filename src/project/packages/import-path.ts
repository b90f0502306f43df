import type { ImportStep } from '../../facts/dependency.js';
import type { Project } from '../../facts/project.js';
import { positionAt } from '../../syntax/source-file.js';

/**
 * Finds the shortest way from one set of files to another along the imports of a project: by imports that exist at run
 * time, and only where those lead nowhere by type-only ones too. Files of both sets count as starts only.
 * @returns a function that gives the steps, `null` where no import leads there
 */
export function createImportPaths(project: Pick<Project, 'imports'>): (from: ReadonlySet<string>, to: ReadonlySet<string>) => ImportStep[] | null {
  const next = new Map<string, ImportStep[]>();
  for (const { file, fact, target } of project.imports) {
    if (target === null || target === file.path) continue;
    const step = { path: file.path, line: positionAt(file.lines, fact.at.start).line, imports: target, typeOnly: fact.typeOnly };
    const steps = next.get(file.path);
    if (steps) steps.push(step);
    else next.set(file.path, [step]);
  }
  for (const steps of next.values()) steps.sort((a, b) => a.line - b.line || (a.imports < b.imports ? -1 : 1));
  return (from, to) => shortest(next, from, to, false) ?? shortest(next, from, to, true);
}

function shortest(
  next: ReadonlyMap<string, readonly ImportStep[]>,
  from: ReadonlySet<string>,
  to: ReadonlySet<string>,
  withTypes: boolean,
): ImportStep[] | null {
  const cameBy = new Map<string, ImportStep | null>([...from].sort().map((path) => [path, null]));
  const queue = [...cameBy.keys()];
  for (const at of queue)
    for (const step of next.get(at) ?? []) {
      if (cameBy.has(step.imports) || (step.typeOnly && !withTypes)) continue;
      cameBy.set(step.imports, step);
      if (to.has(step.imports)) return trail(cameBy, step);
      queue.push(step.imports);
    }
  return null;
}

function trail(cameBy: ReadonlyMap<string, ImportStep | null>, last: ImportStep): ImportStep[] {
  const steps: ImportStep[] = [];
  for (let step: ImportStep | null = last; step; step = cameBy.get(step.path) ?? null) steps.unshift(step);
  return steps;
}
