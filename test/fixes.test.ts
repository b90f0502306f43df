import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFixes } from '../src/hosts/fix.js';
import { audit } from '../src/hosts/audit.js';
import { applyEdits } from '../src/policy/fixes.js';
import { unifiedDiff } from '../src/reporters/unified-diff.js';
import { fortressAudit, must, run } from './support/built.js';
import { writeTree } from './support/tree.js';

const minute = 60_000;
const manifest = { name: 'shop', type: 'module', dependencies: { express: '^5.0.0', uuid: '^11.0.0' } };
const uuid = `import { v4 as uuidv4 } from 'uuid';\nexport const requestId = () => uuidv4();\n`;
const fixed = uuid.replace(`{ v4 as uuidv4 } from 'uuid'`, `{ randomUUID as uuidv4 } from 'node:crypto'`);
const read = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');
const save = async (file: string, text: string): Promise<void> => writeFileSync(file, text);

describe('edits of one text', () => {
  const edit = (start: number, end: number, text: string) => ({ range: { start, end }, text });

  it('are applied by their places, and one that overlaps an earlier one is left', () => {
    expect(applyEdits('abcdef', [edit(4, 5, 'E'), edit(0, 2, 'X'), edit(1, 3, 'Y')])).toEqual({ text: 'XcdEf', applied: 2 });
    expect(applyEdits('abc', [edit(1, 1, '+'), edit(1, 1, '-')])).toEqual({ text: 'a+bc', applied: 1 });
  });

  it('never lose or repeat text, whatever they are', () => {
    const anEdit = fc.record({ start: fc.nat(30), length: fc.nat(10), text: fc.constantFrom('', '#', '##') }).map(({ start, length, text }) => edit(start, start + length, text));
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{0,30}$/), fc.array(anEdit, { maxLength: 8 }), (text, edits) => {
        const { text: result, applied } = applyEdits(text, edits);
        expect(applied).toBeLessThanOrEqual(edits.length);
        // what is left of the text is a subsequence of it
        let at = 0;
        for (const character of result.replaceAll('#', '')) {
          at = text.indexOf(character, at) + 1;
          expect(at).toBeGreaterThan(0);
        }
        if (applied === 0) expect(result).toBe(text);
      }),
    );
  });
});

describe('the fix of native-apis', () => {
  const fixOf = async (text: string, more: object = {}): Promise<string | null> => {
    const { files } = await applyFixes(writeTree({ 'package.json': { ...manifest, ...more }, 'src/ids.ts': text }), { laws: ['native-apis'] }, null);
    return files[0]?.after ?? null;
  };

  it('imports randomUUID under the name that v4 had', async () => {
    expect(await fixOf(uuid)).toBe(fixed);
    expect(await fixOf(`import { v4 } from "uuid"\nexport const id = v4()\n`)).toBe(`import { randomUUID as v4 } from "node:crypto"\nexport const id = v4()\n`);
    expect(await fixOf(`import randomUUID from 'uuid/v4';\nexport const id = randomUUID();\n`)).toBe(`import { randomUUID } from 'node:crypto';\nexport const id = randomUUID();\n`);
  });

  it.each([
    ['options', `import { v4 } from 'uuid';\nexport const id = (random: Uint8Array) => v4({ random });\n`],
    ['the function as a value', `import { v4 } from 'uuid';\nexport const ids = (names: string[]) => names.map(v4);\n`],
    ['an export', `import { v4 } from 'uuid';\nv4();\nexport { v4 };\n`],
    ['a type', `import { v4 } from 'uuid';\nv4();\nexport type Make = typeof v4;\n`],
  ])('leaves %s alone', async (_, text) => {
    expect(await fixOf(text)).toBeNull();
  });

  it('leaves projects for a runtime without node:crypto alone', async () => {
    expect(await fixOf(uuid, { devDependencies: { wrangler: '^4.0.0' } })).toBeNull();
  });

  it('suggests the global fetch, which a person has to judge', async () => {
    const root = writeTree({ 'package.json': manifest, 'src/rates.ts': `import fetch from 'node-fetch';\nexport const rates = () => fetch('https://rates.example.com');\n` });
    const { report } = await audit(root, { laws: ['native-apis'] });
    expect(report.findings[0]).toMatchObject({ suggestions: [{ message: 'Delete the import and use the global fetch', edits: [{ range: { start: 0, end: 32 }, text: '' }] }] });
    expect(report.findings[0]).not.toHaveProperty('fix');
  });
});

