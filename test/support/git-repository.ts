import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Report } from '../../src/facts/finding.js';
import { builtCommand, must, run, type Run } from './built.js';
import { writeTree } from './tree.js';

const author = {
  GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.org', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.org',
  GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null',
};

/** Only laws whose findings the tests count on: `no-console` is a rule, `no-raw-entity-return` a check over several files. */
export const fewLaws = { laws: { 'require-pagination': 'off', 'no-console': 'error', 'no-raw-entity-return': 'warn', 'no-horizontal-layers': 'off' } };

export interface GitRepository {
  readonly root: string;
  git(...args: string[]): string;
  /** Writes files; `null` deletes one. */
  write(files: Readonly<Record<string, unknown>>): void;
  commit(message: string): void;
  /** Runs `fortress-audit`, in a folder of the repository where one is named. */
  audit(args: readonly string[], options?: { readonly input?: string; readonly in?: string }): Promise<Run>;
  /** `path:line law` of every finding that is reported and not suppressed, laws of `fewLaws` and notes of the policy only. */
  findings(args?: readonly string[], options?: { readonly input?: string; readonly in?: string }): Promise<string[]>;
  report(args?: readonly string[], options?: { readonly input?: string; readonly in?: string }): Promise<Report>;
}

/** A git repository in a new temporary folder, with everything committed. */
export function gitRepository(files: Readonly<Record<string, unknown>>): GitRepository {
  const root = writeTree(files);
  const git = (...args: string[]): string => must(run('git', args, root, author)).stdout;
  git('init', '--quiet', '--initial-branch', 'main');
  const repository: GitRepository = {
    root,
    git,
    write: (changed) => {
      for (const [path, content] of Object.entries(changed)) {
        const file = join(root, path);
        if (content === null) {
          rmSync(file);
          continue;
        }
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
      }
    },
    commit: (message) => {
      git('add', '--all');
      git('commit', '--quiet', '--message', message);
    },
    audit: async (args, { input = '', in: folder = '.' } = {}) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [await builtCommand(), ...args], {
        cwd: join(root, folder),
        encoding: 'utf8',
        input,
        env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...author },
        maxBuffer: 64 * 1024 * 1024,
      });
      return { code: status, stdout, stderr };
    },
    report: async (args = [], options) => {
      const { code, stdout, stderr } = await repository.audit([...args, '--json'], options);
      if (code !== 0 && code !== 1) throw new Error(`exit code ${code}: ${stderr}`);
      return JSON.parse(stdout) as Report;
    },
    findings: async (args, options) => {
      const { findings } = await repository.report(args, options);
      const wanted = /^(no-console|no-raw-entity-return|.*-(waiver|suppression))$/;
      return findings.filter(({ law, suppressed }) => !suppressed && wanted.test(law)).map(({ path, line, law }) => `${path}:${line} ${law}`);
    },
  };
  repository.commit('first');
  return repository;
}

/** A backend of three files: `src/orders.js` returns rows that `src/store.js` has queried. */
export const shop = {
  'package.json': { name: 'shop', type: 'module', dependencies: { express: '^5.0.0', '@prisma/client': '^6.0.0' } },
  '.gitignore': 'node_modules\n',
  'fortress.config.json': fewLaws,
  'src/app.js': "import express from 'express';\nimport { list } from './orders.js';\nconst app = express();\napp.get('/orders', list);\n",
  'src/orders.js': "import { find } from './store.js';\nexport async function list(req, res) {\n  res.json(await find());\n}\n",
  'src/store.js': "import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nexport const find = () => prisma.order.findMany({ select: { id: true } });\n",
};
