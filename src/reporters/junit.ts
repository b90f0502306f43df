import type { Finding, LawOutcome, Report } from '../facts/finding.js';
import { groupBy } from '../facts/group-by.js';
import { lawTitle } from './law-entry.js';
import type { ReporterOptions } from './reporter.js';
import { suppressedNote } from './suppression-text.js';
import { count, printable, things } from './text.js';

// XML 1.0 § 2.2 allows no C0 controls but tab and line breaks, no half surrogate pairs and not these two.
const notXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;', '\n': '&#10;' };
const xml = (text: string): string => text.replace(notXml, '\ufffd').replace(/[&<>"'\n]/g, (character) => entities[character] ?? character);

interface Case {
  readonly name: string;
  readonly file: string | null;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** One line. */
  readonly message: string;
  /** Several lines, `''` for none. */
  readonly text: string;
}

const fails = ({ severity, suppressed }: Finding, { failOn }: ReporterOptions): boolean => !suppressed && (severity === 'error' || failOn !== 'error');

function lineOf({ path, line, column, severity, message, suppressed }: Finding, { pathPrefix }: ReporterOptions): string {
  const place = `${printable(`${pathPrefix}${path}`) || '.'}${line > 0 ? `:${line}:${column}` : ''}`;
  return `${place} ${severity} ${printable(message)}${suppressed ? ` (${printable(suppressedNote(suppressed))})` : ''}`;
}

/** One file that breaks a law. What does not fail the run passes, with its findings as output. */
function fileCase(path: string, findings: readonly Finding[], options: ReporterOptions): Case {
  const failing = findings.filter((finding) => fails(finding, options));
  const active = findings.filter(({ suppressed }) => !suppressed);
  const shown = failing.length > 0 ? failing : active.length > 0 ? active : findings;
  const more = shown.length > 1 ? ` (and ${count(shown.length - 1, 'more finding')})` : '';
  const place = `${options.pathPrefix}${path}` || '.';
  return {
    name: place,
    file: place,
    outcome: failing.length > 0 ? 'failed' : active.length > 0 ? 'passed' : 'skipped',
    message: `${printable(shown[0]?.message ?? '')}${more}`,
    text: findings.map((finding) => lineOf(finding, options)).join('\n'),
  };
}

/** A law that no file breaks, so that the suite is not empty and an upheld law is seen to have run. */
function lawCase({ id, status, examined }: LawOutcome): Case {
  const seen = things(examined.count, examined.noun);
  const title = lawTitle(id);
  return { name: title, file: null, outcome: status === 'upheld' ? 'passed' : 'skipped', message: `${status} (${seen})`, text: '' };
}

function caseXml({ name, file, outcome, message, text }: Case, law: string): string {
  const attributes = `name="${xml(printable(name))}" classname="fortress.${xml(law)}"${file === null ? '' : ` file="${xml(printable(file))}"`} time="0"`;
  const open = `    <testcase ${attributes}`;
  if (outcome === 'failed') return `${open}>\n      <failure message="${xml(message)}" type="${xml(law)}">${xml(text).replaceAll('&#10;', '\n')}</failure>\n    </testcase>`;
  if (outcome === 'skipped') return `${open}>\n      <skipped message="${xml(text === '' ? message : text)}"/>\n    </testcase>`;
  if (text === '') return `${open}/>`;
  return `${open}>\n      <system-out>${xml(text).replaceAll('&#10;', '\n')}</system-out>\n    </testcase>`;
}

/**
 * JUnit XML: a suite for each law, in it a case for each file that breaks it. GitLab and CircleCI tell cases apart by
 * class and name and drop repeats, Jenkins follows them through builds by the same, so the names hold no line
 * numbers and a file's findings share one case. Findings that do not fail the run are output of a case that passes;
 * a case whose findings are all suppressed is skipped, and so is a law that had nothing to judge. Laws that are off
 * are left out.
 */
export function junit(report: Report, options: ReporterOptions): string {
  const byLaw = groupBy(report.findings, ({ law }) => law);
  const outcomes = new Map(report.laws.map((outcome) => [outcome.id, outcome]));
  const suites = [...new Set([...outcomes.keys(), ...byLaw.keys()])].sort().flatMap((law) => {
    const findings = byLaw.get(law) ?? [];
    const outcome = outcomes.get(law);
    const cases = [...groupBy(findings, ({ path }) => path)].map(([path, group]) => fileCase(path, group, options));
    if (cases.length === 0 && (!outcome || outcome.status === 'off')) return [];
    return [{ law, cases: cases.length > 0 || !outcome ? cases : [lawCase(outcome)] }];
  });
  const counts = (cases: readonly Case[]): string => {
    const number = (wanted: Case['outcome']): number => cases.filter(({ outcome }) => outcome === wanted).length;
    return `tests="${cases.length}" failures="${number('failed')}" errors="0" skipped="${number('skipped')}" time="0"`;
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="fortress-audit" ${counts(suites.flatMap(({ cases }) => cases))}>`,
    ...suites.flatMap(({ law, cases }) => [`  <testsuite name="${xml(law)}" ${counts(cases)}>`, ...cases.map((one) => caseXml(one, law)), '  </testsuite>']),
    '</testsuites>',
    '',
  ].join('\n');
}
