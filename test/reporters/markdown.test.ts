import { describe, expect, it } from 'vitest';
import { bytesOf, cell, codeSpan, fit, prose } from '../../src/reporters/markdown-text.js';
import { githubSummary, markdown, summaryLimit } from '../../src/reporters/markdown.js';
import { cleanReport, hostileReport, manyFindings, sampleOptions, sampleReport, tangledReport } from './sample-report.js';

const long = manyFindings(5000);
const wordy = { ...long, findings: long.findings.map((finding) => ({ ...finding, message: 'é'.repeat(3000) })) };

describe('markdown', () => {
  it('looks as recorded', async () => {
    await expect(markdown(tangledReport, sampleOptions)).toMatchFileSnapshot('snapshots/report.md');
    await expect(markdown(cleanReport, sampleOptions)).toMatchFileSnapshot('snapshots/clean.md');
  });

  it('shows errors, folds warnings, problems and what is suppressed', () => {
    const folds = [...markdown(tangledReport, sampleOptions).matchAll(/<summary>(.*)<\/summary>/gu)].map(([, title]) => title);
    expect(folds).toEqual(['1 warning', '2 problems: not read or not understood, so not judged', '2 suppressed findings']);
    const [open = ''] = markdown(tangledReport, sampleOptions).split('<details>');
    expect(open).toContain('`src/modules/billing/invoice.ts:1`');
    expect(open).not.toContain('banner of the command line');
  });

  it.each([
    ['many findings', long],
    ['long messages', wordy],
  ])('fits a comment, with whole rows, closed folds and a notice: %s', (_, report) => {
    const text = markdown(report, sampleOptions);
    expect(bytesOf(text)).toBeLessThanOrEqual(65_536);
    expect(bytesOf(text)).toBeGreaterThan(60_000);
    expect(text.match(/<details>/gu)?.length).toBe(text.match(/<\/details>/gu)?.length);
    for (const line of text.split('\n').filter((one) => one.startsWith('|'))) expect(line.endsWith('|'), line.slice(-80)).toBe(true);
    const rows = text.match(/^\| `prisma/gmu)?.length ?? 0;
    // the problems and the suppressed findings of the sample are rows too
    const left = Number(/\*\*([\d,]+) more entries did not fit/u.exec(text)?.[1]?.replaceAll(',', ''));
    expect(rows + left).toBeGreaterThanOrEqual(5000);
    expect(rows + left).toBeLessThanOrEqual(5003);
  });

  it('shows the only error of many findings', () => {
    expect(markdown(long, sampleOptions)).toContain('#### Errors\n\n| where | what | law |\n|---|---|---|\n| `prisma/schema.prisma:5000`');
  });

  it('gives the job summary all the room that is left of its MiB', () => {
    const whole = githubSummary(wordy, sampleOptions);
    const rest = githubSummary(wordy, sampleOptions, 900_000);
    expect(bytesOf(whole)).toBeLessThanOrEqual(summaryLimit);
    expect(bytesOf(whole)).toBeGreaterThan(1_000_000);
    expect(bytesOf(rest)).toBeLessThanOrEqual(summaryLimit - 900_000);
  });

  it('links places to the audited commit', () => {
    const text = markdown(sampleReport, { ...sampleOptions, pathPrefix: 'apps/my (api)/', blobUrl: 'https://git.example/o/r/blob/abc/' });
    expect(text).toContain('[`apps/my (api)/src/modules/orders/orders.controller.ts:42`](https://git.example/o/r/blob/abc/apps/my%20%28api%29/src/modules/orders/orders.controller.ts#L42)');
  });

  it('says what is reported where a part is, and what the baseline has too much', () => {
    const text = markdown({ ...tangledReport, scope: { what: 'changed since main', files: 3, elsewhere: 7 } }, sampleOptions);
    expect(text).toContain('; reported: 3 files changed since main; 7 findings elsewhere not reported; 2 findings suppressed: 1 by the baseline, 1 by comments; 1 of 2 baseline entries match nothing now');
    const clean = { ...cleanReport, scope: { what: 'staged', files: 3, elsewhere: 0 } };
    expect(markdown(clean, sampleOptions)).toContain('### Fortress: no findings in 3 files staged\n');
  });

  it('lets no foreign text out of its cell', () => {
    const text = markdown(hostileReport, { ...sampleOptions, blobUrl: 'https://git.example/' });
    for (const line of text.split('\n').filter((one) => one.startsWith('| '))) {
      const cells = line.replaceAll('\\|', '').split('|').length - 2;
      expect([2, 3, 4]).toContain(cells);
    }
    const outsideOfCode = text.replace(/(`+)(?!`).*?(?<!`)\1(?!`)/gu, '');
    expect(outsideOfCode).not.toMatch(/<(?!\/?(?:details|summary|sub|br)>|!-- fortress-audit -->)/u);
    expect(outsideOfCode).not.toMatch(/@\w/u);
    expect(outsideOfCode).not.toMatch(/(?<!\\)\]\(javascript/u);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/u);
  });
});

describe('Markdown out of foreign text', () => {
  it('keeps code as code and escapes the rest', () => {
    expect(prose('`a|b` is *not* <b> [x](y) &amp; snake_case _em_ 5 # 1')).toBe('`a|b` is \\*not\\* &lt;b> \\[x\\](y) &amp;amp; snake_case \\_em\\_ 5 # 1');
    expect(prose('an odd ` backtick')).toBe('an odd \\` backtick');
    expect(prose('@team and #12, $x$')).toBe('@&#8203;team and #&#8203;12, \\$x\\$');
  });

  it('cuts long messages between characters', () => {
    expect(prose('abcdef', 4)).toBe('abc…');
    expect(prose('ab😀cd', 4)).toBe('ab…');
  });

  it('fences code by more backticks than it holds', () => {
    expect(codeSpan('a``b')).toBe('```a``b```');
    expect(codeSpan('`a')).toBe('`` `a ``');
    expect(codeSpan('')).toBe('');
    expect(cell(codeSpan('a|b'))).toBe('`a\\|b`');
    expect(cell(prose('a|b'))).toBe('a\\|b');
  });

  it('leaves off rows that do not fit, and parts without one', () => {
    const parts = [
      { head: 'A\n', rows: ['1234\n', '1234\n', '1234\n'], tail: '' },
      { head: 'B\n', rows: ['123456789\n'], tail: '' },
    ];
    expect(fit('', parts, '', 300 + 13, (leftOff) => `${leftOff} left off`)).toBe('A\n1234\n1234\n2 left off');
    expect(fit('', parts, '', 1000, () => 'left off')).toBe('A\n1234\n1234\n1234\nB\n123456789\n');
  });
});
