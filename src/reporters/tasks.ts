import type { Report } from '../facts/finding.js';
import { manualAreas } from './manual-tasks.js';
import { codeSpan, prose } from './markdown-text.js';
import type { ReporterOptions } from './reporter.js';
import type { Box, TaskItem } from './task-items.js';
import { areaOf, areas, taskItems } from './task-items.js';
import { commandLines, contextLines, planLines, qualityLines } from './task-plan.js';
import { taskMessages } from './task-messages.js';
import { patchesOf } from './task-patches.js';
import { count } from './text.js';
import { groupBy } from '../facts/group-by.js';
import { lawTitle } from './law-entry.js';

const boxLine = /^- \[([ xX])\] \*\*([A-Z]+(?:-[A-Z]+)*-[0-9a-f.]+)\b.*$/gmu;

interface OldTask {
  readonly ticked: boolean;
  readonly line: string;
}

function oldTasks(previous: string | undefined): ReadonlyMap<string, OldTask> {
  return new Map([...(previous ?? '').matchAll(boxLine)].map(([line, tick, id]) => [id ?? '', { ticked: tick !== ' ', line }]));
}

function itemLines(item: TaskItem, tick: Box, old: ReadonlyMap<string, OldTask>, options: ReporterOptions): string[] {
  const { id, law, scope, findings } = item;
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  const number = [...(errors > 0 ? [count(errors, 'error')] : []), ...(warnings > 0 ? [count(warnings, 'warning')] : [])].join(', ');
  const known = findings.filter(({ suppressed }) => suppressed).length;
  return [
    `- [${tick(id)}] **${id} [${prose(scope, 200)}]**: ${number} of ${codeSpan(law)}${known > 0 ? `, ${known} in the baseline` : ''}${old.get(id)?.ticked ? ' (ticked, and still reported)' : ''}`,
    ...taskMessages(findings, options.pathPrefix),
  ];
}

/** All tasks of a law below what it wants and why. */
function lawLines(law: string, items: readonly TaskItem[], tick: Box, old: ReadonlyMap<string, OldTask>, options: ReporterOptions): string[] {
  const text = options.lawText(law);
  const source = items[0]?.findings[0]?.source;
  return [
    `#### ${prose(lawTitle(law))}`,
    '',
    [...(text ? [prose(text.rationale)] : []), ...(source ? [`(${prose(`${source.document}, ${source.section}`)})`] : [])].join(' '),
    '',
    ...items.flatMap((item) => itemLines(item, tick, old, options)),
    '',
  ];
}

/** Tasks of an earlier list that this run does not report: ticked where their law was judged again. */
function doneLines(report: Report, items: readonly TaskItem[], old: ReadonlyMap<string, OldTask>): string[] {
  const current = new Set(items.map(({ id }) => id));
  // a run that reports on a part of the backend says nothing about the rest
  const judged = new Set(report.scope ? [] : report.laws.filter(({ status }) => status !== 'off' && status !== 'undetermined').map(({ id }) => id));
  const lines = [...old].flatMap(([id, { line, ticked }]) => {
    if (!id.startsWith('ARCH-ITEM-') || current.has(id)) return [];
    const law = / of `([\w-]+)`/u.exec(line)?.[1] ?? '';
    return [line.replace(/^- \[.\]/u, ticked || judged.has(law) ? '- [x]' : '- [ ]').replace(/ \(ticked, and still reported\)$/u, '')];
  });
  return lines.length > 0 ? ['### Of an earlier list', '', 'This run does not report these. Ticked are those whose law it judged, and those that were ticked before.', '', ...lines, ''] : [];
}

function patchLines(items: readonly TaskItem[], options: ReporterOptions): string[] {
  const lines = items.flatMap(({ id, findings }) =>
    [...groupBy(findings, ({ path }) => path)].flatMap(([path, group]) =>
      patchesOf(path, group, options).flatMap(({ title, diff }) => {
        const longest = Math.max(2, ...[...diff.matchAll(/`+/gu)].map(([run]) => run.length));
        const fence = '`'.repeat(longest + 1);
        return [`**${id}**, ${codeSpan(`${options.pathPrefix}${path}`)}: ${prose(title)}`, '', `${fence}diff`, diff.replace(/\n$/u, ''), fence, ''];
      }),
    ),
  );
  return lines.length > 0
    ? ['A patch called safe keeps what the code does (`fortress-audit --fix` applies these); read the others first.', '', ...lines]
    : ['No finding of this run has a fix that a machine may propose.', ''];
}

/**
 * A checklist in Markdown with the parts that backend-architect-tasks asks of `TODO_backend-architect.md`: context,
 * plan, items, proposed changes, commands, quality assurance, and what no file can show. Ids depend on law and place
 * alone. Boxes that the replaced file has ticked stay ticked.
 */
export function tasks(report: Report, options: ReporterOptions): string {
  const old = oldTasks(options.previous);
  const tick: Box = (id) => (old.get(id)?.ticked ? 'x' : ' ');
  const items = taskItems(report, options.backend.modules);
  const byArea = groupBy(items, ({ law }) => areaOf(law));
  return [
    `# Backend tasks of ${prose(report.stack.name || report.root)}`,
    '',
    `Written by ${report.tool.name} ${report.tool.version}. Writing it again keeps ids and ticked boxes; other changes to this file are lost.`,
    '',
    '## Context',
    '',
    ...contextLines(report, options),
    '',
    '## Architecture Plan',
    '',
    ...planLines(items, tick, options),
    '',
    '## Architecture Items',
    '',
    ...(items.length === 0 ? ['No law that was judged is broken.', ''] : []),
    ...areas.flatMap((area) => {
      const group = byArea.get(area) ?? [];
      if (group.length === 0) return [];
      return [`### ${area}`, '', ...[...groupBy(group, ({ law }) => law)].flatMap(([law, ofLaw]) => lawLines(law, ofLaw, tick, old, options))];
    }),
    ...doneLines(report, items, old),
    '## Proposed Code Changes',
    '',
    ...patchLines(items, options),
    '## Commands',
    '',
    ...commandLines(items, options),
    '',
    '## What no file can show',
    '',
    ...manualAreas.flatMap(({ title, tasks: manual }) => [`### ${title}`, '', ...manual.map(({ id, task, source }) => `- [${tick(id)}] **${id}**: ${task} (${source})`), '']),
    '## Quality Assurance Task Checklist',
    '',
    ...qualityLines(report, tick),
    '',
  ].join('\n');
}
