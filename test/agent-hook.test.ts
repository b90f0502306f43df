import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readClaudeHook } from '../src/hosts/agent-hook.js';
import { builtCommand, must, run } from './support/built.js';
import { writeTree } from './support/tree.js';

const minute = 60_000;
const git = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.org', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.org', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };

const shop = {
  'package.json': { name: 'shop', type: 'module', dependencies: { express: '^5.0.0' } },
  'src/clean.ts': `export const one = 1;\n`,
  'src/loud.ts': `export function f() {\n  console.log('x');\n}\n`,
  'docs/readme.md': '# Shop\n',
};

async function hook(root: string, input: object | string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  const { status, stdout, stderr } = spawnSync(process.execPath, [await builtCommand(), 'hook', 'claude'], { cwd: root, input: text, encoding: 'utf8' });
  return { code: status, stdout, stderr };
}

const edited = (root: string, file: string, tool = 'Edit'): object => ({ hook_event_name: 'PostToolUse', session_id: 'x', cwd: root, tool_name: tool, tool_input: { file_path: join(root, file), old_string: 'a', new_string: 'b' }, tool_response: {} });

describe('fortress-audit hook claude', { timeout: minute }, () => {
  it.each(['Edit', 'Write', 'MultiEdit'])('tells the agent after %s what its file breaks, on standard error with exit code 2', async (tool) => {
    const root = writeTree(shop);
    const { code, stdout, stderr } = await hook(root, edited(root, 'src/loud.ts', tool));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^src\/loud\.ts:2:3: error no-console: [^\n]*\n$/);
  });

  it('is silent for a clean file, whatever stands in the others', async () => {
    const root = writeTree(shop);
    expect(await hook(root, edited(root, 'src/clean.ts'))).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('is silent for what the baseline holds', async () => {
    const root = writeTree(shop);
    must(run(process.execPath, [await builtCommand(), 'baseline', 'create'], root));
    expect(await hook(root, edited(root, 'src/loud.ts'))).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('says 20 lines at most', async () => {
    const root = writeTree({ ...shop, 'src/loud.ts': `export function f() {\n${`  console.log('x');\n`.repeat(40)}}\n` });
    const { code, stderr } = await hook(root, edited(root, 'src/loud.ts'));
    const lines = stderr.trimEnd().split('\n');
    expect(code).toBe(2);
    expect(lines).toHaveLength(20);
    expect(lines.at(-1)).toBe('21 more: fortress-audit --format agent');
  });

  it('names what the turn has changed when the agent stops, once', async () => {
    const root = writeTree(shop);
    must(run('git', ['init', '--quiet'], root, git));
    must(run('git', ['add', '--all'], root, git));
    must(run('git', ['commit', '--quiet', '--message', 'first'], root, git));
    const stop = { hook_event_name: 'Stop', cwd: root, stop_hook_active: false };
    expect(await hook(root, stop)).toEqual({ code: 0, stdout: '', stderr: '' });
    must(run(process.execPath, ['-e', `require('fs').writeFileSync('src/new.ts', "console.log('y');\\n")`], root));
    expect(await hook(root, stop)).toMatchObject({ code: 2, stderr: expect.stringMatching(/^src\/new\.ts:1:1: error no-console: [^\n]*\n$/) as string });
    expect(await hook(root, { ...stop, stop_hook_active: true })).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it.each([
    ['no JSON', 'hello'],
    ['nothing', ''],
    ['a list', '[1]'],
    ['another event', { hook_event_name: 'PreToolUse', tool_name: 'Edit', tool_input: { file_path: '/tmp/x.ts' } }],
    ['another tool', { hook_event_name: 'PostToolUse', tool_name: 'Bash', tool_input: { command: 'ls' } }],
    ['a missing file', { hook_event_name: 'PostToolUse', tool_name: 'Write', tool_input: { file_path: '/nowhere/x.ts' } }],
    ['no path', { hook_event_name: 'PostToolUse', tool_name: 'Write', tool_input: { file_path: 7 } }],
    ['a file without laws', { hook_event_name: 'PostToolUse', tool_name: 'Write', tool_input: { file_path: 'docs/readme.md' } }],
  ])('is silent for %s', async (_, input) => {
    expect(await hook(writeTree(shop), input)).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('tells the person, not the agent, that the configuration is wrong', async () => {
    const root = writeTree({ ...shop, 'fortress.config.json': { presett: 'strict' } });
    expect(await hook(root, edited(root, 'src/loud.ts'))).toMatchObject({ code: 1, stderr: expect.stringContaining('presett') as string });
  });

  it('never throws on JSON, whatever it is', () => {
    fc.assert(fc.property(fc.json(), (text) => void readClaudeHook(text, '/tmp')));
    fc.assert(
      fc.property(fc.record({ hook_event_name: fc.constantFrom('PostToolUse', 'Stop', undefined), tool_name: fc.constantFrom('Edit', 'Write', 3), tool_input: fc.oneof(fc.anything(), fc.record({ file_path: fc.anything() })), cwd: fc.anything() }), (input) => {
        void readClaudeHook(JSON.stringify(input, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)), '/tmp');
      }),
    );
  });
});
