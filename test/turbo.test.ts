import { chmodSync, cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { builtCommand, must, repository, run } from './support/built.js';
import { writeTree } from './support/tree.js';

const turbo = join(repository, 'node_modules/.bin/turbo');
const app = "import express from 'express';\nconst app = express();\napp.get('/health', (req, res) => {\n  console.log(req.path);\n  res.json({ up: true });\n});\napp.listen(3000);\n";

beforeAll(async () => {
  await builtCommand();
}, 240_000);

/** A workspace with two backends and the turbo.json of the docs. */
async function workspace(): Promise<string> {
  const manifest = (name: string): unknown => ({ name, version: '1.0.0', dependencies: { express: '^5.0.0' }, scripts: { fortress: 'fortress-audit --output sarif=fortress.sarif --fail-on new --json' } });
  const root = writeTree({
    'package.json': { name: 'shop', private: true, packageManager: 'npm@10.8.2', workspaces: ['apps/*'] },
    '.gitignore': '*.sarif\n.turbo\nnode_modules\n',
    'apps/orders/package.json': manifest('orders'),
    'apps/orders/src/main.ts': app.replace('  console.log(req.path);\n', ''),
    'apps/billing/package.json': manifest('billing'),
    'apps/billing/src/main.ts': app.replace('  console.log(req.path);\n', ''),
    'node_modules/.bin/fortress-audit': `#!/bin/sh\nexec "${process.execPath}" "${await builtCommand()}" "$@"\n`,
  });
  chmodSync(join(root, 'node_modules/.bin/fortress-audit'), 0o755);
  cpSync(join(repository, 'docs/examples/turborepo/turbo.json'), join(root, 'turbo.json'));
  must(run('git', ['init', '--quiet'], root));
  must(run('git', ['add', '--all'], root));
  return root;
}

it('turbo takes the report of a backend that has not changed from its cache', { timeout: 240_000 }, async () => {
  const root = await workspace();
  const env = { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}` };
  const go = (): string => {
    const { code, stdout, stderr } = run(turbo, ['run', 'fortress', '--no-color', '--no-update-notifier'], root, env);
    expect(`${code} ${code === 0 ? '' : stdout + stderr}`).toBe('0 ');
    return stdout + stderr;
  };
  expect(go()).toContain('0 cached, 2 total');
  const report = readFileSync(join(root, 'apps/orders/fortress.sarif'), 'utf8');
  expect(report.includes(root)).toBe(false);
  rmSync(join(root, 'apps/orders/fortress.sarif'));
  expect(go()).toContain('2 cached, 2 total');
  expect(readFileSync(join(root, 'apps/orders/fortress.sarif'), 'utf8')).toBe(report);
  must(run('sh', ['-c', 'echo "export const more = 1;" >> apps/billing/src/main.ts'], root));
  expect(go()).toContain('1 cached, 2 total');
});
