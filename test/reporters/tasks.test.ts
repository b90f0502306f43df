import { describe, expect, it } from 'vitest';
import type { Finding, Report } from '../../src/facts/finding.js';
import type { ReporterOptions } from '../../src/reporters/reporter.js';
import { tasks } from '../../src/reporters/tasks.js';
import { hostileReport, sampleOptions, sampleReport, tangledReport } from './sample-report.js';

const write = (report: Report, options: Partial<ReporterOptions> = {}): string => tasks(report, { ...sampleOptions, ...options });

const boxes = (text: string): readonly string[] => text.split('\n').filter((line) => line.startsWith('- ['));
const boxOf = (text: string, scope: string, law: string): string => boxes(text).find((line) => line.includes(`[${scope}]`) && line.includes(`\`${law}\``)) ?? '';
const idOf = (box: string): string => /\*\*([\w.-]+)/u.exec(box)?.[1] ?? '';
const withFindings = (findings: readonly Finding[]): Report => ({ ...sampleReport, findings });
const [template] = sampleReport.findings.filter(({ law }) => law === 'no-console');
if (!template) throw new Error('the sample has a finding of no-console');

describe('tasks', () => {
  it('looks as recorded', async () => {
    await expect(write(tangledReport)).toMatchFileSnapshot('snapshots/tasks.md');
  });

  it('gives every box an id, each once', () => {
    const ids = boxes(write(tangledReport)).map(idOf);
    expect(ids.length).toBeGreaterThan(40);
    for (const id of ids) expect(id).toMatch(/^[A-Z]+(-[A-Z]+)*-[\da-f.]+$/u);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has the sections that the document asks for', () => {
    const titles = [...write(sampleReport).matchAll(/^## (.+)$/gmu)].map(([, title]) => title);
    expect(titles).toEqual(['Context', 'Architecture Plan', 'Architecture Items', 'Proposed Code Changes', 'Commands', 'What no file can show', 'Quality Assurance Task Checklist']);
  });

  it('folds what one person repairs in one go: a law in a module', () => {
    const findings = ['a', 'b', 'c'].map((name, at) => ({ ...template, path: `src/modules/orders/${name}.ts`, line: at + 1 }));
    const text = write(withFindings(findings));
    expect(boxOf(text, 'src/modules/orders', 'no-console')).toContain('3 errors');
    expect(text).toContain('- `src/modules/orders/a.ts:1`, `src/modules/orders/b.ts:2`, `src/modules/orders/c.ts:3`: `console.log` bypasses the logger.');
  });

  it('says what is wrong once, and then what differs', () => {
    const message = (route: string, table: string): string => `Rows of \`${table}\` reach the client of ${route} exactly as \`find\` queried them. Map them.`;
    const findings = [
      { ...template, line: 1, message: message('GET /orders', 'Order') },
      { ...template, line: 2, message: message('GET /orders/:id', 'Order') },
      { ...template, line: 3, message: message('GET /users', 'User') },
      { ...template, line: 4, message: message('GET /orders', 'Order') },
      { ...template, line: 5, message: 'Something else.' },
    ];
    const lines = write(withFindings(findings)).split('\n').filter((line) => line.startsWith('  - `src/'));
    expect(lines).toEqual([
      '  - `src/modules/billing/invoice.ts:1`, `src/modules/billing/invoice.ts:4`: Rows of `Order` reach the client of GET /orders exactly as `find` queried them. Map them.',
      '  - `src/modules/billing/invoice.ts:2`: likewise GET /orders/:id',
      '  - `src/modules/billing/invoice.ts:3`: likewise `User`, GET /users',
      '  - `src/modules/billing/invoice.ts:5`: Something else.',
    ]);
  });

  it('splits what is too much for one go by the folders below, down to files', () => {
    const at = (path: string, count: number): Finding[] => Array.from({ length: count }, (_, index) => ({ ...template, path: `src/modules/orders/${path}`, line: index + 1 }));
    const text = write(withFindings([...at('a.ts', 40), ...at('pay/b.ts', 10), ...at('pay/c.ts', 10), ...at('ship/d.ts', 20), ...at('ship/deep/e.ts', 20)]));
    const items = boxes(text).flatMap((box) => /ARCH-ITEM-\S+ \[(.+)\]\*\*: (\d+)/u.exec(box)?.slice(1, 3).join(' ') ?? []);
    expect(items).toEqual(['src/modules/orders/a.ts 40', 'src/modules/orders/pay 20', 'src/modules/orders/ship/d.ts 20', 'src/modules/orders/ship/deep 20']);
    expect(text).toContain('and 28 more places');
  });

  it('keeps ids when lines, messages and other findings change', () => {
    const before = boxOf(write(sampleReport), 'src/modules/billing', 'no-console');
    const moved = withFindings([{ ...template, line: 900, message: 'another one', fingerprint: 'ffffffffffffffff' }]);
    expect(idOf(boxOf(write(moved), 'src/modules/billing', 'no-console'))).toBe(idOf(before));
    expect(idOf(before)).toMatch(/^ARCH-ITEM-[\da-f]{8}$/u);
  });

  it('keeps what is ticked, and says where it is still reported', () => {
    const first = write(sampleReport);
    const id = idOf(boxOf(first, 'src/modules/billing', 'no-console'));
    const previous = first.replace(`- [ ] **${id}`, `- [x] **${id}`).replace('- [ ] **MANUAL-3.1**', '- [X] **MANUAL-3.1**');
    const again = write(sampleReport, { previous });
    expect(boxOf(again, 'src/modules/billing', 'no-console')).toMatch(/^- \[x\] .*\(ticked, and still reported\)$/u);
    expect(again).toContain('- [x] **MANUAL-3.1**');
    expect(again).toContain('- [ ] **MANUAL-3.2**');
    expect(write(sampleReport, { previous: again })).toBe(again);
  });

  it('ticks what a judged law reports no more, and leaves alone what this run did not look at', () => {
    const previous = write(sampleReport);
    const report = withFindings([]);
    const box = (text: string): string => boxOf(text, 'src/modules/billing', 'no-console');
    expect(box(write(report, { previous }))).toMatch(/^- \[x\]/u);
    const off: Report = { ...report, laws: report.laws.map((law) => ({ ...law, status: 'off' })) };
    expect(box(write(off, { previous }))).toMatch(/^- \[ \]/u);
    const part: Report = { ...report, scope: { what: 'staged', files: 1, elsewhere: 3 } };
    expect(box(write(part, { previous }))).toMatch(/^- \[ \]/u);
    const later = write(report, { previous: write(report, { previous }) });
    expect(box(later)).toMatch(/^- \[x\]/u);
  });

  it('takes up what the baseline holds, not what a comment has accepted', () => {
    const text = write(tangledReport);
    expect(boxOf(text, 'src/modules/orders', 'no-cross-module-imports')).toContain('1 error');
    expect(text).not.toContain('invoice.ts:9');
  });

  it('proposes fixes as patches, the safe ones of a file in one', () => {
    const source = 'one();\nconsole.log(1);\ntwo();\nconsole.log(2);\n';
    const edit = (of: string, replacement: string) => ({ range: { start: source.indexOf(of), end: source.indexOf(of) + of.length }, text: replacement });
    const path = 'src/modules/billing/x.ts';
    const findings: Finding[] = [
      { ...template, path, line: 2, fix: edit('console.log(1);\n', '') },
      { ...template, path, line: 4, fix: edit('console.log(2);\n', '') },
      { ...template, path, line: 1, suggestions: [{ message: 'Rename the call', edits: [edit('one', 'first')] }] },
    ];
    const text = write(withFindings(findings), { readSource: () => `\ufeff${source}`, pathPrefix: 'api/' });
    const patches = [...text.matchAll(/```diff\n([\s\S]*?)\n```/gu)].map(([, diff]) => diff);
    expect(patches).toEqual([
      '--- a/api/src/modules/billing/x.ts\n+++ b/api/src/modules/billing/x.ts\n@@ -1,4 +1,2 @@\n \ufeffone();\n-console.log(1);\n two();\n-console.log(2);',
      '--- a/api/src/modules/billing/x.ts\n+++ b/api/src/modules/billing/x.ts\n@@ -1,4 +1,4 @@\n-\ufeffone();\n+\ufefffirst();\n console.log(1);\n two();\n console.log(2);',
    ]);
  });

  it('proposes no patch that could hide what it does', () => {
    const findings: Finding[] = [{ ...template, fix: { range: { start: 0, end: 0 }, text: 'x' } }];
    expect(write(withFindings(findings), { readSource: () => 'a\u202eb\n' })).toContain('No finding of this run has a fix');
    expect(write(withFindings(findings), { readSource: () => '```\n' })).toContain('````diff\n');
  });

  it('lets no foreign text be a box or markup', () => {
    const text = write(hostileReport);
    expect(boxes(text).map(idOf).every((id) => /^[A-Z]+(-[A-Z]+)*-[\da-f.]+$/u.test(id))).toBe(true);
    const outsideOfCode = text.replace(/(`+)(?!`).*?(?<!`)\1(?!`)/gu, '');
    expect(outsideOfCode).not.toMatch(/<\w/u);
    expect(outsideOfCode).not.toMatch(/@\w/u);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/u);
  });
});
