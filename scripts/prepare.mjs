/**
 * `npm run prepare`: builds. `npm install -g git+…`, as the pre-commit framework installs a hook, hands its `global` down to
 * the install that npm runs before this script, so that the compiler is missing: then it is installed here.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';

const npm = (...args) => {
  const { status } = spawnSync('npm', args, { stdio: 'inherit', shell: process.platform === 'win32', env: { ...process.env, npm_config_global: 'false', npm_config_location: 'project' } });
  if (status !== 0) process.exit(status ?? 1);
};
if (!existsSync(new URL('../node_modules/typescript', import.meta.url))) npm('ci', '--ignore-scripts', '--no-audit', '--no-fund');
npm('run', 'build');
