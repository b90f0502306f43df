import { cpSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../src/facts/finding.js';
import { builtCommand, fortressAudit, repository } from './support/built.js';
import { writeTree } from './support/tree.js';

const seconds = 60_000;
const sample = join(repository, 'fixtures/shop-layered');
let expected = '';

/** The report as text, of a run that found something. */
async function audit(path: string, cwd: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { code, stdout, stderr } = await fortressAudit([path, '--json'], cwd, env);
  expect(stderr).toBe('');
  expect(code).toBe(1);
  return stdout;
}

beforeAll(async () => {
  await builtCommand();
  expected = await audit('shop-layered', dirname(sample));
}, seconds);

describe('the same tree gives the same bytes', { timeout: seconds }, () => {
  it('finds something, sorted by place', () => {
    const { findings } = JSON.parse(expected) as Report;
    expect(findings.length).toBeGreaterThan(10);
    const places = findings.map(({ path, line, column }) => [path, line, column] as const);
    expect(places).toEqual(
      places.toSorted((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1] || a[2] - b[2])),
    );
    expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(findings.length);
  });

  it('run twice', async () => expect(await audit('shop-layered', dirname(sample))).toBe(expected));

  it('by an absolute path', async () => expect(await audit(sample, '/')).toBe(expected));

  it('from inside, and from another folder', async () => {
    expect(await audit('.', sample)).toBe(expected);
    const elsewhere = writeTree({});
    expect(await audit(relative(elsewhere, sample), elsewhere)).toBe(expected);
    expect(await audit(`${sample}/`, elsewhere)).toBe(expected);
  });

  it('through a symbolic link above it, and one that leads to it', async () => {
    const links = writeTree({});
    symlinkSync(dirname(sample), join(links, 'above'));
    expect(await audit('above/shop-layered', links)).toBe(expected);
    mkdirSync(join(links, 'to'));
    symlinkSync(sample, join(links, 'to/shop-layered'));
    expect(await audit('to/shop-layered', links)).toBe(expected);
  });

  it('in another place, time zone and language', async () => {
    const copy = join(writeTree({}), 'shop-layered');
    cpSync(sample, copy, { recursive: true });
    expect(await audit(copy, '/', { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' })).toBe(expected);
  });

  it('written in another order', async () => {
    const copy = join(writeTree({}), 'shop-layered');
    const files = readdirSync(sample, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const { parentPath, name } of files.toReversed()) {
      const target = join(copy, relative(sample, join(parentPath, name)));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, readFileSync(join(parentPath, name)));
    }
    expect(files.length).toBeGreaterThan(50);
    expect(await audit(copy, '/')).toBe(expected);
  });

  it.each(['sarif', 'pretty', 'agent', 'html'])('as %s', async (format) => {
    const run = async (path: string, cwd: string): Promise<string> => (await fortressAudit([path, '--format', format], cwd)).stdout;
    const once = await run('shop-layered', dirname(sample));
    expect(once.length).toBeGreaterThan(1000);
    expect(await run(sample, '/')).toBe(once);
  });
});
