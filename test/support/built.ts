import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const repository = fileURLToPath(new URL('../../', import.meta.url));

/** What a child process said. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What would make the output depend on who runs the tests: colours, coding agents, CI, runs under `npm`. */
const foreign = /^(FORCE_COLOR|NO_COLOR|FORTRESS_DEBUG|AI_AGENT|CLAUDECODE|CLAUDE_CODE|CURSOR_AGENT|CODEX_.*|GEMINI_CLI|COPILOT_CLI|OPENCODE|REPL_ID|GITHUB_.*|GITLAB_.*|CI_.*|npm_.*|VITEST.*|NODE_ENV)$/i;
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));

/** Runs a program and waits for it; throws only where it cannot be started. */
export function run(command: string, args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): Run {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...environment, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  return { code: status, stdout, stderr };
}

let command: string | null = null;

/**
 * The command line, transpiled from the sources as they stand, once for each state of them, so that tests can start
 * it as users do without a build beforehand. It lies below `node_modules`, from where it finds its dependencies.
 * @returns path of `bin/fortress-audit.js`
 */
export async function builtCommand(): Promise<string> {
  if (command !== null) return command;
  const sources = readdirSync(join(repository, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(repository, 'src', path), 'utf8') }));
  const hash = createHash('sha256');
  for (const { path, text } of sources) hash.update(`${path}\0${text}\0`);
  for (const path of ['bin/fortress-audit.js', 'package.json', 'scripts/bundle.mjs']) hash.update(readFileSync(join(repository, path)));
  const cache = join(repository, 'node_modules/.cache/fortress-tests');
  const folder = join(cache, hash.digest('hex').slice(0, 16));
  if (!existsSync(folder)) {
    dropOld(cache);
    const { default: ts } = await import('typescript');
    const { bundle } = await import('../../scripts/bundle.mjs');
    const temporary = `${folder}.${process.pid}`;
    for (const { path, text } of sources) {
      const file = join(temporary, 'dist', path.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(file), { recursive: true });
      const { outputText } = ts.transpileModule(text, {
        compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
        fileName: path,
      });
      writeFileSync(file, outputText);
    }
    await bundle(join(temporary, 'dist'));
    for (const path of ['bin', 'package.json']) cpSync(join(repository, path), join(temporary, path), { recursive: true });
    try {
      renameSync(temporary, folder);
    } catch (error) {
      // Another test file was faster.
      rmSync(temporary, { recursive: true, force: true });
      if (!existsSync(folder)) throw error;
    }
  }
  return (command = join(folder, 'bin/fortress-audit.js'));
}

function dropOld(cache: string): void {
  if (!existsSync(cache)) return;
  for (const name of readdirSync(cache)) {
    const folder = join(cache, name);
    if (Date.now() - statSync(folder).mtimeMs > 86_400_000) rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs `fortress-audit` in a process of its own. */
export async function fortressAudit(args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): Promise<Run> {
  return run(process.execPath, [await builtCommand(), ...args], cwd, env);
}

/**
 * The tarball that `npm pack` makes of the repository as it stands, built afresh from the sources with declarations,
 * once for each state of them. The repository's own `dist` is neither used nor touched.
 */
export function packedTarball(): string {
  const cache = join(repository, 'node_modules/.cache/fortress-tests');
  const left = new Set(['node_modules', '.git', 'dist', 'coverage']);
  const wanted = (name: string): boolean => !left.has(name) && !name.startsWith('.tmp') && !name.endsWith('.tgz');
  const files = readdirSync(repository)
    .filter(wanted)
    .flatMap((top) =>
      statSync(join(repository, top)).isDirectory()
        ? readdirSync(join(repository, top), { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map((entry) => relative(repository, join(entry.parentPath, entry.name)))
        : [top],
    )
    .sort();
  const hash = createHash('sha256');
  for (const path of files) hash.update(`${path}\0`).update(readFileSync(join(repository, path)));
  const folder = join(cache, `packed-${hash.digest('hex').slice(0, 16)}`);
  if (!existsSync(folder)) {
    dropOld(cache);
    const temporary = `${folder}.${process.pid}`;
    const stage = join(temporary, 'stage');
    for (const path of files) cpSync(join(repository, path), join(stage, path));
    const typescript = createRequire(import.meta.url).resolve('typescript/bin/tsc');
    for (const config of ['tsconfig.build.json', 'tsconfig.client.json'])
      must(run(process.execPath, [typescript, '-p', join(repository, config), '--noCheck', '--outDir', join(stage, 'dist')], repository));
    must(run(process.execPath, [join(repository, 'scripts/bundle.mjs'), join(stage, 'dist')], repository));
    must(run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', temporary], stage));
    rmSync(stage, { recursive: true });
    try {
      renameSync(temporary, folder);
    } catch (error) {
      rmSync(temporary, { recursive: true, force: true });
      if (!existsSync(folder)) throw error;
    }
  }
  const [tarball] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error(`npm pack wrote nothing to ${folder}`);
  return join(folder, tarball);
}

/** @throws where the program failed, with all that it said */
export function must(done: Run): Run {
  if (done.code !== 0) throw new Error(`exit code ${done.code}\n${done.stdout}\n${done.stderr}`);
  return done;
}

/** Installs the tarball and what is named from the registry into a project, as its users do. */
export function installPacked(project: string, packages: readonly string[]): void {
  must(run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--save-dev', packedTarball(), ...packages], project, { CI: 'true' }));
}
