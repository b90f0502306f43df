import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtCommand, repository, run } from './support/built.js';

/** Enough files for a second thread, few enough in each shard for one. */
const files = 1200;
const shards = 3;

describe('files that several threads read', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'fortress-threads-'));
    const made = run(process.execPath, [join(repository, 'bench/generate.mjs'), String(files), join(folder, 'tree')], folder);
    expect(made.code).toBe(0);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('give the findings that files read one after the other give', async () => {
    const command = await builtCommand();
    const audit = (...args: string[]): string => {
      const { code, stdout, stderr } = run(process.execPath, [command, ...args], folder);
      expect(stderr).toBe('');
      expect(code).toBe(1);
      return stdout;
    };
    const whole = audit('tree', '--format', 'json', '--no-cache');
    const facts: string[] = [];
    for (let index = 1; index <= shards; index += 1) {
      const file = join(folder, `${index}.facts`);
      expect(run(process.execPath, [command, 'tree', '--shard', `${index}/${shards}`, '--output', `facts=${file}`], folder).code).toBe(0);
      facts.push(file);
    }
    expect(JSON.parse(whole)).toHaveProperty('findings.length');
    expect(audit('merge', ...facts, '--root', 'tree', '--format', 'json')).toBe(whole);
  }, 120_000);
});
