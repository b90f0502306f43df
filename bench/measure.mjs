import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const reporter = join(dirname(fileURLToPath(import.meta.url)), 'report-usage.mjs');

/**
 * Runs Node to its end. `cpuSeconds` counts all threads, in user and system mode; `megabytes` is the peak of the resident set.
 * @param {readonly string[]} args
 * @param {string} [cwd]
 * @returns {Promise<{ seconds: number, cpuSeconds: number, megabytes: number }>}
 * @throws {Error} where it ends with anything but 0 and 1, which stands for findings
 */
export function measure(args, cwd) {
  return new Promise((done, fail) => {
    const started = process.hrtime.bigint();
    const child = spawn(process.execPath, ['--import', reporter, ...args], { cwd, stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
    let usage = '';
    child.stdio[3].on('data', (chunk) => (usage += chunk));
    child.on('error', fail);
    child.on('close', (code) => {
      if (code !== 0 && code !== 1) return fail(new Error(`${args.join(' ')} ended with ${code}`));
      const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(usage);
      done({ seconds: Number(process.hrtime.bigint() - started) / 1e9, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 });
    });
  });
}
