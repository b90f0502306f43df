#!/usr/bin/env node
import process from 'node:process';
import v8 from 'node:v8';

// A run lasts seconds and goes through much code: by default V8 spends a third of it on optimising functions that are
// hardly called again, on the processors that the audit's own threads need (docs/decisions/0006).
v8.setFlagsFromString('--interrupt-budget=600000');

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
