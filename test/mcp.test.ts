import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtCommand, repository } from './support/built.js';
import { writeTree } from './support/tree.js';

const minute = 60_000;
let client: Client;

interface Answer {
  readonly text: string;
  readonly isError: boolean;
}

async function ask(name: string, args: Record<string, unknown>): Promise<Answer> {
  const result = await client.callTool({ name, arguments: args });
  const [first] = result.content as { type: string; text: string }[];
  return { text: first?.text ?? '', isError: result.isError === true };
}

beforeAll(async () => {
  const root = writeTree({ 'outside.ts': 'console.log(1);\n', 'shop/package.json': {} });
  cpSync(join(repository, 'fixtures/shop-layered'), join(root, 'shop'), { recursive: true });
  client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [await builtCommand(), 'mcp', join(root, 'shop')], stderr: 'pipe' }));
}, minute);
afterAll(() => client.close());

describe('fortress-audit mcp, asked by the client of the SDK over a pipe', () => {
  it('offers five tools, all read-only, each with a schema of its input', { timeout: minute }, async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual(['check_files', 'explain_law', 'list_laws', 'where_should_this_go', 'why_dependency']);
    for (const { annotations, inputSchema } of tools) {
      expect(annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false });
      expect(inputSchema.type).toBe('object');
    }
  });

  it('check_files gives the findings of the files that are asked about, and of no other', { timeout: minute }, async () => {
    const { text, isError } = await ask('check_files', { paths: ['src/modules/loyalty'], laws: ['no-cross-module-imports'] });
    expect(isError).toBe(false);
    const lines = text.split('\n');
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatch(/^src\/modules\/loyalty\/\S+:\d+:\d+: error no-cross-module-imports: .+ \[[\da-f]{16}\]$/);
  });

  it('check_files says that a clean file is clean', { timeout: minute }, async () => {
    expect(await ask('check_files', { paths: ['src/config'], laws: ['no-cross-module-imports'] })).toEqual({ text: '0 findings in src/config', isError: false });
  });

  it('answers with 4,000 characters at most, and says what is missing', { timeout: minute }, async () => {
    const { text } = await ask('check_files', { paths: ['.'] });
    expect(text.length).toBeLessThanOrEqual(4000);
    expect(text).toMatch(/\n… \d+ more lines cut: give fewer paths, or laws$/);
  });

  it.each(['../outside.ts', '/etc/passwd', 'src/../../outside.ts'])('keeps %s out', { timeout: minute }, async (path) => {
    expect(await ask('check_files', { paths: [path] })).toEqual({ text: `${path} lies outside of the audited folder`, isError: true });
    expect(await ask('why_dependency', { from: path, to: 'loyalty' })).toEqual({ text: `${path} lies outside of the audited folder`, isError: true });
  });

  it('refuses arguments that are none', { timeout: minute }, async () => {
    const attempt = async (args: Record<string, unknown>): Promise<boolean> => ask('check_files', args).then(({ isError }) => isError, () => true);
    expect(await attempt({ paths: [] })).toBe(true);
    expect(await attempt({ paths: 'src' })).toBe(true);
    expect(await attempt({ paths: ['src'], laws: ['no-such-law'] })).toBe(true);
  });

  it('explain_law has rationale, bad and good code', { timeout: minute }, async () => {
    const { text } = await ask('explain_law', { law: 'no-console' });
    for (const part of ['# no-console', '## Why', '## Reported', '## Not reported', 'console.log']) expect(text).toContain(part);
    expect(await ask('explain_law', { law: 'no-consol' })).toMatchObject({ isError: true });
  });

  it('why_dependency names the imports on the way', { timeout: minute }, async () => {
    const { text } = await ask('why_dependency', { from: 'loyalty', to: 'notifications' });
    expect(text).toMatch(/^loyalty imports notifications directly:\n {2}src\/modules\/loyalty\/\S+:\d+ imports src\/modules\/notifications\/\S+/);
  });

  it('where_should_this_go gives the module whose words fit, and proposes one where none does', { timeout: minute }, async () => {
    const known = JSON.parse((await ask('where_should_this_go', { what: 'expire points of the loyalty programme', kind: 'service' })).text) as { module: object; folder: string; like: string[] };
    expect(known.module).toMatchObject({ name: 'loyalty', dir: 'src/modules/loyalty', exists: true });
    expect(known.folder).toBe('src/modules/loyalty');
    expect(known.like[0]).toBe('src/modules/loyalty/loyalty.service.ts');
    const fresh = JSON.parse((await ask('where_should_this_go', { what: 'gift vouchers' })).text) as { module: object };
    expect(fresh.module).toMatchObject({ dir: 'src/modules/gift-vouchers', exists: false });
  });

  it('list_laws lists all of them, or those of a group', { timeout: minute }, async () => {
    const { text } = await ask('list_laws', { group: 'Observability' });
    expect(text).toContain('no-console: error: Runtime code logs through the structured logger');
    expect(text).not.toContain('no-uuid-v4-keys');
  });
});
