#!/usr/bin/env node
/**
 * `npm run new-law <id> [-- --rule | --check]`: the law's file, its row in the catalogue and a first fixture, then the
 * generators. Group, tier, source and kind come from ../shared/LAWS.md where it is there and has the law. What is left
 * to write is marked `as Unwritten`, a type that nobody declares, so that nothing compiles until it is written.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const shared = join(root, '..', 'shared');
const [id, ...flags] = process.argv.slice(2);

function fail(reason) {
  console.error(reason);
  process.exit(1);
}

if (!id || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) fail('usage: npm run new-law <id> [-- --rule | --check], the id in kebab-case: no-…, require-… or a noun');
const wrong = flags.find((flag) => flag !== '--rule' && flag !== '--check');
if (wrong) fail(`unknown option ${wrong}: --rule or --check`);
if (flags.length > 1) fail('a law is a rule or a check, not both: --rule when one file decides, --check when others can change the answer');

const catalogueFile = join(root, 'src/catalogue.ts');
const catalogue = readFileSync(catalogueFile, 'utf8');
const taken = [`src/rules/${id}.ts`, `src/checks/${id}.ts`, `fixtures/${id}`].find((path) => existsSync(join(root, path)));
if (taken) fail(`${taken} exists already`);
if (catalogue.includes(`\n  '${id}': law(`)) fail(`${id} is in the catalogue already`);

/** The law's row in LAWS.md: `| id | tier | source | where | a violation | not a violation |`, and the heading above it. */
function rowOf() {
  const file = join(shared, 'LAWS.md');
  if (!existsSync(file)) return null;
  let group = null;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line.startsWith('## ')) group = line.slice(3).trim();
    const [, name, tier, source, where, violation] = line.split(/(?<!\\)\|/).map((text) => text.trim());
    if (name === id) return { group, tier, source, where, violation };
  }
  return null;
}

/** `BD 5` is chapter 5 of backend-design: `5. Database Integrity & Design`. Other sources name no heading. */
function sectionOf(source) {
  const [, document, chapter] = /^(BD) (\d+)\b/.exec(source) ?? [];
  const file = join(shared, 'documents', 'backend-design.md');
  if (!document || !existsSync(file)) return null;
  const heading = readFileSync(file, 'utf8').split('\n').find((line) => line.startsWith(`### ${chapter}. `));
  return heading ? heading.slice(4).replace(/["“”]/g, '').replace(/\s*\([^)]*\)\s*$/, '').trim() : null;
}

const row = rowOf();
const kind = flags[0] ? flags[0].slice(2) : row?.where === 'rule' || row?.where === 'check' ? row.where : null;
if (!kind) fail(`say --rule when one file decides ${id}, --check when other files can change the answer`);

const quoted = (text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const unwritten = (hint) => `${quoted(hint)} as Unwritten`;
const document = /^(BD|BG|BA|BT)\b/.exec(row?.source ?? '')?.[1];
const section = row && sectionOf(row.source);
const tier = /^[123]$/.test(row?.tier ?? '') ? row.tier : null;

const entry = [
  `  '${id}': law({`,
  `    title: ${unwritten(`the norm in one sentence; a violation is: ${row?.violation || '…'}`)},`,
  `    group: ${row?.group ? quoted(row.group) : unwritten('its group')},`,
  `    tier: ${tier ?? '3 as Unwritten'},`,
  `    source: { document: ${document ? `'${document}'` : unwritten('BD, BG, BA or BT')}, section: ${section ? quoted(section) : unwritten(`the heading of ${row?.source || 'its source'}`)} },`,
  `    kind: '${kind}',`,
  `    recommended: 'warn',`,
  '  }),',
  '',
].join('\n');

/** Behind the last law of its group, else at the end. */
function withEntry() {
  const entries = [...catalogue.matchAll(/^ {2}'[a-z0-9-]+': law\(\{\n[\s\S]*?^ {2}\}\),\n/gm)];
  const last = entries.findLast(([text]) => row?.group && text.includes(`group: ${quoted(row.group)},`)) ?? entries.at(-1);
  if (!last) fail('src/catalogue.ts holds no law to put this one behind');
  const at = last.index + last[0].length;
  return catalogue.slice(0, at) + entry + catalogue.slice(at);
}

const head = [
  `  id: '${id}',`,
  `  rationale: ${unwritten('why it exists')},`,
  `  messages: { found: ${unwritten('what is wrong here with its name, why it matters. What to do.')} },`,
  '  examples: {',
  `    bad: [${unwritten(`// ruleid: ${id}`)}],`,
  `    good: [${unwritten(`// ok: ${id}`)}],`,
  '  },',
];
const sources = {
  rule: [
    "import { defineRule } from '../define.js';",
    "import { spanOf } from '../syntax/source-file.js';",
    '',
    'export default defineRule({',
    ...head,
    '  create: ({ report }) => ({',
    '    CallExpression(node) {',
    `      if (${unwritten('what breaks the law')}) report(spanOf(node), 'found', {});`,
    '    },',
    '  }),',
    '});',
    '',
  ],
  check: [
    "import { defineCheck } from '../define.js';",
    '',
    'export default defineCheck({',
    ...head,
    '  check(project, report) {',
    '    const examined = project.endpoints;',
    '    for (const { file, fact } of examined) {',
    `      if (${unwritten('what breaks the law')}) report.at(file, fact.at, 'found', {});`,
    '    }',
    "    report.examined(examined.length, 'endpoints');",
    '  },',
    '});',
    '',
  ],
};

const files = {
  [`src/${kind}s/${id}.ts`]: sources[kind].join('\n'),
  [`fixtures/${id}/basic/package.json`]: `${JSON.stringify({ name: 'basic', dependencies: { express: '^5.0.0' } })}\n`,
  [`fixtures/${id}/basic/src/bad.ts`]: `// ruleid: ${id}\nexport const bad = 'write code that breaks the law';\n`,
  [`fixtures/${id}/basic/src/good.ts`]: `// ok: ${id}\nexport const good = 'write code that looks as if it broke the law';\n`,
};
for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  console.log(`wrote ${path}`);
}
writeFileSync(catalogueFile, withEntry());
console.log(`wrote the row of ${id} in src/catalogue.ts`);
const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'generate.mjs')], { stdio: 'inherit' });
if (status !== 0) fail('the files are there, and the generators failed: run npm run generate once the reason is gone');
console.log(`next: everything marked "as Unwritten", then npm test -- ${id}`);
