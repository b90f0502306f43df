import { readFileSync, writeFileSync } from 'node:fs';
import { inUnit } from './print.mjs';

const versionOf = (name) => `${name} ${JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version}`;

/** @type {typeof import('./page.mjs').writePage} */
export function writePage(path, { machine, rows, ratios, editor, growth }) {
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

## In an editor

The plugin in a long-lived process that lints ${editor.linted} of ${editor.files} files in turn: medians of the processor time that it takes over ESLint with typescript-eslint's parser and no rule.

| | | |
|---|--:|---|
${editor.rows.map(({ name, value, unit }) => `| ${name} | ${inUnit(value)} | ${unit} |`).join('\n')}

## With the size of the backend

Cold audits of synthetic backends that differ in nothing but their size, medians of ${growth.runs} interleaved runs. What a file costs is counted beyond what an audit of eight files takes; in brackets against the smallest backend.

| files | seconds | processor seconds | MB | ms a file | processor ms a file | KB a file |
|--:|--:|--:|--:|--:|--:|--:|
${growth.rows.map(({ files, seconds, cpuSeconds, megabytes, perFile, ratio }) => `| ${files.toLocaleString('en')} | ${seconds.toFixed(1)} | ${cpuSeconds.toFixed(1)} | ${megabytes.toFixed(0)} | ${perFile.wall.toFixed(2)} (${ratio.wall.toFixed(2)}) | ${perFile.cpu.toFixed(2)} (${ratio.cpu.toFixed(2)}) | ${perFile.kilobytes.toFixed(0)} (${ratio.kilobytes.toFixed(2)}) |`).join('\n')}
`,
  );
}
