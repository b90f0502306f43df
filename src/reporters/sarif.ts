import type {
  Location,
  Log,
  Notification,
  ReportingDescriptor,
  Result,
} from 'sarif';
import { documents, lawEntry, lawIds } from '../catalogue.js';
import type { LawId } from '../catalogue.js';
import type { Finding, Report, Severity } from '../facts/finding.js';
import type { ReporterOptions } from './reporter.js';

const home = 'https://github.com/fortress-audit/eslint-plugin-fortress';
// GitHub code scanning shows 5,000 results of a run and 100 related locations of a result:
// "SARIF support for code scanning", docs.github.com.
const resultLimit = 5000;
const relatedLimit = 100;

const level = (severity: Severity): 'error' | 'warning' =>
  severity === 'error' ? 'error' : 'warning';

/** A relative URI. Half a surrogate pair has no UTF-8 and becomes U+FFFD. */
function uri(path: string): string {
  const wellFormed = path.replace(/\p{Surrogate}/gu, '\ufffd');
  return wellFormed.split('/').map(encodeURIComponent).join('/');
}

function rule(id: LawId): ReportingDescriptor {
  const { title, source, group, tier, kind, recommended } = lawEntry(id);
  const helpUri = `${home}/blob/main/docs/laws/${id}.md`;
  const origin = `${documents[source.document]}, ${source.section}`;
  return {
    id,
    name: id.replace(/(?:^|-)(\w)/gu, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: `${title}. Source: ${origin}.` },
    helpUri,
    // GitHub requires `help.text`.
    help: {
      text: `${title}. Source: ${origin}. ${helpUri}`,
      markdown: `${title}. Source: ${origin}. [Documentation](${helpUri})`,
    },
    defaultConfiguration: { enabled: recommended !== 'off', level: level(recommended === 'off' ? 'warn' : recommended) },
    properties: {
      tags: [group.toLowerCase().replaceAll(' ', '-'), `tier-${tier}`, kind],
      'problem.severity': level(recommended === 'off' ? 'warn' : recommended),
    },
  };
}

/**
 * Where something is. A folder has no region; a finding on a whole file is put on its first
 * line, since GitHub shows no result without a line.
 */
function location(
  place: Pick<Finding, 'path' | 'line'> & Partial<Finding>,
  readSource: ReporterOptions['readSource'],
): Location {
  const { path, line, column, endLine, endColumn } = place;
  const isFolder = line === 0 && readSource(path) === null;
  const folder = path === '' || path === '.' ? './' : `${uri(path.replace(/\/$/u, ''))}/`;
  return {
    physicalLocation: {
      artifactLocation: { uri: isFolder ? folder : uri(path), uriBaseId: 'SRCROOT' },
      ...(!isFolder && {
        region: {
          startLine: Math.max(1, line),
          ...(line > 0 && column && endLine && endColumn
            ? { startColumn: column, endLine, endColumn }
            : {}),
        },
      }),
    },
  };
}

function result(finding: Finding, readSource: ReporterOptions['readSource']): Result {
  const ruleIndex = lawIds.findIndex((id) => id === finding.law);
  const { suppressed } = finding;
  return {
    ruleId: finding.law,
    ...(ruleIndex >= 0 && { ruleIndex }),
    level: level(finding.severity),
    message: { text: finding.message },
    locations: [location(finding, readSource)],
    relatedLocations: finding.related.slice(0, relatedLimit).map((related, id) => ({
      id,
      ...location(related, readSource),
      message: { text: related.message },
    })),
    partialFingerprints: { 'fortress/v1': finding.fingerprint },
    // Present on every result: SARIF 2.1.0 § 3.27.23 wants all or none.
    suppressions: suppressed
      ? [
          {
            kind: suppressed.kind === 'comment' ? 'inSource' : 'external',
            ...(suppressed.reason !== null && { justification: suppressed.reason }),
          },
        ]
      : [],
  };
}

const weight = (finding: Finding): number =>
  (finding.suppressed ? 2 : 0) + (finding.severity === 'error' ? 0 : 1);

function notifications({ problems, findings }: Report): Notification[] {
  const truncated = findings.length - resultLimit;
  return [
    ...problems.map(({ path, message }): Notification => ({
      level: 'warning',
      message: { text: message },
      ...(path !== '' && {
        locations: [
          { physicalLocation: { artifactLocation: { uri: uri(path), uriBaseId: 'SRCROOT' } } },
        ],
      }),
    })),
    ...(truncated > 0
      ? [
          {
            level: 'warning',
            message: {
              text:
                `${findings.length} findings, of which the ${resultLimit} weightiest are here. ` +
                'The json format has every one.',
            },
          } satisfies Notification,
        ]
      : []),
  ];
}

/**
 * SARIF 2.1.0 for code scanning. Errors come first and suppressed findings last, so that the
 * limit of 5,000 results leaves off what matters least, and says so in a notification.
 * Paths stay relative to `SRCROOT`, whose place is left to the reader: no absolute path leaves
 * this machine.
 */
export function sarif(report: Report, { readSource }: ReporterOptions): string {
  const { tool, stack } = report;
  const findings = [...report.findings].sort((a, b) => weight(a) - weight(b));
  const log: Log = {
    $schema:
      'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: tool.name,
            version: tool.version,
            semanticVersion: tool.version,
            informationUri: home,
            rules: lawIds.map(rule),
          },
        },
        // GitHub takes what is before the last slash as the category of the run.
        automationDetails: { id: `fortress-audit/${stack.name ? `${stack.name}/` : ''}` },
        originalUriBaseIds: { SRCROOT: { description: { text: 'The audited folder' } } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          { executionSuccessful: true, toolExecutionNotifications: notifications(report) },
        ],
        results: findings.slice(0, resultLimit).map((finding) => result(finding, readSource)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}
