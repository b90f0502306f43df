import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { LawId } from '../src/catalogue.js';
import type { Report } from '../src/facts/finding.js';
import { audit, auditTree } from '../src/hosts/audit.js';
import { openTree } from '../src/hosts/read-tree.js';
import { extractShard, mergeShards } from '../src/hosts/shards.js';
import { Overlay } from '../src/project/disk/overlay.js';
import { UserError } from '../src/hosts/user-error.js';
import { repository } from './support/built.js';

const scratch = mkdtempSync(join(tmpdir(), 'fortress-cache-'));
afterAll(() => rmSync(scratch, { recursive: true }));
let trees = 0;

/** A copy of a sample backend that may be changed, and a folder for its cache. */
function sample(name = 'shop-layered'): { root: string; folder: string } {
  const base = join(scratch, String((trees += 1)));
  cpSync(join(repository, 'fixtures', name), join(base, 'shop'), { recursive: true });
  return { root: join(base, 'shop'), folder: join(base, 'cache') };
}

const reportOf = async (root: string, options: Parameters<typeof audit>[1] = {}): Promise<string> => JSON.stringify((await audit(root, options)).report, null, 1);
const filesBelow = (root: string): string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []))
    .sort();

const nthLine = (number: number): RegExp => new RegExp(`^(?:.*\\n){${number % 20}}`, 'u');

