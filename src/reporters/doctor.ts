import picocolors from 'picocolors';
import type { Diagnosis, Gap, ProbeRow, TracingRow } from '../facts/inspection.js';
import type { LayoutOptions } from './inspection-options.js';
import { versioned } from './table.js';
import { count, grouped, printable, wrap } from './text.js';

/** A diagnosis as JSON. */
export const doctorJson = (diagnosis: Diagnosis): string => versioned(diagnosis);

/** A diagnosis for reading. */
export function doctorPretty(diagnosis: Diagnosis, options: LayoutOptions): string {
  const colors = picocolors.createColors(options.color);
  const lines: string[] = [];
  const item = (text: string, indent = 2): void => {
    lines.push(...wrap(printable(text), options.columns - indent - 2).map((line, i) => ' '.repeat(i === 0 ? indent : indent + 2) + line));
  };
  const section = (title: string, items: readonly string[]): void => {
    if (items.length === 0) return;
    lines.push('', colors.bold(title));
    for (const one of items) item(one);
  };
  const gap = (title: string, { total, shown }: Gap): void => {
    if (total === 0) return;
    section(`${title}: ${grouped(total)}`, [
      ...shown.map(({ path, line, what }) => `${path}:${line}  ${what}`),
      ...(total > shown.length ? [`… and ${grouped(total - shown.length)} more`] : []),
    ]);
  };
  const { layout } = diagnosis;
  lines.push(colors.bold(printable(diagnosis.name)));
  item(`configuration: ${diagnosis.configFile ?? 'none, the defaults hold'}`);
  section('Stack', [
    ...diagnosis.adapters.map(({ name, role, because, found }) => `${name} (${role}): ${found.length > 0 ? found.join(', ') : 'nothing found'}${because.length > 0 ? `, because of ${because.join(', ')}` : ''}`),
    ...(diagnosis.adapters.length === 0 ? ['no web framework and no data layer that Fortress knows'] : []),
    ...(diagnosis.validators.length > 0 ? [`validators: ${diagnosis.validators.join(', ')}`] : []),
    ...diagnosis.libraries.map(({ purpose, packages }) => `${purpose}: ${packages.join(', ')}`),
  ]);
  section('Tracing', diagnosis.tracing.map(tracingLine));
  section('Health probes', diagnosis.probes.map(probeLine));
  section('Layout', [layout.summary, layout.because]);
  section(
    'Packages',
    diagnosis.packages.map(({ name, dir, kind, files }) => `${dir || '.'}${name === null ? '' : ` (${name})`}: ${kind}; ${Object.entries(files).map(([of, number]) => `${number} ${of}`).join(', ') || 'no code'}`),
  );
  section('Assumed', diagnosis.assumed);
  section('Counts', [diagnosis.counts.map(({ noun, count: number }) => plural(number, noun)).join(' · ')]);
  gap('Endpoints whose handler is not known', diagnosis.unresolvedHandlers);
  gap('Endpoints whose path is not known', diagnosis.unresolvedPaths);
  gap('Calls that look like queries, on something that could not be followed', diagnosis.unconfirmedQueries);
  gap('Imports that lead nowhere', diagnosis.unresolvedImports);
  section('Laws that could not be judged', diagnosis.laws.map(({ id, status, because }) => `${id}: ${status}, ${because}`));
  section('Laws that crashed', diagnosis.crashes);
  section(`Problems: ${diagnosis.problems.length}`, diagnosis.problems.length === 0 ? [] : diagnosis.problems.map(({ path, message }) => `${path || '.'}: ${message}`));
  return `${lines.join('\n')}\n`;
}

function tracingLine({ path, line, library, symbol, order, behind }: TracingRow): string {
  const when = {
    first: 'before anything that it hooks into is loaded',
    late: behind ? `after ${behind.source} was loaded in ${behind.path}:${behind.line}, which it cannot hook into any more` : 'after something that it hooks into',
    alone: 'in a file that nothing imports: it has to be preloaded (node --import)',
    unknown: 'in a function',
  }[order];
  return `${library === '' ? `${symbol} (configuration)` : library}: started in ${path}:${line}, ${when}`;
}

function probeLine({ path, line, probe, route, library, checks, complete }: ProbeRow): string {
  const by = library === null ? '' : `, ${library === '' ? 'by the configuration' : library}`;
  const asks = checks.length > 0 ? `asks ${checks.map(({ what }) => what).join(', ')}` : complete ? 'asks nothing' : 'asks nothing that is in sight';
  return `${route ?? '?'} (${probe}): ${path}:${line}${by}; ${asks}`;
}

/** `2 files of runtime code`, `1 query`. */
function plural(number: number, noun: string): string {
  const [first = '', ...rest] = noun.split(' ');
  const head = number === 1 ? `1 ${first}` : first.endsWith('y') ? `${grouped(number)} ${first.slice(0, -1)}ies` : count(number, first);
  return [head, ...rest].join(' ');
}
