import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import type { Log, Run } from 'sarif';
import { describe, expect, it } from 'vitest';
import { lawIds } from '../../src/catalogue.js';
import type { Report } from '../../src/facts/finding.js';
import { sarif } from '../../src/reporters/sarif.js';
import { cleanReport, manyFindings, sampleOptions, sampleReport } from './sample-report.js';

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
      { artifactLocation: { uri: 'src/controllers/', uriBaseId: 'SRCROOT' } },
      { artifactLocation: { uri: './', uriBaseId: 'SRCROOT' } },
      { artifactLocation: { uri: 'prisma/schema.prisma', uriBaseId: 'SRCROOT' }, region: { startLine: 1 } },
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
      [{ kind: 'inSource', justification: 'banner of the command line' }],
    ]);
  });

  it('leaves off what matters least beyond 5,000 results, and says so', () => {
    const run = runOf(manyFindings(5200));
    expect(run.results).toHaveLength(5000);
    expect(run.results?.[0]?.level).toBe('error');
    const notes = run.invocations?.[0]?.toolExecutionNotifications ?? [];
    expect(notes.at(-1)?.message.text).toContain('5200 findings');
  });
});
