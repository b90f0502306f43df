import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { pretty } from '../../src/reporters/pretty.js';
import { displayWidth, things } from '../../src/reporters/text.js';
import { cleanReport, manyFindings, sampleOptions, sampleReport } from './sample-report.js';

const words = (text: string): string => text.replace(/\s+/gu, ' ');

describe('pretty', () => {
  it.each([60, 80, 120])('looks as recorded at %i columns and keeps within them', async (columns) => {
    const text = pretty(sampleReport, { ...sampleOptions, columns });
    expect(Math.max(...text.split('\n').map(displayWidth))).toBeLessThanOrEqual(columns);
    await expect(text).toMatchFileSnapshot(`snapshots/pretty-${columns}.txt`);
  });

  it('says the same with colours', async () => {
    const text = pretty(sampleReport, { ...sampleOptions, color: true });
    expect(stripVTControlCharacters(text)).toBe(pretty(sampleReport, sampleOptions));
    await expect(text.replaceAll('\u001b', '␛')).toMatchFileSnapshot('snapshots/pretty-color.txt');
  });

  it('shows sources, fingerprints and suppressed findings when verbose', async () => {
    const text = pretty(sampleReport, { ...sampleOptions, verbose: true });
    expect(Math.max(...text.split('\n').map(displayWidth))).toBeLessThanOrEqual(80);
    await expect(text).toMatchFileSnapshot('snapshots/pretty-verbose.txt');
  });

  it('says what a clean run looked at', async () => {
    await expect(pretty(cleanReport, sampleOptions)).toMatchFileSnapshot('snapshots/pretty-clean.txt');
  });

  it('says of a run on a change what could not be judged, and no counts of what it did not report on', () => {
    const scoped = { ...sampleReport, scope: { what: 'staged', files: 2, elsewhere: 7 } };
    const text = pretty(scoped, sampleOptions);
    expect(text).not.toContain('Looked at');
    expect(words(text)).toContain('7 findings elsewhere not reported undetermined: no-offset-pagination (fortress-audit doctor)');
    expect(pretty(scoped, { ...sampleOptions, verbose: true })).toContain('Looked at');
  });

  it('does not call a backend without findings whose findings the baseline holds', () => {
    const [finding] = sampleReport.findings;
    const held = { ...cleanReport, findings: [{ ...finding!, suppressed: { kind: 'baseline' as const, reason: null } }] };
    expect(pretty(held, sampleOptions)).toContain('\nNo new findings in 214 files\n');
    expect(pretty(cleanReport, sampleOptions)).toContain('\nNo findings in 214 files\n');
  });

  it.each([
    [1, 'SQL queries', '1 SQL query'],
    [1, 'responses', '1 response'],
    [1, 'tables, dates and zones', '1 table, date or zone'],
    [1, 'relations and ORM settings', '1 relation or ORM setting'],
    [1, 'writes to module-level names', '1 write to module-level names'],
    [1, 'database clients made in functions', '1 database client made in functions'],
    [0, 'queries', '0 queries'],
    [1234, 'files', '1,234 files'],
  ])('counts %i %s as %s', (number, nouns, text) => {
    expect(things(number, nouns)).toBe(text);
  });

  it('hides warnings when quiet, and says so', () => {
    const text = pretty(sampleReport, { ...sampleOptions, quiet: true });
    expect(text).not.toContain('@default(uuid(7))');
    expect(text).toContain('4 errors, 1 warning in 4 places (warnings not shown: --quiet)');
  });

  it('shows 200 findings at most, errors before warnings, and says how to see the rest', () => {
    const text = pretty(manyFindings(1500), sampleOptions);
    expect(text.match(/ {2}warn {3}/gu)).toHaveLength(199);
    expect(text.match(/ {2}error {2}/gu)).toHaveLength(1);
    expect(words(text)).toContain(
      '… 1,300 more findings not shown: --max-findings <n> shows more, --format json every one',
    );
  });

  it('shows as many as it is told to', () => {
    const text = pretty(manyFindings(300), { ...sampleOptions, maxFindings: 300 });
    expect(text).not.toContain('not shown');
  });

  it('shows five problems, then their number', () => {
    const problems = Array.from({ length: 8 }, (_, index) => ({ path: `src/${index}.ts`, message: 'broken' }));
    const text = pretty({ ...cleanReport, problems }, sampleOptions);
    expect(text).toContain('8 problems');
    expect(text).toContain('src/4.ts');
    expect(text).not.toContain('src/5.ts');
    expect(text).toContain('… and 3 more');
    expect(pretty({ ...cleanReport, problems }, { ...sampleOptions, verbose: true })).toContain('src/7.ts');
  });

  it('lets no control character of the audited tree through', () => {
    const [finding] = sampleReport.findings;
    if (!finding) throw new Error('the sample has findings');
    const hostile = { ...finding, path: 'src/\u001b]0;x\u0007.ts', message: 'a\u202eb\r\nc\u001b[2J' };
    const text = pretty({ ...sampleReport, findings: [hostile] }, sampleOptions);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/u);
  });

  it('does without excerpts where a file cannot be read', () => {
    const text = pretty(sampleReport, { ...sampleOptions, readSource: () => null });
    expect(text).not.toContain('│');
    expect(text).toContain('no-raw-entity-return');
  });
});