/** What people do to a backend between two runs. */
const edits: Readonly<Record<string, (root: string, file: string, number: number) => void>> = {
  'a comment on top': (_, file) => writeFileSync(file, `// looked at\n${readFileSync(file, 'utf8')}`),
  'a comment in the middle': (_, file, number) => writeFileSync(file, readFileSync(file, 'utf8').replace(nthLine(number * 3), '$&\n  // looked at\n')),
  'lines apart': (_, file, number) => writeFileSync(file, readFileSync(file, 'utf8').replace(nthLine(number), '$&\n\n')),
  'two lines in one': (_, file, number) => writeFileSync(file, readFileSync(file, 'utf8').replace(nthLine(number), '$& ').replace(/;\n *(?=\S)/u, '; ')),
  'an empty list with room': (_, file) => writeFileSync(file, readFileSync(file, 'utf8').replace('[]', '[\n]')),
  'a law silenced': (_, file) => writeFileSync(file, `/* eslint-disable fortress/no-console -- looked at */\n${readFileSync(file, 'utf8')}`),
  'a line at the end': (_, file, number) => writeFileSync(file, `${readFileSync(file, 'utf8')}\nconsole.log(${number});\n`),
  'a function more': (_, file, number) => writeFileSync(file, `${readFileSync(file, 'utf8')}\nexport function added${number}(): string {\n  return process.env.ADDED ?? '';\n}\n`),
  'the first half only': (_, file) => writeFileSync(file, readFileSync(file, 'utf8').slice(0, readFileSync(file, 'utf8').length / 2)),
  'another name': (_, file, number) => renameSync(file, file.replace(/\.ts$/, `-${number}.ts`)),
  'a copy elsewhere': (root, file, number) => {
    const copy = join(root, 'src', `area-${number}`, 'copy.ts');
    mkdirSync(dirname(copy), { recursive: true });
    cpSync(file, copy);
  },
  'no such file any more': (_, file) => rmSync(file),
  'a dependency less': (root) => {
    const path = join(root, 'package.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as { dependencies: Record<string, string> };
    writeFileSync(path, JSON.stringify({ ...manifest, dependencies: Object.fromEntries(Object.entries(manifest.dependencies).slice(1)) }));
  },
  'a configuration': (root, _, number) => writeFileSync(join(root, 'fortress.config.json'), JSON.stringify({ laws: { 'no-console': number % 2 ? 'off' : 'error' }, ignore: number % 3 ? [] : ['src/utils'] })),
};

const step = fc.record({ edit: fc.constantFrom(...Object.keys(edits)), file: fc.nat(), number: fc.nat(9) });

describe('a cache', () => {
  it('changes nothing of the report, whatever is edited between two runs', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 4 }), async (steps) => {
        const { root, folder } = sample();
        await reportOf(root, { cache: { folder } });
        for (const { edit, file, number } of steps) {
          const files = filesBelow(join(root, 'src')).filter((path) => path.endsWith('.ts'));
          edits[edit]!(root, files[file % files.length]!, number);
          expect(await reportOf(root, { cache: { folder } })).toBe(await reportOf(root));
        }
      }),
      { numRuns: 5, seed: 20_261_125 },
    );
  });

  it('changes nothing where files change what others are', { timeout: 60_000 }, async () => {
    const { root, folder } = sample(join('no-console', 'nextjs-browser-modules'));
    await setTimeout(3_200); // what has just been written is told by its content alone
    const same = async (): Promise<string> => {
      const report = await reportOf(root, { cache: { folder } });
      expect(report).toBe(await reportOf(root, { cache: 'off' }));
      return report;
    };
    const first = await same();
    expect(first).not.toContain('lib/download.ts');
    const edits = {
      'app/api/orders/route.ts': () => "import { downloadOrders } from '@/lib/download';\nexport const GET = () => downloadOrders('all');\n",
      'components/order-list.tsx': (text: string) => text.replace("import { downloadOrders } from '@/lib/download';", ''),
      'tsconfig.json': (text: string) => text.replace('"@/*"', '"@/lib/download": ["./lib/archive"], "@/*"'),
    };
    for (const [path, edited] of Object.entries(edits)) {
      const text = readFileSync(join(root, path), 'utf8');
      writeFileSync(join(root, path), edited(text));
      expect(await same(), path).toContain('lib/download.ts');
      expect(await same(), path).toContain('lib/download.ts');
      writeFileSync(join(root, path), text);
      expect(await same(), path).toBe(first);
    }
  });

  it('is built anew where it is cut, foreign or altered', { timeout: 120_000 }, async () => {
    const { root, folder } = sample();
    await setTimeout(3_200); // or files would grow old enough for a stamp between two runs, which then print another cache
    const whole = await reportOf(root, { cache: { folder } });
    const caches = filesBelow(folder);
    expect(caches.length).toBeGreaterThan(0);
    const good = caches.map((path) => readFileSync(path));
    const middle = (bytes: Buffer): Buffer => Buffer.concat([bytes.subarray(0, bytes.length / 2), Buffer.from('"'), bytes.subarray(bytes.length / 2 + 1)]);
    for (const damage of [(b: Buffer) => b.subarray(0, b.length - 7), () => Buffer.from('{}\n'), () => Buffer.alloc(0), middle]) {
      caches.forEach((path, index) => writeFileSync(path, damage(good[index]!)));
      expect(await reportOf(root, { cache: { folder } })).toBe(whole);
      caches.forEach((path, index) => expect(readFileSync(path).equals(good[index]!)).toBe(true));
    }
  });

  it('whose readings are altered is found out by whoever asks for one', { timeout: 120_000 }, async () => {
    const { root, folder } = sample();
    await reportOf(root, { cache: { folder } });
    const facts = filesBelow(folder).find((path) => path.endsWith('.facts'))!;
    const good = readFileSync(facts);
    const lines = good.indexOf('"problem":null', Math.trunc(good.length / 2));
    writeFileSync(facts, Buffer.concat([good.subarray(0, lines), Buffer.from('"problem":true'), good.subarray(lines + 14)]));
    const { result, linked } = await auditTree(await openTree(root, { cache: { folder } }), {});
    expect(JSON.stringify(result.report, null, 1)).toBe(await reportOf(root, { cache: 'off' }));
    expect((await linked()).readings).toHaveLength((await auditTree(await openTree(root, { cache: 'off' }), {}).then((audited) => audited.linked())).readings.length);
    expect((await result.backend()).endpoints.length).toBeGreaterThan(0);
    writeFileSync(facts, Buffer.concat([good.subarray(0, lines), Buffer.from('"problem":true'), good.subarray(lines + 14)]));
    writeFileSync(join(root, 'src/app.ts'), `${readFileSync(join(root, 'src/app.ts'), 'utf8')}\nexport const added = 1;\nconsole.log(added);\n`);
    expect(await reportOf(root, { cache: { folder } })).toBe(await reportOf(root, { cache: 'off' }));
    expect(await reportOf(root, { cache: { folder } })).toBe(await reportOf(root, { cache: 'off' }));
  });

  it('keeps what is newer beside it, and only of the same', { timeout: 120_000 }, async () => {
    const { root, folder } = sample();
    const whole = (): string => filesBelow(folder).find((path) => path.endsWith('.facts'))!;
    const newer = (): string | undefined => filesBelow(folder).find((path) => path.endsWith('.newer'));
    const edit = (path: string, number: number): void => writeFileSync(join(root, path), `${readFileSync(join(root, path), 'utf8')}\nexport const added${number} = ${number};\nconsole.log(added${number});\n`);
    const same = async (): Promise<void> => expect(await reportOf(root, { cache: { folder } })).toBe(await reportOf(root, { cache: 'off' }));
    await same();
    const first = readFileSync(whole());
    expect(newer()).toBe(undefined);
    for (const number of [1, 2]) {
      edit('src/app.ts', number);
      await same();
      expect(readFileSync(whole()).equals(first)).toBe(true);
      expect(newer()).not.toBe(undefined);
    }
    const old = readFileSync(newer()!);
    rmSync(join(root, filesBelow(join(root, 'src/entities'))[0]!.slice(root.length + 1)));
    await same();
    expect(newer()).toBe(undefined);
    // left over from another one, or cut
    writeFileSync(`${whole()}.newer`, old);
    await same();
    edit('src/app.ts', 3);
    await same();
    writeFileSync(newer()!, readFileSync(newer()!).subarray(0, 100));
    edit('src/app.ts', 4);
    await same();
  });

  it('sees a change that keeps the size and the time of a file', { timeout: 60_000 }, async () => {
    const { root, folder } = sample();
    await setTimeout(3_200); // what has just been written is told by its content alone
    const first = await reportOf(root, { cache: { folder } });
    const facts = filesBelow(folder).find((path) => path.endsWith('.facts'))!;
    expect(readFileSync(facts, 'latin1')).toMatch(/"src\/[^"]+\.ts",\d+,"[^"]+",\d+,\d+,\[\d/);
    expect(await reportOf(root, { cache: { folder } })).toBe(first);
    const { findings } = JSON.parse(first) as Report;
    const file = join(root, findings.find(({ law }) => law === 'no-console')!.path);
    const { atime, mtime } = statSync(file);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('console.', 'konsole.'));
    utimesSync(file, atime, mtime);
    const second = await reportOf(root, { cache: { folder } });
    expect(second).toBe(await reportOf(root));
    expect(second).not.toBe(first);
  });

  it('serves runs of other laws, which read less or more', { timeout: 120_000 }, async () => {
    const { root, folder } = sample();
    const some: readonly (readonly LawId[] | undefined)[] = [['no-console'], ['no-sql-injection', 'env-schema'], ['no-console'], undefined, ['no-hardcoded-secrets'], undefined];
    const size = (): number => statSync(filesBelow(folder).find((path) => path.endsWith('.facts'))!).size;
    const sizes: number[] = [];
    for (const laws of some) {
      const options = laws ? { laws } : {};
      expect(await reportOf(root, { ...options, cache: { folder } })).toBe(await reportOf(root, options));
      sizes.push(size());
    }
    // a run of fewer laws takes nothing away
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(sizes[0]).toBeLessThan(sizes.at(-1)!);
  });

  it('gives a hook what a run on the same contents has found, and the other way', { timeout: 60_000 }, async () => {
    const { root, folder } = sample();
    const judged = async (contents: ReadonlyMap<string, Buffer | null>): Promise<boolean> => {
      const phases: string[] = [];
      await audit(root, { cache: { folder }, ...(contents.size > 0 && { overlay: new Overlay(contents) }), progress: (phase) => phases.push(phase) });
      return phases.includes('laws');
    };
    const file = join(root, 'src/app.ts');
    const before = readFileSync(file);
    const after = Buffer.from(`${before.toString()}\nconsole.log(1);\n`);
    expect(await judged(new Map())).toBe(true);
    expect(await judged(new Map([['src/app.ts', before]]))).toBe(false);
    expect(await judged(new Map([['src/app.ts', after]]))).toBe(true);
    writeFileSync(file, after);
    expect(await judged(new Map())).toBe(false);
    writeFileSync(file, `${after.toString()}console.log(2);\n`);
    expect(await judged(new Map())).toBe(true);
  });

  it('judges nothing again where files say the same in other places', { timeout: 120_000 }, async () => {
    const { root, folder } = sample('shop-layered');
    const file = join(root, 'src/app.ts');
    const report = async (options: Parameters<typeof audit>[1]): Promise<{ text: string; judged: boolean }> => {
      const phases: string[] = [];
      const text = await reportOf(root, { ...options, progress: (phase) => phases.push(phase) });
      return { text, judged: phases.includes('laws') };
    };
    const edit = (change: (text: string) => string): void => writeFileSync(file, change(readFileSync(file, 'utf8')));
    expect((await report({ cache: { folder } })).judged).toBe(true);
    const changes: readonly (readonly [judged: boolean, change: (text: string) => string])[] = [
      [false, (text) => `// looked at\n\n${text}`],
      [false, (text) => text.replaceAll('\n  ', '\n\n      // looked at\n      ')],
      [true, (text) => `${text}console.log(1); console.log(2);\n`],
      // a rule's findings are found anew
      [false, (text) => `// TODO: look\n${text}`],
      // what lay in one line may count once
      [true, (text) => text.replace('console.log(1); ', 'console.log(1);\n')],
    ];
    for (const [judged, change] of changes) {
      edit(change);
      const now = await report({ cache: { folder } });
      expect(now.judged).toBe(judged);
      expect(now.text).toBe((await report({ cache: 'off' })).text);
    }
  });

  it('that cannot be written is none', async () => {
    const { root, folder } = sample('shop-slices');
    writeFileSync(folder, 'a file where the folder should be');
    expect(await reportOf(root, { cache: { folder } })).toBe(await reportOf(root));
  });
});

