import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { loadConfigSync } from '../src/config/load.js';
import { audit } from '../src/hosts/audit.js';
import { layoutConfigOf } from '../src/hosts/layout-config.js';
import type { Project } from '../src/facts/project.js';
import { ProjectIndex } from '../src/project/index-store.js';
import { factsOf, sourceFile } from '../src/project/sources.js';
import { writeTree } from './support/tree.js';

const backend = {
  'package.json': { name: 'shop', type: 'module', dependencies: { express: '^5.0.0' } },
  'src/app.ts': `import express from 'express';\nimport { list } from './orders.js';\nexport const app = express();\napp.get('/orders', list);\n`,
  'src/orders.ts': `export function list(req: unknown, res: { json(body: unknown): void }): void {\n  console.log('listing', process.env['SHOP']);\n  res.json([]);\n}\n`,
};

/** A tree whose cache holds what an audit of these laws has read. */
async function audited(laws?: Parameters<typeof audit>[1]['laws']): Promise<{ root: string; folder: string }> {
  const root = writeTree(backend);
  const folder = join(root, 'node_modules/.cache/fortress');
  mkdirSync(folder, { recursive: true });
  await audit(root, { cache: { folder }, ...(laws && { laws }) });
  // what has just been written may change within one tick of the clock and is read again at each look, see `Stamp`
  await setTimeout(200);
  return { root, folder };
}

/** A function that lints `src/orders.ts` with some text, as far as the project is concerned. */
function editorOf(root: string, folder: string | null): (text: string) => Project {
  const { config } = loadConfigSync(root);
  const index = new ProjectIndex(root, { ...config, layout: layoutConfigOf(config) }, folder);
  return (text) => {
    index.begin('src/orders.ts', text);
    const place = index.place('src/orders.ts', text, true)!;
    const facts = (): ReturnType<typeof factsOf> => {
      const source = sourceFile(place.file, text, place.externals);
      if (!('program' in source)) throw new Error(source.message);
      return factsOf(source);
    };
    return index.view(place, { text, facts }, false).project;
  };
}

test('a comment that is typed leaves a project from the cache as it is, a statement does not', async () => {
  const { root, folder } = await audited();
  const lint = editorOf(root, folder);
  const text = readFileSync(join(root, 'src/orders.ts'), 'utf8');
  const project = lint(text);
  expect(lint(`// lists\n${text}`)).toBe(project);
  expect(lint(`${text}\n// that was it\n`)).toBe(project);
  expect(lint(`${text}\nexport const added = (): number => 1;\n`)).not.toBe(project);
});

test('what an audit with the default laws has left is taken over', async () => {
  const { root, folder } = await audited();
  const text = readFileSync(join(root, 'src/orders.ts'), 'utf8');
  // stored facts parse their calls when they are asked for, collected ones have them
  const areStored = (from: string | null): boolean[] => editorOf(root, from)(text).files.map((file) => !Object.hasOwn(file, 'calls'));
  expect(areStored(folder)).toEqual([true, true]);
  expect(areStored(null)).toEqual([false, false]);
});

test('what an audit has left is read again where it is not whole', async () => {
  const { root, folder } = await audited();
  const text = readFileSync(join(root, 'src/orders.ts'), 'utf8');
  const facts = readdirSync(folder).map((name) => join(folder, name)).find((path) => path.endsWith('.facts'))!;
  const bytes = readFileSync(facts);
  const at = bytes.indexOf('"problem":null');
  writeFileSync(facts, Buffer.concat([bytes.subarray(0, at), Buffer.from('"problem":true'), bytes.subarray(at + 14)]));
  const [cached, fresh] = [folder, null].map((from) => editorOf(root, from)(text).files.map(({ path, logs }) => ({ path, logs })));
  expect(JSON.parse(JSON.stringify(cached))).toEqual(JSON.parse(JSON.stringify(fresh)));
});

test('what an audit of one law has left out of its cache is read again', async () => {
  const { root, folder } = await audited(['todo-tickets']);
  const text = readFileSync(join(root, 'src/orders.ts'), 'utf8');
  const [cached, fresh] = [folder, null].map((from) => editorOf(root, from)(text).files.map(({ path, environment, logs }) => ({ path, environment, logs })));
  expect(fresh!.some(({ environment }) => environment !== undefined)).toBe(true);
  expect(JSON.parse(JSON.stringify(cached))).toEqual(JSON.parse(JSON.stringify(fresh)));
});
