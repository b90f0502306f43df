#!/usr/bin/env node
import module from 'node:module';
import process from 'node:process';
import v8 from 'node:v8';

// A run lasts seconds and goes through much code: by default V8 spends a third of it on optimising functions that are
// hardly called again, on the processors that the audit's own threads need (docs/decisions/0006). A V8 that does not
// know a flag says so on stderr, so only versions that were tried get any.
const major = Number.parseInt(process.versions.node, 10);
const flags = major === 20 ? ['--interrupt-budget=600000'] : major >= 22 && major <= 26 ? ['--invocation-count-for-turbofan=40000', '--invocation-count-for-osr=8000', '--no-maglev'] : [];
for (const flag of flags) v8.setFlagsFromString(flag);

// Node 22.1 and later keep compiled code from run to run; NODE_DISABLE_COMPILE_CACHE=1 prevents it.
module.enableCompileCache?.();

// A reader that closes early (`fortress-audit | head`) is no failure of the audit.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
process.once('SIGINT', () => process.exit(130));

const { main } = await import('../dist/bundled/main.js');
process.exitCode = await main(process.argv.slice(2), {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  cwd: process.cwd(),
  env: process.env,
  isTTY: process.stdout.isTTY ?? false,
  isErrorTTY: process.stderr.isTTY ?? false,
  isInteractive: (process.stdin.isTTY && process.stdout.isTTY) ?? false,
  columns: process.stdout.columns ?? 80,
});
