import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/facts/finding.js';
import { junit } from '../../src/reporters/junit.js';
import type { ReporterOptions } from '../../src/reporters/reporter.js';
import { printable } from '../../src/reporters/text.js';
import type { Element } from '../support/xml.js';
import { readXml } from '../support/xml.js';
import { cleanReport, hostileReport, hostileText, manyFindings, sampleOptions, sampleReport, tangledReport } from './sample-report.js';

const suitesOf = (report: Report, options: Partial<ReporterOptions> = {}): Element => readXml(junit(report, { ...sampleOptions, ...options }));

const casesOf = (root: Element): readonly Element[] => root.children.flatMap(({ children }) => children);

const outcomeOf = ({ children }: Element): string => children[0]?.name ?? 'passed';

describe('junit', () => {
  it('looks as recorded', async () => {
    await expect(junit(tangledReport, sampleOptions)).toMatchFileSnapshot('snapshots/junit.xml');
  });

  it('is checked by a reader that refuses what is not well-formed', () => {
    for (const wrong of ['<a>', '<a></b>', '<a b="<"/>', '<a>&nope;</a>', '<a>\u0007</a>', '<a/><b/>', '<a>]]></a>', '<a x="1" x="2"/>']) expect(() => readXml(wrong), wrong).toThrow();
  });

  it.each([
    ['the sample', sampleReport],
    ['a clean run', cleanReport],
    ['hostile text', hostileReport],
    ['many findings', manyFindings(300)],
  ])('counts what it holds: %s', (_, report) => {
    const root = suitesOf(report);
    const numbers = (cases: readonly Element[]) => ({
      tests: String(cases.length),
      failures: String(cases.filter((one) => outcomeOf(one) === 'failure').length),
      skipped: String(cases.filter((one) => outcomeOf(one) === 'skipped').length),
    });
    expect(root.attributes).toMatchObject(numbers(casesOf(root)));
    for (const suite of root.children) expect(suite.attributes).toMatchObject(numbers(suite.children));
  });

  it('has one case for a law and file, without line numbers in what tells it apart', () => {
    const cases = casesOf(suitesOf(manyFindings(300)));
    const keys = cases.map(({ attributes }) => `${attributes['classname']} ${attributes['name']}`);
    expect(new Set(keys).size).toBe(keys.length);
    const [failed] = cases.filter((one) => outcomeOf(one) === 'failure');
    expect(failed?.attributes).toMatchObject({ name: 'prisma/schema.prisma', file: 'prisma/schema.prisma', classname: 'fortress.no-uuid-v4-keys' });
    expect(failed?.children[0]?.text.split('\n')).toHaveLength(300);
  });

  it('fails for what fails the run, passes with a warning, skips what is suppressed or was not judged', () => {
    const outcomes = (options: Partial<ReporterOptions>) =>
      Object.fromEntries(casesOf(suitesOf(tangledReport, options)).map((one) => [`${one.attributes['classname']} ${one.attributes['name']}`, outcomeOf(one)]));
    expect(outcomes({})).toMatchObject({
      'fortress.no-console src/modules/billing/invoice.ts': 'failure',
      'fortress.no-cross-module-imports src/modules/orders/orders.controller.ts': 'skipped',
      'fortress.no-uuid-v4-keys prisma/schema.prisma': 'system-out',
      'fortress.no-offset-pagination Pages are cut by cursor, never by offset': 'skipped',
    });
    expect(outcomes({ failOn: 'warn' })).toMatchObject({ 'fortress.no-uuid-v4-keys prisma/schema.prisma': 'failure' });
  });

  it('shows a law that nothing breaks as passed', () => {
    const [only, ...more] = casesOf(suitesOf(cleanReport));
    expect(more).toEqual([]);
    expect(only).toMatchObject({ children: [], attributes: { name: 'Runtime code logs through the structured logger' } });
  });

  it('keeps foreign text whole, but for what XML cannot hold', () => {
    const failure = casesOf(suitesOf(hostileReport)).flatMap(({ children }) => children).find(({ name }) => name === 'failure');
    expect(failure?.attributes['message']).toBe(printable(hostileText).replace(/\ud800/u, '\ufffd'));
  });
});
