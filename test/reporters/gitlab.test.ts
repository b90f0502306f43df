import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { gitlab } from '../../src/reporters/gitlab.js';
import { cleanReport, hostileReport, sampleOptions, sampleReport, tangledReport } from './sample-report.js';

const schema: object = JSON.parse(readFileSync(new URL('../schemas/gitlab-code-quality.json', import.meta.url), 'utf8'));
const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

interface Issue {
  readonly fingerprint: string;
  readonly severity: string;
  readonly check_name: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

const issuesOf = (text: string): readonly Issue[] => JSON.parse(text) as Issue[];

describe('gitlab', () => {
  it('looks as recorded', async () => {
    await expect(gitlab(sampleReport, sampleOptions)).toMatchFileSnapshot('snapshots/gitlab.json');
  });

  it.each([
    ['the sample', sampleReport],
    ['a clean run', cleanReport],
    ['hostile text', hostileReport],
  ])('follows the documented format: %s', (_, report) => {
    validate(JSON.parse(gitlab(report, sampleOptions)));
    expect(validate.errors).toBeNull();
  });

  it('is checked by a schema that refuses other things', () => {
    expect(validate([{ description: 'x' }])).toBe(false);
  });

  it('leaves out what is suppressed, and tells all others apart', () => {
    const issues = issuesOf(gitlab(tangledReport, sampleOptions));
    expect(issues).toHaveLength(tangledReport.findings.filter(({ suppressed }) => !suppressed).length);
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
  });

  it('is critical about the laws asked for by name, minor about warnings', () => {
    const severity = Object.fromEntries(issuesOf(gitlab(sampleReport, sampleOptions)).map(({ check_name, severity: value }) => [check_name, value]));
    expect(severity).toMatchObject({ 'no-horizontal-layers': 'critical', 'no-uuid-v4-keys': 'minor' });
  });

  it('puts paths below the root of the repository, and a folder on line 1', () => {
    const [, folder] = issuesOf(gitlab(sampleReport, { ...sampleOptions, pathPrefix: 'apps/api/' }));
    expect(folder?.location).toEqual({ path: 'apps/api/src/controllers', lines: { begin: 1 } });
  });
});
