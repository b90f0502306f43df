import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createAsking } from '../src/cli/ask-init.js';
import { runInit } from '../src/cli/init-command.js';
import { loadConfig } from '../src/config/load.js';
import { audit } from '../src/hosts/audit.js';
import { survey } from '../src/hosts/survey.js';
import { withAgentsSection } from '../src/init/agents-section.js';
import { configText } from '../src/init/config-text.js';
import { fortressAudit, must, run } from './support/built.js';
import { writeTree } from './support/tree.js';

const minute = 60_000;
const manifest = { name: 'shop', type: 'module', dependencies: { express: '^5.0.0', zod: '^4.0.0' } };
const shop = {
  'package.json': manifest,
  'src/app.ts': `import express from 'express';\nexport const app = express();\napp.get('/', (_, res) => res.json({}));\nconsole.log('up');\n`,
};
const read = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');
const files = (root: string): string[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => !path.startsWith('.git/') && statSync(join(root, path)).isFile()).sort();

function repository(more: Readonly<Record<string, unknown>> = {}): string {
  const root = writeTree({ ...shop, ...more });
  must(run('git', ['init', '--quiet'], root));
  return root;
}

async function init(root: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await fortressAudit(['init', ...args], root);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

describe('fortress-audit init', { timeout: minute }, () => {
  it('writes nothing with --dry-run, and says what it would write', async () => {
    const root = repository();
    const before = files(root);
    const out = await init(root, '--dry-run');
    expect(files(root)).toEqual(before);
    for (const text of ['would write fortress.config.ts', 'would write fortress-baseline.json', 'would write .github/workflows/fortress.yml', 'would write AGENTS.md', 'no hook tool is set up', 'does not use ESLint']) expect(out).toContain(text);
  });

  it('writes what is missing with --yes, after which the audit is clean and a second time changes nothing', async () => {
    const root = repository({ 'package.json': { ...manifest, devDependencies: { eslint: '^10.0.0', lefthook: '^2.0.0' } } });
    const out = await init(root, '--yes');
    expect(files(root)).toEqual(['.github/workflows/fortress.yml', 'AGENTS.md', 'eslint.config.mjs', 'fortress-baseline.json', 'fortress.config.ts', 'lefthook.yml', 'package.json', 'src/app.ts']);
    expect(out).toContain('npm install --save-dev eslint-plugin-fortress typescript-eslint');
    expect((await audit(root, {})).report.summary).toMatchObject({ errors: 0, warnings: 0 });
    await expect(loadConfig(root)).resolves.toHaveProperty('path', join(root, 'fortress.config.ts'));
    const texts = files(root).map((path) => read(root, path));
    const again = await init(root, '--yes');
    expect(files(root).map((path) => read(root, path))).toEqual(texts);
    expect(again).not.toContain('wrote');
  });

  it('writes workflows and hooks that are valid YAML and run the audit', async () => {
    const root = repository({ 'package.json': { ...manifest, devDependencies: { lefthook: '^2.0.0' } }, 'pnpm-lock.yaml': '' });
    await init(root, '--yes');
    const workflow = parse(read(root, '.github/workflows/fortress.yml')) as { jobs: { audit: { steps: { run?: string }[] } } };
    expect(workflow.jobs.audit.steps.flatMap((step) => step.run ?? [])).toEqual(['corepack enable', 'pnpm install --frozen-lockfile', 'pnpm exec fortress-audit']);
    expect(parse(read(root, 'lefthook.yml'))).toMatchObject({ 'pre-commit': { jobs: [{ name: 'fortress', run: 'pnpm exec fortress-audit --staged' }] } });
  });

  it('never changes a file that is there, and prints what to add', async () => {
    const theirs = {
      'eslint.config.js': 'export default [];\n',
      'lefthook.yml': 'pre-commit:\n  jobs:\n    - run: npm test\n',
      'AGENTS.md': '# Ours\n',
      '.gitlab-ci.yml': 'test:\n  script: npm test\n',
      'fortress.config.ts': `export default { failOn: 'warn' as const };\n`,
    };
    const root = repository(theirs);
    const out = await init(root, '--yes');
    for (const [path, text] of Object.entries(theirs)) expect(read(root, path)).toBe(text);
    for (const text of ['...fortress.configFor(import.meta.dirname)', '    - name: fortress', 'codequality: fortress.gitlab.json', 'AGENTS.md is there and stays as it is; to add:', 'fortress.config.ts is there and stays as it is']) expect(out).toContain(text);
    expect(existsSync(join(root, '.github'))).toBe(false);
  });

  it('makes the hook of husky executable, and leaves one that is there', async () => {
    const root = repository({ 'package.json': { ...manifest, devDependencies: { husky: '^9.0.0' } } });
    await init(root, '--yes');
    expect(read(root, '.husky/pre-commit')).toBe('npx --no-install fortress-audit --staged\n');
    expect(statSync(join(root, '.husky/pre-commit')).mode & 0o111).toBe(0o111);
    const other = repository({ '.husky/pre-commit': 'npm test\n' });
    expect(await init(other, '--yes')).toContain('to add:\n    npx --no-install fortress-audit --staged');
    expect(read(other, '.husky/pre-commit')).toBe('npm test\n');
  });

  it('sets a backend of a monorepo up in its folder, hook and workflow in the root of the repository', async () => {
    const root = writeTree({
      'package.json': { name: 'mono', private: true, workspaces: ['apps/*'], devDependencies: { lefthook: '^2.0.0' } },
      'apps/api/package.json': manifest,
      'apps/api/src/app.ts': shop['src/app.ts'],
    });
    must(run('git', ['init', '--quiet'], root));
    await init(root, 'apps/api', '--yes');
    expect(files(root)).toEqual(['.github/workflows/fortress.yml', 'apps/api/AGENTS.md', 'apps/api/fortress-baseline.json', 'apps/api/fortress.config.ts', 'apps/api/package.json', 'apps/api/src/app.ts', 'lefthook.yml', 'package.json']);
    expect(read(root, 'lefthook.yml')).toContain('run: npx --no-install fortress-audit apps/api --staged\n');
    expect(read(root, '.github/workflows/fortress.yml')).toContain('- run: npx --no-install fortress-audit apps/api\n');
  });

  it('asks for --yes where nobody can answer', async () => {
    const root = repository();
    expect(await fortressAudit(['init'], root)).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') as string });
    expect(files(root)).toEqual(['package.json', 'src/app.ts']);
  });
});

describe('asking at a terminal', { timeout: minute }, () => {
  /** Types the keys one after the other, each once the question that waits for it stands there. */
  async function answering(root: string, script: readonly (readonly [question: string, keys: string])[]): Promise<string> {
    const input = new PassThrough();
    const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
    let seen = '';
    const left = [...script];
    output.setEncoding('utf8').on('data', (chunk: string) => {
      seen += chunk;
      const [next] = left;
      if (next && seen.includes(next[0])) {
        left.shift();
        seen = '';
        setTimeout(() => input.write(next[1]), 10);
      }
    });
    let out = '';
    const io = { stdout: (text: string) => void (out += text), stderr: () => {}, cwd: root, env: {}, isTTY: true, columns: 80 };
    await runInit('.', { color: false }, io, createAsking({ input, output }));
    expect(left).toEqual([]);
    return out;
  }

  it('writes what was chosen, and a hook tool that is asked for', async () => {
    const root = repository();
    // the first two are taken off the list: configuration and baseline
    await answering(root, [['What shall be set up?', ' \u001b[B \r'], ['Which one?', '\r']]);
    expect(files(root)).toEqual(['.github/workflows/fortress.yml', 'AGENTS.md', 'lefthook.yml', 'package.json', 'src/app.ts']);
  });

  it('changes a file that is there only after a yes', async () => {
    const theirs = { 'AGENTS.md': '# Ours\n', '.husky/pre-commit': 'npm test\n' };
    const root = repository(theirs);
    const out = await answering(root, [['What shall be set up?', '\r'], ['.husky/pre-commit is there', 'y'], ['AGENTS.md is there', '\r']]);
    expect(read(root, '.husky/pre-commit')).toBe('npm test\nnpx --no-install fortress-audit --staged\n');
    expect(read(root, 'AGENTS.md')).toBe('# Ours\n');
    expect(out).toContain('AGENTS.md is there and stays as it is');
  });

  it('writes nothing after Ctrl-C', async () => {
    const root = repository();
    await expect(answering(root, [['What shall be set up?', '\u0003']])).rejects.toThrow('cancelled');
    expect(files(root)).toEqual(['package.json', 'src/app.ts']);
  });
});

describe('the section of AGENTS.md', () => {
  it('takes the place of the earlier one and leaves the rest byte for byte', () => {
    const section = '<!-- fortress:begin -->\nnew\n<!-- fortress:end -->\n';
    const text = '# Ours\r\n\n<!-- fortress:begin -->\nold\n<!-- fortress:end -->\n\ntail';
    const renewed = withAgentsSection(text, section);
    expect(renewed).toBe('# Ours\r\n\n<!-- fortress:begin -->\nnew\n<!-- fortress:end -->\n\ntail');
    expect(withAgentsSection(renewed, section)).toBe(renewed);
    expect(withAgentsSection('# Ours', section)).toBe(`# Ours\n\n${section}`);
  });
});

describe('recognisers that are found by their use', () => {
  const endpoints = (callee: string): string => `import express from 'express';
import { z } from 'zod';
import { check, needsLogin } from '@acme/http';
import { log } from '@acme/log';
export const app = express();
app.post('/orders', needsLogin, ${callee}(z.object({ id: z.string() })), (req, res) => { log.info('a'); log.warn('b'); res.json(req.body); });
app.post('/bills', needsLogin, ${callee}(z.object({ id: z.string() })), (req, res) => { log.error('c'); res.json(req.body); });
`;
  const tree = (app: string): string =>
    writeTree({
      'package.json': { ...manifest, dependencies: { ...manifest.dependencies, '@acme/http': '1.0.0', '@acme/log': '1.0.0', uuid: '^11.0.0' } },
      'src/app.ts': app,
      'src/ids.ts': `import { v7 } from 'uuid';\nexport const newId = () => v7();\n`,
      'src/other.ts': `import { log } from '@acme/log';\nexport const f = () => log.debug('d');\n`,
    });

  it('are written where the use proves them, and hinted at where only the name speaks', async () => {
    const root = tree(endpoints('check'));
    const found = await survey(root, {});
    expect(found.recognisers.map(({ kind, symbol, isProven }) => [kind, symbol, isProven])).toEqual([
      ['authGuard', '@acme/http#needsLogin', false],
      ['idGenerator', 'src/ids.ts#newId', true],
      ['validatorMiddleware', '@acme/http#check', true],
    ]);
    const text = configText(found, { preset: 'recommended' });
    expect(text).toContain(`    // authGuard: ['@acme/http#needsLogin'],\n`);
    writeFileSync(join(root, 'fortress.config.ts'), text);
    const { config } = await loadConfig(root);
    expect(config.recognisers.validatorMiddleware).toEqual([{ module: '@acme/http', export: 'check' }]);
    expect(config.recognisers.authGuard).toEqual([]);
    // what was written makes a difference
    const laws = { laws: ['require-input-validation'] as const };
    const count = async (noConfig: boolean): Promise<number> => (await audit(root, { ...laws, noConfig })).report.findings.length;
    expect([await count(true), await count(false)]).toEqual([2, 0]);
  });

  it('are none for guards and limiters of known packages', async () => {
    const app = `import express from 'express';\nimport { expressjwt } from 'express-jwt';\nimport { rateLimit } from 'express-rate-limit';\nconst app = express();\n${['a', 'b'].map((name) => `app.get('/${name}', expressjwt({ secret: process.env.S!, algorithms: ['RS256'] }), rateLimit({ limit: 9 }), (_, res) => res.json({}));\n`).join('')}`;
    const root = writeTree({ 'package.json': { ...manifest, dependencies: { express: '^5.0.0', 'express-jwt': '^8.0.0', 'express-rate-limit': '^8.0.0' } }, 'src/app.ts': app });
    expect((await survey(root, {})).recognisers).toEqual([]);
  });

  it('are none where Fortress follows the symbol itself', async () => {
    const root = writeTree({ ...shop, 'src/log.ts': `import pino from 'pino';\nexport const log = pino();\n`, 'src/a.ts': `import { log } from './log.js';\nlog.info('a'); log.warn('b'); log.error('c');\n` });
    mkdirSync(join(root, 'src/b'), { recursive: true });
    writeFileSync(join(root, 'src/b/b.ts'), `import { log } from '../log.js';\nlog.info('a');\n`);
    expect((await survey(root, {})).recognisers).toEqual([]);
  });
});
