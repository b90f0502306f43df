import { describe, expect, it } from 'vitest';
import { agent } from '../../src/reporters/agent.js';
import { cleanReport, manyFindings, sampleOptions, sampleReport } from './sample-report.js';

describe('agent', () => {
  it('looks as recorded', async () => {
    await expect(agent(sampleReport, sampleOptions)).toMatchFileSnapshot('snapshots/agent.txt');
  });

  it('gives each finding exactly one line, in the same order whatever the order of the report', () => {
    const text = agent(sampleReport, sampleOptions);
    const lines = text.split('\n').filter((line) => /: (?:error|warn) /u.test(line));
    expect(lines).toHaveLength(5);
    const reversed = { ...sampleReport, findings: [...sampleReport.findings].reverse() };
    expect(agent(reversed, sampleOptions)).toBe(text);
  });

  it('says why a finding is suppressed where it shows it', () => {
    expect(agent(sampleReport, { ...sampleOptions, verbose: true })).toContain('(suppressed: banner of the command line)');
  });

  it('tells a clean run from one that did not happen', () => {
    expect(agent(cleanReport, sampleOptions)).toBe('0 findings in 214 files\n');
  });

  it('does not call a run clean whose warnings it hides', () => {
    const report = manyFindings(3);
    const warnings = { ...report, findings: report.findings.slice(0, 2), problems: [], laws: [] };
    const summary = { ...report.summary, errors: 0, warnings: 2 };
    expect(agent({ ...warnings, summary }, { ...sampleOptions, quiet: true })).toBe(
      '0 errors in 214 files, 2 warnings not shown\n',
    );
  });

  it('keeps the error when it leaves findings off', () => {
    const text = agent(manyFindings(10), { ...sampleOptions, maxFindings: 2 });
    expect(text).toContain(':10:3: error no-uuid-v4-keys:');
    expect(text).toContain('8 more findings: --max-findings, --format json');
  });

  it('has no colours', () => {
    expect(agent(sampleReport, { ...sampleOptions, color: true })).not.toContain('\u001b');
  });
});
