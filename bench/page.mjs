import { readFileSync, writeFileSync } from 'node:fs';

const versionOf = (name) => `${name} ${JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version}`;

/**
 * @param {string} path
 * @param {{ machine: string, rows: readonly { name: string, seconds: number, megabytes: number }[], ratios: readonly { name: string, value: number }[] }} measured
 */
export function writePage(path, { machine, rows, ratios }) {
  writeFileSync(
    path,
    `# Measured speed

<!-- Written by \`npm run bench -- FOLDER --write\`: edit nothing here. -->

Whole processes, started one after the other in turn; wall time and peak memory. Seconds are those of one machine on one day: ratios say more. ${machine}. ${['eslint', 'typescript-eslint', 'dependency-cruiser'].map(versionOf).join(', ')}.

| | seconds | MB |
|---|--:|--:|
${rows.map(({ name, seconds, megabytes }) => `| ${name} | ${seconds.toFixed(2)} | ${megabytes.toFixed(0)} |`).join('\n')}

| ratio | |
|---|--:|
${ratios.map(({ name, value }) => `| ${name} | ${value.toFixed(2)} |`).join('\n')}
`,
  );
}
