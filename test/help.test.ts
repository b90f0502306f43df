import { describe, expect, it } from 'vitest';
import { commandNames } from '../src/cli/audited-folder.js';
import { main } from '../src/cli/main.js';

async function help(...command: string[]): Promise<{ code: number; out: string }> {
  let out = '';
  const code = await main([...command, '--help'], { stdout: (text) => void (out += text), stderr: () => {}, cwd: '/', env: {}, isTTY: false, columns: 80 });
  return { code, out };
}

describe.each(['create', 'update', 'prune', 'diff'])('fortress-audit baseline %s --help', (verb) => {
  it('begins with examples of the command', async () => {
    const { code, out } = await help('baseline', verb);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^Examples?:\\n {2}fortress-audit baseline ${verb} `));
  });
});

it('fortress-audit --help begins with examples and lists every command', async () => {
  const { code, out } = await help();
  expect(code).toBe(0);
  expect(out).toMatch(/^Examples?:\n {2}fortress-audit /);
  for (const name of commandNames) expect(out).toMatch(new RegExp(`^ {2}${name} `, 'm'));
});

describe.each(commandNames)('fortress-audit %s --help', (name) => {
  it('begins with examples of the command', async () => {
    const { code, out } = await help(name);
    expect(code).toBe(0);
    expect(out).toMatch(/^Examples?:\n {2}\S/);
    expect(out).toContain(`fortress-audit ${name}`);
  });
});