describe('shards', () => {
  it.each([1, 3])('%i of them, merged, report what one run reports', async (count) => {
    const { root, folder } = sample();
    mkdirSync(folder, { recursive: true });
    const paths: string[] = [];
    for (let index = 1; index <= count; index += 1) {
      const text = await extractShard(root, { index, count });
      expect(text.includes(scratch)).toBe(false);
      expect((await extractShard(root, { index, count })).equals(text)).toBe(true);
      paths.push(join(folder, `${index}.facts`));
      writeFileSync(paths.at(-1)!, text);
    }
    const store = await mergeShards(root, paths.toReversed());
    const read: string[] = [];
    const report = await reportOf(root, { store: { ...store, save: (now) => Promise.resolve(void read.push(...now.readings.keys())) } });
    expect(report).toBe(await reportOf(root));
    expect(read.length === 0 || count > 1).toBe(true);
  });

  it('say what is missing or wrong', async () => {
    const { root, folder } = sample('shop-slices');
    mkdirSync(folder, { recursive: true });
    const first = join(folder, '1.facts');
    writeFileSync(first, await extractShard(root, { index: 1, count: 2 }));
    await expect(mergeShards(root, [first])).rejects.toThrow(new UserError('shard 2 of 2 is missing'));
    await expect(mergeShards(root, [join(root, 'package.json')])).rejects.toThrow(/no whole facts file/);
    await expect(mergeShards(root, [join(root, 'nothing')])).rejects.toThrow(/cannot be read/);
  });
});