describe('suggestions', () => {
  const suggested = async (law: 'no-console' | 'no-weak-crypto' | 'no-insecure-transport', text: string): Promise<string[]> => {
    const { report } = await audit(writeTree({ 'package.json': manifest, 'src/file.ts': text }), { laws: [law] });
    expect(report.findings).toHaveLength(1);
    return (report.findings[0]?.suggestions ?? []).map(({ edits }) => applyEdits(text, edits).text);
  };

  it('of no-console delete the call with its line', async () => {
    expect(await suggested('no-console', `export function f() {\n  console.log('x');\n  return 1;\n}\n`)).toEqual([`export function f() {\n  return 1;\n}\n`]);
    expect(await suggested('no-console', `export const f = () => console.log('x');\n`)).toEqual([]);
  });

  it('of no-weak-crypto name SHA-256 in the quotes that are there', async () => {
    const text = `import { createHmac } from 'node:crypto';\nexport const sign = (text: string, secret: string) => createHmac("sha1", secret).update(text).digest('hex');\n`;
    expect(await suggested('no-weak-crypto', text)).toEqual([text.replace('"sha1"', '"sha256"')]);
  });

  it('of no-insecure-transport switch the protection on', async () => {
    const plain = `export const rates = () => fetch('http://api.rates.example/latest');\n`;
    expect(await suggested('no-insecure-transport', plain)).toEqual([plain.replace('http:', 'https:')]);
    const agent = `import https from 'node:https';\nexport const agent = new https.Agent({ rejectUnauthorized: false });\n`;
    expect(await suggested('no-insecure-transport', agent)).toEqual([agent.replace('false', 'true')]);
  });
});

describe('applying fixes', () => {
  it('keeps the byte order mark and line ends, and runs until nothing is left', async () => {
    const text = `\ufeff${uuid}export const more = uuidv4();\n`.replaceAll('\n', '\r\n');
    const root = writeTree({ 'package.json': manifest, 'src/ids.ts': text });
    const { fixed: count, result, left } = await applyFixes(root, { laws: ['native-apis'] }, save);
    expect(read(root, 'src/ids.ts')).toBe(text.replace(`{ v4 as uuidv4 } from 'uuid'`, `{ randomUUID as uuidv4 } from 'node:crypto'`));
    expect({ count, left, findings: result.report.findings }).toEqual({ count: 1, left: [], findings: [] });
  });

  it('touches no file that is suppressed, or that lies outside by a link', async () => {
    const outside = writeTree({ 'ids.ts': uuid });
    const root = writeTree({
      'package.json': manifest,
      'src/quiet.ts': `// eslint-disable-next-line fortress/native-apis -- pinned by a contract\n${uuid}`,
      'src/a.ts': uuid,
      'src/b.ts': uuid,
    });
    symlinkSync(join(outside, 'ids.ts'), join(root, 'src/linked.ts'));
    const { left } = await applyFixes(root, { laws: ['native-apis'] }, save);
    expect([read(root, 'src/a.ts'), read(root, 'src/b.ts')]).toEqual([fixed, fixed]);
    expect(read(root, 'src/quiet.ts')).toContain('uuid');
    expect(read(outside, 'ids.ts')).toBe(uuid);
    expect(left.every(({ path }) => path === 'src/linked.ts')).toBe(true);
  });

  it('does not overwrite what somebody saves meanwhile, and fixes that', async () => {
    const root = writeTree({ 'package.json': manifest, 'src/a.ts': uuid, 'src/b.ts': uuid });
    const theirs = `// saved in an editor\n${uuid}`;
    const { left } = await applyFixes(root, { laws: ['native-apis'] }, async (file, text) => {
      writeFileSync(file, text);
      if (file.endsWith('a.ts')) writeFileSync(join(root, 'src/b.ts'), theirs);
    });
    expect(read(root, 'src/b.ts')).toBe(`// saved in an editor\n${fixed}`);
    expect(left).toEqual([]);
  });

  it('writes a diff that git applies, and nothing else, with --fix-dry-run', { timeout: minute }, async () => {
    const root = writeTree({ 'package.json': manifest, 'src/ids.ts': uuid.trimEnd(), 'src/log.ts': `console.log('x');\n` });
    const dry = await fortressAudit(['--fix-dry-run'], root);
    expect(dry.code).toBe(1);
    expect(dry.stderr).toBe('would fix 1 finding in 1 file\n');
    expect(read(root, 'src/ids.ts')).toBe(uuid.trimEnd());
    writeFileSync(join(root, 'fixes.patch'), dry.stdout);
    must(run('git', ['init', '--quiet'], root));
    must(run('git', ['apply', 'fixes.patch'], root));
    expect(read(root, 'src/ids.ts')).toBe(fixed.trimEnd());
  });

  it('reports what is left after --fix', { timeout: minute }, async () => {
    const root = writeTree({ 'package.json': manifest, 'src/ids.ts': uuid, 'src/log.ts': `console.log('x');\n` });
    const { code, stdout, stderr } = await fortressAudit(['--fix', '--format', 'agent', '--law', 'native-apis', '--law', 'no-console'], root);
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'fixed 1 finding in 1 file\n' });
    expect(stdout).toMatch(/^src\/log\.ts:1:1: error no-console: .*\n$/);
    expect(read(root, 'src/ids.ts')).toBe(fixed);
    expect((await fortressAudit(['--fix', '--fix-dry-run'], root)).code).toBe(2);
  });
});

it('a diff shows nothing where nothing changes', () => {
  expect(unifiedDiff('a.ts', 'a\n', 'a\n')).toBe('');
});
