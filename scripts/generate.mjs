#!/usr/bin/env node
/**
 * Writes every generated file: registries, `docs/laws/`, the table in README.md, `schema/` but for `report.json`.
 * `--check` writes nothing, names what is stale and exits with 1. Everything is read from `src/` through jiti,
 * so no build has to run first and none can be out of date.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createJiti } from 'jiti';
import { lawIndex, lawPage, lawTable } from './law-pages.mjs';
import { lawSchemasSource } from './law-schemas.mjs';
import { adapterPackagesSource, registries, registrySource } from './registries.mjs';

const root = join(import.meta.dirname, '..');
process.chdir(root);
const check = process.argv.includes('--check');
const stale = [];

function emit(path, text) {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  if (check) stale.push(path);
  else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(`wrote ${path}`);
  }
}

function fail(reason) {
  console.error(reason);
  process.exit(1);
}

for (const registry of registries) emit(`${registry.folder}/index.ts`, registrySource(registry));
emit('src/config/law-schemas.ts', await lawSchemasSource());

const jiti = createJiti(join(root, 'scripts', 'generate.mjs'));
const load = async (path) => {
  try {
    return await jiti.import(join(root, path));
  } catch (error) {
    return fail(`cannot load ${path}, so nothing was generated from it: ${error instanceof Error ? error.message : error}`);
  }
};

const { frameworks } = await load('src/frameworks/index.ts');
const { dataLayers } = await load('src/data-layers/index.ts');
emit('src/project/packages/adapter-packages.ts', adapterPackagesSource([...frameworks, ...dataLayers]));

const { catalogue, documents, lawIds, lawEntry } = await load('src/catalogue.ts');
const { configSchema, loadZod } = await load('src/config/schema.ts');
const { lawOptions } = await load('src/config/law-options.ts');
const { configJsonSchema } = await load('src/config/json-schema.ts');
const { baselineJsonSchema } = await load('src/config/baseline-file.ts');
const { waiversJsonSchema } = await load('src/config/waivers-file.ts');
const { severityOf } = await load('src/policy/severity.ts');
const { annotationsIn, withoutAnnotations } = await load('test/support/annotations.ts');

const presets = ['recommended', 'layered', 'strict'];
const configs = presets.map((preset) => configSchema().parse({ preset }));
const options = lawOptions(loadZod());

const pages = [];
for (const id of lawIds) {
  const entry = lawEntry(id);
  const file = `src/${entry.kind}s/${id}.ts`;
  if (!existsSync(file)) fail(`the catalogue holds ${id}, and ${file} does not exist`);
  const law = (await load(file)).default;
  const folder = `fixtures/${id}`;
  const knownLimits = existsSync(folder)
    ? annotationsIn(folder)
        .filter(({ verdict }) => verdict === 'todoruleid' || verdict === 'todook')
        .map((limit) => ({ ...limit, code: readFileSync(join(folder, limit.path), 'utf8').split('\n')[limit.line - 1].trim() }))
    : [];
  pages.push({
    id,
    entry,
    law,
    severities: Object.fromEntries(presets.map((preset, index) => [preset, severityOf(id, '', configs[index])])),
    document: documents[entry.source.document],
    options: options[id] ? loadZod().toJSONSchema(options[id]).properties : {},
    knownLimits,
  });
}
// in the order of the catalogue, which follows the documents
const order = Object.keys(catalogue);
pages.sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));

for (const page of pages) emit(`docs/laws/${page.id}.md`, lawPage(page, withoutAnnotations));
emit('docs/laws/README.md', lawIndex(pages));
for (const name of existsSync('docs/laws') ? readdirSync('docs/laws').sort() : []) {
  if (name === 'README.md' || !name.endsWith('.md') || pages.some(({ id }) => name === `${id}.md`)) continue;
  if (check) stale.push(`docs/laws/${name}`);
  else {
    rmSync(`docs/laws/${name}`);
    console.log(`removed docs/laws/${name}`);
  }
}
emit('schema/config.json', `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
emit('schema/baseline.json', `${JSON.stringify(baselineJsonSchema(), null, 2)}\n`);
emit('schema/waivers.json', `${JSON.stringify(waiversJsonSchema(), null, 2)}\n`);

if (existsSync('README.md')) {
  const [start, end] = ['<!-- laws:start -->', '<!-- laws:end -->'];
  const text = readFileSync('README.md', 'utf8');
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) fail(`README.md has no place for the table of laws: it needs ${start} and ${end}`);
  emit('README.md', `${text.slice(0, from + start.length)}\n${lawTable(pages, 'docs/laws/')}\n${text.slice(to)}`);
}

if (stale.length > 0) fail(`stale, run npm run generate: ${stale.join(', ')}`);
