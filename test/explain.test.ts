import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lawEntry, lawIds } from '../src/catalogue.js';
import { audit } from '../src/hosts/audit.js';
import { explainLaw } from '../src/hosts/explain.js';
import { lawMarkdown, lawPretty } from '../src/reporters/explain-law.js';
import { fortressAudit, repository } from './support/built.js';
import { writeTree } from './support/tree.js';

const minute = 60_000;

describe.each(lawIds)('%s', (id) => {
  const law = explainLaw(id);

  it('is explained with source, reason, messages and examples, and without the annotations of the tests', () => {
    const text = lawPretty(law, { color: false, columns: 100 });
    expect(text).toContain(lawEntry(id).source.section);
    expect(text.replace(/\s+/g, ' ')).toContain(law.rationale.slice(0, 40));
    for (const heading of ['Why', 'What it says', 'Reported', 'Not reported', 'Options']) expect(text).toContain(`\n${heading}\n`);
    expect(text).not.toMatch(/ruleid|ok: |\{\{/);
  });

  it('keeps its columns, code aside', () => {
    const prose = lawPretty(law, { color: false, columns: 60 }).split('\n').filter((line) => !line.startsWith('    ') && !line.startsWith('https:'));
    for (const line of prose) expect(line.replace(/\S{50,}/gu, '').length).toBeLessThanOrEqual(60);
  });

  it('is Markdown whose fences are closed', () => {
    expect((lawMarkdown(law).match(/^`{3,}/gmu) ?? []).length % 2).toBe(0);
  });
});

describe('fortress-audit explain', { timeout: minute }, () => {
  const shop = {
    'package.json': { name: 'shop', type: 'module', dependencies: { express: '^5.0.0', uuid: '^11.0.0' } },
    'src/ids.ts': `import { v4 } from 'uuid';\nexport const id = () => v4();\n`,
    'src/log.ts': `export function f() {\n  console.log('x');\n}\n`,
  };

  it('takes the name of the ESLint rule for the law', async () => {
    const { stdout } = await fortressAudit(['explain', 'fortress/no-console'], repository);
    expect(stdout.startsWith('no-console\nRuntime code logs through the structured logger.\n')).toBe(true);
  });

  it('gives JSON', async () => {
    const { stdout } = await fortressAudit(['explain', 'native-apis', '--json'], repository);
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, law: { id: 'native-apis', fixable: true, suggests: true, options: [{ name: 'allow', type: 'list of strings' }] } });
  });

  it('suggests the nearest law for an unknown one', async () => {
    expect(await fortressAudit(['explain', 'no-consle'], repository)).toMatchObject({ code: 2, stderr: 'fortress-audit: no-consle is no law and no fingerprint (did you mean no-console?)\n' });
  });

  it('explains a finding by its fingerprint, whole or shortened: code, repair, suppression', async () => {
    const root = writeTree(shop);
    const { report } = await audit(root, {});
    const finding = report.findings.find(({ law }) => law === 'native-apis')!;
    const { stdout, code } = await fortressAudit(['explain', finding.fingerprint.slice(0, 8)], root);
    expect(code).toBe(0);
    expect(stdout).toContain('src/ids.ts:1:1 · warn · native-apis');
    expect(stdout).toContain(`> 1 │ import { v4 } from 'uuid';`);
    expect(stdout).toContain(`  +import { randomUUID as v4 } from 'node:crypto';`);
    expect(stdout).toContain('// eslint-disable-next-line fortress/native-apis -- why this one is right');
  });

  it('says what holds a finding that is not reported', async () => {
    const root = writeTree(shop);
    await fortressAudit(['baseline', 'create'], root);
    const { report } = await audit(root, {});
    const { stdout } = await fortressAudit(['explain', report.findings.find(({ law }) => law === 'native-apis')!.fingerprint], root);
    expect(stdout).toMatch(/^src\/ids\.ts:1:1 · warn · native-apis\nin the baseline\n/);
  });

  it('explains it as JSON that holds a finding of the report’s schema', async () => {
    const root = writeTree(shop);
    const { report } = await audit(root, {});
    const { stdout } = await fortressAudit(['explain', report.findings.find(({ law }) => law === 'no-console')!.fingerprint, '--json'], root);
    const { finding } = JSON.parse(stdout) as { finding: object };
    const schema = JSON.parse(readFileSync(join(repository, 'schema/report.json'), 'utf8')) as { $id: string };
    const validate = new Ajv2020({ allErrors: true, strict: false }).addSchema(schema).compile({ $ref: `${schema.$id}#/$defs/finding` });
    expect(validate(finding), JSON.stringify(validate.errors)).toBe(true);
    expect(finding).toMatchObject({ law: 'no-console', suggestions: [{ message: 'Delete the call' }] });
  });

  it('names a waiver alone where the law is non-negotiable', async () => {
    const root = writeTree({ ...shop, 'fortress.config.json': { nonNegotiable: ['no-console'] } });
    const { report } = await audit(root, {});
    const { stdout } = await fortressAudit(['explain', report.findings.find(({ law }) => law === 'no-console')!.fingerprint, '--json'], root);
    expect((JSON.parse(stdout) as { suppress: { where: string }[] }).suppress.map(({ where }) => where)).toEqual(['by a reviewed waiver in fortress.waivers.json']);
  });

  it('says that no finding has a fingerprint', async () => {
    expect((await fortressAudit(['explain', '0123456789abcdef'], writeTree(shop))).stderr).toMatch(/^fortress-audit: no finding has the fingerprint 0123456789abcdef/);
  });
});
