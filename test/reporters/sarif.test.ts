import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import type { Log, Run } from 'sarif';
import { describe, expect, it } from 'vitest';
import { lawIds } from '../../src/catalogue.js';
import type { Report } from '../../src/facts/finding.js';
import { sarif } from '../../src/reporters/sarif.js';
import { cleanReport, hostileReport, manyFindings, sampleOptions, sampleReport, tangledReport } from './sample-report.js';

// Written in draft 4, of which it uses nothing that draft 7 reads otherwise but the name of `id`.
const { $schema: _draft, id: _id, ...schema } = JSON.parse(
  readFileSync(new URL('../schemas/sarif-2.1.0.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;
const validate = new Ajv({
  strict: false,
  allErrors: true,
  formats: fullFormats,
  unicodeRegExp: false,
}).compile(schema);

function runOf(report: Report): Run {
  const log = JSON.parse(sarif(report, sampleOptions)) as Log;
  const [run] = log.runs;
  if (!run) throw new Error('a log has a run');
  return run;
}

describe('sarif', () => {
  it('looks as recorded', async () => {
    await expect(sarif(sampleReport, sampleOptions)).toMatchFileSnapshot('snapshots/report.sarif');
  });

  it.each([
    ['the sample', sampleReport],
    ['a clean run', cleanReport],
    ['too many findings', manyFindings(5001)],
    ['a run with a baseline', tangledReport],
    ['hostile text', hostileReport],
  ])('follows the schema of SARIF 2.1.0: %s', (_, report) => {
    validate(JSON.parse(sarif(report, sampleOptions)));
    expect(validate.errors).toBeNull();
  });

  it('is checked by a schema that refuses other things', () => {
    expect(validate({ version: '2.1.0', runs: [{ results: [] }] })).toBe(false);
  });

  it('describes every law, and each result points at its own', () => {
    const run = runOf(sampleReport);
    const rules = run.tool.driver.rules ?? [];
    expect(rules.map(({ id }) => id)).toEqual(lawIds);
    for (const { ruleId, ruleIndex } of run.results ?? []) {
      expect(rules[ruleIndex ?? -1]?.id).toBe(ruleId);
    }
  });

  it('gives a folder no region, and a whole file its first line', () => {
    const [template] = sampleReport.findings;
    if (!template) throw new Error('the sample has findings');
    const whole = { line: 0, column: 0, endLine: 0, endColumn: 0 };
    const findings = [
      { ...template, ...whole, path: 'src/controllers' },
      { ...template, ...whole, path: '' },
      { ...template, ...whole },
    ];
    const places = runOf({ ...sampleReport, findings }).results?.map(
      ({ locations }) => locations?.[0]?.physicalLocation,
    );
    expect(places).toEqual([
      { artifactLocation: { uri: './', uriBaseId: 'SRCROOT' } },
      { artifactLocation: { uri: 'prisma/schema.prisma', uriBaseId: 'SRCROOT' }, region: { startLine: 1 } },
      { artifactLocation: { uri: 'src/controllers/', uriBaseId: 'SRCROOT' } },
    ]);
  });

  it('writes paths as URIs', () => {
    const [template] = sampleReport.findings;
    if (!template) throw new Error('the sample has findings');
    const findings = [{ ...template, path: 'src/a b/[id]#é\ud800.ts' }];
    const [result] = runOf({ ...sampleReport, findings }).results ?? [];
    expect(result?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe(
      'src/a%20b/%5Bid%5D%23%C3%A9%EF%BF%BD.ts',
    );
  });

  it('keeps suppressed findings, with their reason', () => {
    const suppressed = runOf(sampleReport).results?.filter(({ suppressions }) => suppressions?.length);
    expect(suppressed?.map(({ suppressions }) => suppressions)).toEqual([
      [{ kind: 'inSource', status: 'accepted', justification: 'banner of the command line' }],
    ]);
  });

  it('says which findings are new where there is a baseline, and only there', () => {
    const states = runOf(tangledReport).results?.map(({ ruleId, baselineState, suppressions }) => [ruleId, baselineState, suppressions?.[0]?.kind]);
    expect(states).toContainEqual(['no-cross-module-imports', 'new', undefined]);
    expect(states).toContainEqual(['no-cross-module-imports', 'unchanged', 'external']);
    expect(runOf(sampleReport).results?.every((result) => !('baselineState' in result))).toBe(true);
  });

  it('explains the laws that are broken, without the annotations of the examples', () => {
    const rules = runOf(sampleReport).tool.driver.rules ?? [];
    const help = (id: string): string => rules.find((rule) => rule.id === id)?.help?.markdown ?? '';
    expect(help('no-console')).toContain("Reported:\n\n```ts\nconsole.log('paid');\n```");
    expect(help('no-console')).toContain('`console` handed on is not followed.');
    expect(help('no-offset-pagination')).not.toContain('Reported:');
    for (const { shortDescription, fullDescription, properties } of rules) {
      expect(shortDescription?.text.length).toBeLessThanOrEqual(1024);
      expect(fullDescription?.text.length).toBeLessThanOrEqual(1024);
      expect((properties?.tags ?? []).length).toBeLessThanOrEqual(10);
    }
  });

  it('puts paths below the root of the repository', () => {
    const { runs } = JSON.parse(sarif(sampleReport, { ...sampleOptions, pathPrefix: 'apps/api/' })) as Log;
    const uris = runs[0]?.results?.flatMap(({ locations, relatedLocations }) => [...(locations ?? []), ...(relatedLocations ?? [])]).map(({ physicalLocation }) => physicalLocation?.artifactLocation?.uri);
    expect(uris?.length).toBeGreaterThan(5);
    expect(uris?.every((uri) => uri?.startsWith('apps/api/'))).toBe(true);
  });

  it('says what GitHub leaves off beyond 5,000 results', () => {
    const run = runOf(manyFindings(5200));
    expect(run.results).toHaveLength(5200);
    expect(run.results?.[0]?.level).toBe('error');
    const notes = run.invocations?.[0]?.toolExecutionNotifications ?? [];
    expect(notes.at(-1)?.message.text).toContain('GitHub keeps 5000');
  });

  it('leaves off what matters least beyond 25,000 results, and says so', () => {
    const run = runOf(manyFindings(25_200));
    expect(run.results).toHaveLength(25_000);
    expect(run.results?.[0]?.level).toBe('error');
    const notes = (run.invocations?.[0]?.toolExecutionNotifications ?? []).map(({ message }) => message.text);
    expect(notes).toContainEqual(expect.stringContaining('25200 findings, of which the 25000 weightiest'));
  });

  it('stays below what GitHub takes after gzip', () => {
    const { findings, ...rest } = manyFindings(3000);
    // random, since repeats would be squeezed to nothing
    const noise = (): string => randomBytes(4000).toString('base64');
    const text = sarif({ ...rest, findings: findings.map((finding) => ({ ...finding, message: noise() })) }, sampleOptions);
    expect(gzipSync(text).length).toBeLessThan(10_000_000);
    const [run] = (JSON.parse(text) as Log).runs;
    expect(run?.results).toHaveLength(1500);
    expect(run?.results?.[0]?.level).toBe('error');
  }, 60_000);
});
