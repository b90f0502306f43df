import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { json } from '../../src/reporters/json.js';
import { cleanReport, sampleReport } from './sample-report.js';

const schema: object = JSON.parse(
  readFileSync(new URL('../../schema/report.json', import.meta.url), 'utf8'),
);
const validate = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);

describe('json', () => {
  it('looks as recorded', async () => {
    await expect(json(sampleReport)).toMatchFileSnapshot('snapshots/report.json');
  });

  it.each([
    ['the sample', sampleReport],
    ['a clean run', cleanReport],
  ])('follows the published schema: %s', (_, report) => {
    validate(JSON.parse(json(report)));
    expect(validate.errors).toBeNull();
  });

  it('is described by a schema that refuses other things', () => {
    const report = JSON.parse(json(sampleReport)) as object;
    expect(validate({ ...report, version: 2 })).toBe(false);
    expect(validate({ ...report, extra: true })).toBe(false);
  });

  it('gives the same bytes whatever the order of keys in the report', () => {
    const shuffled = Object.fromEntries(Object.entries(sampleReport).reverse()) as typeof sampleReport;
    expect(json(shuffled)).toBe(json(sampleReport));
  });
});
