import { gzipSync } from 'node:zlib';
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
import type { LawText } from '../facts/law.js';
import type { ReporterOptions } from './reporter.js';
import { byWeight } from './weight.js';

const home = 'https://github.com/fortress-audit/eslint-plugin-fortress';
// GitHub code scanning refuses a run of more than 25,000 results and keeps 5,000, refuses more than 1,000 locations of a
// result and shows 100: "SARIF results exceed one or more limits", docs.github.com. It takes 10 MB after gzip, and
// 1,024 characters of a description: "SARIF support for code scanning".
const resultLimit = 25_000;
const shownLimit = 5000;
const relatedLimit = 99;
const gzipLimit = 10_000_000;
const descriptionLimit = 1024;

const clip = (text: string): string => (text.length > descriptionLimit ? `${text.slice(0, descriptionLimit - 1)}…` : text);

const level = (severity: Severity): 'error' | 'warning' =>
  severity === 'error' ? 'error' : 'warning';

/** A relative URI. Half a surrogate pair has no UTF-8 and becomes U+FFFD. */
function uri(path: string): string {
  const wellFormed = path.replace(/\p{Surrogate}/gu, '\ufffd');
  return wellFormed.split('/').map(encodeURIComponent).join('/');
}

const fenced = (example: LawText['bad'][number]): string => {
  const code = typeof example === 'string' ? example : Object.entries(example).map(([path, text]) => `// ${path}\n${text}`).join('\n\n');
  const lines = code.split('\n').filter((line) => !/^\s*\/\/ (?:ruleid|ok): /u.test(line));
  return `\n\n\`\`\`ts\n${lines.join('\n')}\n\`\`\``;
};

/** @param text the law's own words, `null` where it has no result and nobody will read them */
function rule(id: LawId, text: LawText | null): ReportingDescriptor {
  const { title, source, group, tier, kind, recommended } = lawEntry(id);
  const helpUri = `${home}/blob/main/docs/laws/${id}.md`;
  const origin = `${documents[source.document]}, ${source.section}`;
  const [bad] = text?.bad ?? [];
  const [good] = text?.good ?? [];
  return {
    id,
    name: id.replace(/(?:^|-)(\w)/gu, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: clip(title) },
    fullDescription: { text: clip(`${title}. ${text ? `${text.rationale} ` : ''}Source: ${origin}.`) },
    helpUri,
    // GitHub requires `help.text`.
    help: {
      text: `${title}. ${text ? `${text.rationale} ` : ''}Source: ${origin}. ${helpUri}`,
      markdown: [
        `**${title}.**`,
        ...(text ? [`\n\n${text.rationale}`] : []),
        ...(bad === undefined ? [] : [`\n\nReported:${fenced(bad)}`]),
        ...(good === undefined ? [] : [`\n\nNot reported:${fenced(good)}`]),
        ...(text && text.limits.length > 0 ? [`\n\nWhat it does not see:\n\n${text.limits.map((limit) => `- ${limit}`).join('\n')}`] : []),
        `\n\nSource: ${origin}. [Documentation](${helpUri})`,
      ].join(''),
    },
    defaultConfiguration: { enabled: recommended !== 'off', level: level(recommended === 'off' ? 'warn' : recommended) },
    properties: {
      // at most 20, of which GitHub shows 10
      tags: [group.toLowerCase().replaceAll(' ', '-'), ...(group === 'Trust' ? ['security'] : []), `tier-${tier}`, kind],
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
  { readSource, pathPrefix }: ReporterOptions,
): Location {
  const { line, column, endLine, endColumn } = place;
  const isFolder = line === 0 && readSource(place.path) === null;
  const path = `${pathPrefix}${place.path === '.' ? '' : place.path}`;
  const folder = path === '' ? './' : `${uri(path.replace(/\/$/u, ''))}/`;
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

/** @param hasBaseline whether the run knows which findings are new */
function result(finding: Finding, hasBaseline: boolean, options: ReporterOptions): Result {
  const ruleIndex = lawIds.findIndex((id) => id === finding.law);
  const { suppressed } = finding;
  return {
    ruleId: finding.law,
    ...(ruleIndex >= 0 && { ruleIndex }),
    level: level(finding.severity),
    message: { text: finding.message },
    locations: [location(finding, options)],
    relatedLocations: finding.related.slice(0, relatedLimit).map((related, id) => ({
      id,
      ...location(related, options),
      message: { text: related.message },
    })),
    partialFingerprints: { 'fortress/v1': finding.fingerprint },
    ...(hasBaseline && { baselineState: suppressed?.kind === 'baseline' ? 'unchanged' : 'new' }),
    // Present on every result: SARIF 2.1.0 § 3.27.23 wants all or none.
    suppressions: suppressed
      ? [
          {
            kind: suppressed.kind === 'comment' ? 'inSource' : 'external',
            status: 'accepted',
            ...(suppressed.reason !== null && { justification: suppressed.reason }),
          },
        ]
      : [],
  };
}

function notifications({ problems, findings }: Report, kept: number, { pathPrefix }: ReporterOptions): Notification[] {
  const warning = (text: string): Notification => ({ level: 'warning', message: { text } });
  return [
    ...problems.map(({ path, message }): Notification => ({
      ...warning(message),
      ...(path !== '' && {
        locations: [
          { physicalLocation: { artifactLocation: { uri: uri(`${pathPrefix}${path}`), uriBaseId: 'SRCROOT' } } },
        ],
      }),
    })),
    ...(findings.length > kept
      ? [warning(`${findings.length} findings, of which the ${kept} weightiest are here. The json format has every one.`)]
      : []),
    ...(kept > shownLimit ? [warning(`${kept} results, the weightiest first: GitHub keeps ${shownLimit} of a run.`)] : []),
  ];
}

/**
 * SARIF 2.1.0 for code scanning. Errors come first and suppressed findings last, so that limits leave off what matters
 * least; a notification says so. Paths are relative to `SRCROOT`, the repository's root, whose place is left to the
 * reader: no absolute path leaves this machine.
 */
export function sarif(report: Report, options: ReporterOptions): string {
  const findings = [...report.findings].sort(byWeight);
  let kept = Math.min(findings.length, resultLimit);
  let text = logText(report, findings.slice(0, kept), options);
  // gzip makes nothing longer by more than a few bytes
  while (text.length > gzipLimit && kept > 0 && gzipSync(text).length > gzipLimit) {
    kept = Math.floor(kept / 2);
    text = logText(report, findings.slice(0, kept), options);
  }
  return text;
}

function logText(report: Report, findings: readonly Finding[], options: ReporterOptions): string {
  const { tool, stack } = report;
  const broken = new Set(findings.map(({ law }) => law));
  const hasBaseline = report.baseline !== undefined;
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
            rules: lawIds.map((id) => rule(id, broken.has(id) ? options.lawText(id) : null)),
          },
        },
        // GitHub takes what is before the last slash as the category of the run.
        automationDetails: { id: `fortress-audit/${stack.name ? `${stack.name}/` : ''}` },
        originalUriBaseIds: { SRCROOT: { description: { text: 'The root of the repository' } } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          { executionSuccessful: true, toolExecutionNotifications: notifications(report, findings.length, options) },
        ],
        results: findings.map((finding) => result(finding, hasBaseline, options)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}
