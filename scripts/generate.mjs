#!/usr/bin/env node
/** Writes every generated file; `--check` only says which are stale and exits with 1. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { registries, registrySource } from './registries.mjs';

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

for (const registry of registries) emit(`${registry.folder}/index.ts`, registrySource(registry));

if (stale.length > 0) {
  console.error(`stale, run npm run generate: ${stale.join(', ')}`);
  process.exit(1);
}
