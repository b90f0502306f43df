import type { Finding, LawOutcome, Report } from '../facts/finding.js';
import { groupBy } from '../facts/group-by.js';
import { lawTitle } from './law-entry.js';
import type { Part } from './markdown-text.js';
import { cell, codeSpan, fit, prose } from './markdown-text.js';
import type { ReporterOptions } from './reporter.js';
import { noFindings, reportedFiles, scopeLines, suppressedLines, suppressedNote } from './suppression-text.js';
import { count } from './text.js';
import { byWeight } from './weight.js';

const home = 'https://github.com/fortress-audit/eslint-plugin-fortress';
// GitHub refuses a comment of more than 65,536 characters ("Body is too long"); bytes are never fewer.
const commentLimit = 65_536;
// "Job summaries are isolated between steps and each step is restricted to a maximum size of 1MiB."
export const summaryLimit = 1024 * 1024;
/** Errors that are seen without unfolding anything. */
const openErrors = 20;
const relatedLimit = 3;

const link = (text: string, url: string): string => `[${text}](${url})`;
const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |\n`;
const header = (titles: readonly string[]): string => `${row(titles)}|${titles.map(() => '---|').join('')}\n`;

/** Where something is, as a link to the audited commit where that is known. */
function place(path: string, line: number, { pathPrefix, blobUrl }: ReporterOptions): string {
  const whole = `${pathPrefix}${path}`.replace(/\/$/u, '') || '.';
  const text = codeSpan(line > 0 ? `${whole}:${line}` : whole);
  if (blobUrl === null || path === '') return text;
  const encoded = whole.replace(/\p{Surrogate}/gu, '\ufffd').split('/').map(encodeURIComponent).join('/').replace(/[()]/g, (bracket) => (bracket === '(' ? '%28' : '%29'));
  return link(text, `${blobUrl}${encoded}${line > 0 ? `#L${line}` : ''}`);
}

const lawLink = (law: string): string => link(codeSpan(law), `${home}/blob/main/docs/laws/${encodeURIComponent(law)}.md`);

function findingRow(finding: Finding, options: ReporterOptions): string {
  const { path, line, law, message, related, suppressed } = finding;
  const notes = [
    ...related.slice(0, relatedLimit).map((other) => `${place(other.path, other.line, options)} ${prose(other.message, 200)}`),
    ...(suppressed ? [prose(suppressedNote(suppressed), 200)] : []),
  ];
  return row([place(path, line, options), [prose(message), ...notes.map((note) => `<br>└ ${note}`)].join(''), codeSpan(law)]);
}

const findingHeader = header(['where', 'what', 'law']);

const folded = (title: string, rows: readonly string[], head = findingHeader): Part => ({ head: `\n<details>\n<summary>${title}</summary>\n\n${head}`, rows, tail: '\n</details>\n' });

function headline(report: Report): string {
  const { errors, warnings } = report.summary;
  if (errors + warnings === 0) return `${noFindings(report).toLowerCase()} in ${prose(reportedFiles(report), 200)}`;
  return [...(errors > 0 ? [count(errors, 'error')] : []), ...(warnings > 0 ? [count(warnings, 'warning')] : [])].join(', ');
}

function introduction(report: Report, active: readonly Finding[]): string {
  const { stack, summary, laws, root } = report;
  const number = (status: LawOutcome['status']): number => laws.filter((law) => law.status === status).length;
  const known = [...stack.frameworks, ...stack.dataLayers, ...stack.validators];
  const facts = [prose(stack.name || root, 100), ...known.map((name) => prose(name, 100)), count(summary.files, 'file'), count(summary.endpoints, 'endpoint'), count(summary.tables, 'table')];
  const statuses = [
    `${count(number('upheld'), 'law')} upheld`,
    `${number('violated')} violated`,
    `${number('not applicable')} not applicable`,
    `${number('undetermined')} undetermined`,
  ];
  const notes = [...(report.scope ? [`reported: ${reportedFiles(report)}`] : []), ...scopeLines(report), ...suppressedLines(report)];
  const undetermined = laws.filter(({ status }) => status === 'undetermined').map(({ id }) => codeSpan(id));
  const byLaw = [...groupBy(active, ({ law }) => law)].sort(([, a], [, b]) => byWeight(a[0]!, b[0]!));
  return [
    `<!-- fortress-audit -->\n### Fortress: ${headline(report)}\n\n${facts.join(' · ')}\n\n${statuses.join(', ')}`,
    notes.length > 0 ? `; ${notes.map((note) => prose(note, 200)).join('; ')}` : '',
    '.\n',
    undetermined.length > 0 ? `\nNot judged, because nothing of its kind was understood: ${undetermined.join(', ')}.\n` : '',
    byLaw.length > 0 ? `\n${header(['law', 'errors', 'warnings', 'what it asks for'])}` : '',
    ...byLaw.map(([law, group]) => {
      const errors = group.filter(({ severity }) => severity === 'error').length;
      return row([lawLink(law), String(errors), String(group.length - errors), prose(lawTitle(law))]);
    }),
  ].join('');
}

/** The report as Markdown of at most `limit` bytes: what is new and severe first, the rest folded. */
function page(report: Report, options: ReporterOptions, limit: number): string {
  const sorted = [...report.findings].sort(byWeight);
  const active = sorted.filter(({ suppressed }) => !suppressed);
  const suppressed = sorted.filter((finding) => finding.suppressed);
  const errors = active.filter(({ severity }) => severity === 'error');
  const warnings = active.filter(({ severity }) => severity === 'warn');
  const rowsOf = (findings: readonly Finding[]): string[] => findings.map((finding) => findingRow(finding, options));
  const parts: Part[] = [
    { head: `\n#### Errors\n\n${findingHeader}`, rows: rowsOf(errors.slice(0, openErrors)), tail: '' },
    folded(count(errors.length - openErrors, 'more error'), rowsOf(errors.slice(openErrors))),
    folded(count(warnings.length, 'warning'), rowsOf(warnings)),
    folded(
      `${count(report.problems.length, 'problem')}: not read or not understood, so not judged`,
      report.problems.map(({ path, message }) => row([place(path, 0, options), prose(message)])),
      header(['where', 'what']),
    ),
    folded(`${count(suppressed.length, 'suppressed finding')}`, rowsOf(suppressed)),
  ].filter(({ rows }) => rows.length > 0);
  const end = `\n<sub>${prose(report.tool.name)} ${prose(report.tool.version)}</sub>\n`;
  const notice = (leftOff: number): string => `\n**${count(leftOff, 'more entry').replace('entrys', 'entries')} did not fit here.** The formats \`json\`, \`csv\` and \`html\` have every one.\n`;
  return fit(introduction(report, active), parts, end, limit, notice);
}

/**
 * A comment for a pull or merge request that fits GitHub's limit. Its first line is a mark by which a script finds the
 * comment of an earlier run.
 */
export const markdown = (report: Report, options: ReporterOptions): string => page(report, options, commentLimit);

/**
 * The same for the job summary of GitHub Actions, which holds more.
 *
 * @param taken bytes that earlier commands of the step have written there
 */
export const githubSummary = (report: Report, options: ReporterOptions, taken = 0): string => page(report, options, summaryLimit - taken);
