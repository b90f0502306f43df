import { describe, expect, it } from 'vitest';
import { csv } from '../../src/reporters/csv.js';
import { printable } from '../../src/reporters/text.js';
import { hostileReport, hostileText, sampleReport } from './sample-report.js';

/** Records of RFC 4180, every line ended by CR LF. */
function records(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, bare = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gu)) {
    row.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === '\r\n') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

describe('csv', () => {
  it('looks as recorded', async () => {
    await expect(csv(sampleReport)).toMatchFileSnapshot('snapshots/report.csv');
  });

  it('has a record for each finding, suppressed ones too', () => {
    const [header, ...rows] = records(csv(sampleReport));
    expect(rows).toHaveLength(sampleReport.findings.length);
    for (const row of rows) expect(row).toHaveLength(header?.length ?? 0);
    expect(rows.map((row) => row[9])).toContain('comment');
  });

  it('keeps foreign text in its cell, and formulas from being one', () => {
    const [, first, second] = records(csv(hostileReport));
    expect(first?.[5]).toBe(printable(hostileText));
    expect(second?.slice(2, 6)).toEqual(["'-dash.ts", '1', '1', "'=cmd|calc"]);
  });
});
