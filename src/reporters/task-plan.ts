import type { LawOutcome, Report } from '../facts/finding.js';
import type { BackendView } from '../facts/inspection.js';
import { groupBy } from '../facts/group-by.js';
import { entryOf } from './law-entry.js';
import { codeSpan, prose } from './markdown-text.js';
import type { ReporterOptions } from './reporter.js';
import type { Area, Box, TaskItem } from './task-items.js';
import { areaOf } from './task-items.js';
import { count, printable } from './text.js';

const list = (names: readonly string[]): string => (names.length > 0 ? names.map((name) => prose(name)).join(', ') : 'none recognised');

/** Project, stack and architecture as the run saw them, and what only people know. */
export function contextLines({ stack, summary, root, problems }: Report, { backend }: ReporterOptions): string[] {
  const { nodes, cycles } = backend.modules;
  const modules = nodes.filter(({ kind }) => kind === 'module').length;
  return [
    `- **Project**: ${prose(stack.name || root)}`,
    `- **Frameworks**: ${list(stack.frameworks)}`,
    `- **Data layers**: ${list(stack.dataLayers)}`,
    `- **Validation**: ${list(stack.validators)}`,
    `- **Current architecture**: ${prose(stack.layout)}; ${count(summary.files, 'file')}, ${count(modules, 'module')}, ${count(cycles.length, 'loop')} among them, ${count(summary.endpoints, 'endpoint')}, ${count(backend.tables.length, 'table')}`,
    '- **Scalability targets and performance SLAs**: MANUAL-1.3; unless told p50 under 100 ms and p99 under 500 ms (backend-design, 3. The Sub-100ms Performance Mandate)',
    '- **Security and compliance requirements**: MANUAL-1.4',
    ...(problems.length > 0 ? [`- **Not read or not understood, so not judged**: ${count(problems.length, 'file')}: ${problems.slice(0, 5).map(({ path }) => codeSpan(path || '.')).join(', ')}${problems.length > 5 ? ' …' : ''}`] : []),
  ];
}

/** `12 of 38 (5 not known)`; rows of which the question cannot be asked do not count. */
function share(rows: readonly string[]): string {
  const number = (wanted: string): number => rows.filter((answer) => answer === wanted).length;
  const unknown = number('unknown');
  return `${number('yes')} of ${number('yes') + number('no') + unknown}${unknown > 0 ? ` (${unknown} not known)` : ''}`;
}

const versionInPath = /^\/?(?:[\w-]+\/){0,2}v\d+(?:\/|$)/u;

function apiFacts({ endpoints }: BackendView): string[] {
  const http = endpoints.filter(({ protocol }) => protocol === 'http');
  const routes = http.flatMap(({ route }) => route ?? []);
  const protocols = [...groupBy(endpoints, ({ protocol }) => protocol)].map(([protocol, group]) => `${protocol.toUpperCase()} ${group.length}`);
  return [
    `**Pattern**: ${protocols.length > 0 ? protocols.join(', ') : 'no endpoint found'}`,
    `**Versioning**: a version in the path of ${routes.filter((route) => versionInPath.test(route)).length} of ${routes.length} HTTP endpoints`,
    `**Authentication**: ${share(endpoints.map(({ authenticated }) => authenticated))} endpoints`,
    `**Validation**: ${share(endpoints.map(({ validated }) => validated))} endpoints that read input`,
    `**Rate limits**: ${share(endpoints.map(({ rateLimited }) => rateLimited))} endpoints`,
    `**Pagination**: ${share(endpoints.map(({ paginated }) => paginated))} endpoints that list rows`,
    `**Response schemas**: ${share(endpoints.map(({ responseSchema }) => (responseSchema ? 'yes' : 'no')))} endpoints`,
  ];
}

function dataFacts({ tables }: BackendView): string[] {
  const layers = [...groupBy(tables, ({ layer }) => layer)].map(([layer, group]) => `${layer} ${group.length}`);
  return [
    `**Tables**: ${tables.length}${layers.length > 0 ? ` (${layers.join(', ')})` : ''}`,
    `**Owners**: ${tables.filter(({ owner }) => owner !== null).length} of ${tables.length} belong to one module`,
    `**Locking**: ${tables.filter(({ versionColumn }) => versionColumn !== null).length} of ${tables.length} have a version column`,
  ];
}

function moduleFacts({ modules: { nodes, edges, cycles } }: BackendView): string[] {
  const names = nodes.filter(({ kind }) => kind === 'module').map(({ name }) => prose(name));
  return [
    `**Modules**: ${names.length > 0 ? names.slice(0, 30).join(', ') + (names.length > 30 ? ' …' : '') : 'none'}`,
    `**Dependencies**: ${count(edges.length, 'edge')} among modules and folders`,
    `**Loops**: ${cycles.length === 0 ? 'none' : cycles.map((cycle) => [...cycle, cycle[0] ?? ''].map((name) => prose(name)).join(' → ')).join('; ')}`,
  ];
}

/** One box for each part of the architecture: how it is now, and the items that bring it to where the laws want it. */
export function planLines(items: readonly TaskItem[], tick: Box, { backend }: ReporterOptions): string[] {
  const parts: readonly { readonly id: string; readonly title: string; readonly areas: readonly Area[]; readonly facts: readonly string[] }[] = [
    { id: 'ARCH-PLAN-1.1', title: 'API Layer', areas: ['API contract', 'Trust'], facts: apiFacts(backend) },
    { id: 'ARCH-PLAN-1.2', title: 'Data Layer', areas: ['Data integrity', 'Performance'], facts: dataFacts(backend) },
    { id: 'ARCH-PLAN-1.3', title: 'Modules', areas: ['Architecture'], facts: moduleFacts(backend) },
    { id: 'ARCH-PLAN-1.4', title: 'Operations', areas: ['Observability', 'Resilience', 'Workflow', 'Other'], facts: [] },
  ];
  return parts.flatMap(({ id, title, areas, facts }) => {
    const open = items.filter(({ law }) => areas.includes(areaOf(law)));
    const byLaw = [...groupBy(open, ({ law }) => law)].map(([law, group]) => `${codeSpan(law)} ${group.length}`);
    return [
      `- [${tick(id)}] **${id} [${title}]**:`,
      ...facts.map((fact) => `  - ${fact}`),
      `  - **Items**: ${open.length === 0 ? 'none' : `${open.length} (${byLaw.join(', ')})`}`,
    ];
  });
}

/** How to look again: everything, then law by law. */
export function commandLines(items: readonly TaskItem[], { pathPrefix }: ReporterOptions): string[] {
  const folder = printable(pathPrefix.replace(/\/$/u, ''));
  const path = folder === '' ? '' : ` ${/^[\w./-]+$/u.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`}`;
  const laws = [...new Set(items.map(({ law }) => law))].filter((law) => entryOf(law) !== null);
  return [
    '```sh',
    `npx fortress-audit${path}   # everything; exit code 1 while something fails`,
    `npx fortress-audit${path} -o tasks   # this list again`,
    ...laws.map((law) => `npx fortress-audit${path} --law ${law}`),
    '```',
  ];
}

// The seven questions of backend-architect-tasks, "Quality Assurance Task Checklist", and the laws that bear on each.
const questions: readonly { readonly id: string; readonly text: string; readonly areas: readonly Area[] }[] = [
  { id: 'QA-1.1', text: 'All services have well-defined boundaries and responsibilities', areas: ['Architecture'] },
  { id: 'QA-1.2', text: 'API contracts are documented with OpenAPI or GraphQL schemas', areas: ['API contract'] },
  { id: 'QA-1.3', text: 'Database schemas include proper indexes, constraints, and migration scripts', areas: ['Data integrity', 'Performance'] },
  { id: 'QA-1.4', text: 'Security measures cover authentication, authorization, input validation, and encryption', areas: ['Trust'] },
  { id: 'QA-1.5', text: 'Performance targets are defined with corresponding monitoring and alerting', areas: ['Performance', 'Observability'] },
  { id: 'QA-1.6', text: 'Deployment strategy supports rollback and zero-downtime releases', areas: [] },
  { id: 'QA-1.7', text: 'Disaster recovery and backup procedures are documented', areas: [] },
];

/** The closing questions, each with what the laws say about it; none is ticked by a machine. */
export function qualityLines({ laws }: Report, tick: Box): string[] {
  const number = (outcomes: readonly LawOutcome[], status: LawOutcome['status']): number => outcomes.filter((law) => law.status === status).length;
  return questions.map(({ id, text, areas }) => {
    const bearing = laws.filter(({ id: law, status }) => status !== 'off' && areas.includes(areaOf(law)));
    const said = bearing.length === 0 ? 'no law sees it' : `laws: ${number(bearing, 'upheld')} upheld, ${number(bearing, 'violated')} violated, ${number(bearing, 'undetermined')} undetermined`;
    return `- [${tick(id)}] **${id}**: ${text} (${said})`;
  });
}
