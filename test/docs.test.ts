import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandNames } from '../src/cli/audited-folder.js';
import { configJsonSchema } from '../src/config/json-schema.js';
import { loadConfig } from '../src/config/load.js';
import { recogniserKinds } from '../src/config/schema.js';
import { repository } from './support/built.js';
import { writeTree } from './support/tree.js';

const read = (path: string): string => readFileSync(join(repository, path), 'utf8');
const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...readdirSync(join(repository, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`), ...readdirSync(join(repository, 'docs/commands')).map((name) => `docs/commands/${name}`)];

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
}

/** `layout.modules` and the like: the keys of a configuration, without those of laws and recognisers. */
function keysOf(schema: SchemaNode, above = ''): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, inner]) =>
    ['layout', 'suppressions', 'baseline'].includes(key) ? keysOf(inner, `${key}.`) : [`${above}${key}`],
  );
}

describe('the pages', () => {
  it.each(pages)('%s links to files that exist', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, target]) => target ?? '');
    expect(links.filter((target) => !existsSync(join(repository, dirname(page), target)))).toEqual([]);
  });

  it.each(pages)('%s prints configurations that are valid', async (page) => {
    const blocks = [...read(page).matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, text]) => text ?? '').filter((text) => text.includes('defineConfig({'));
    for (const block of blocks) {
      const text = block.includes('import {') ? block : `import { defineConfig } from 'eslint-plugin-fortress/config';\n${block}`;
      const root = writeTree({ 'package.json': {}, 'fortress.config.ts': text });
      await expect(loadConfig(root)).resolves.toHaveProperty('path', join(root, 'fortress.config.ts'));
    }
    if (page === 'README.md') expect(blocks).toHaveLength(1);
    if (page === 'docs/configuration.md') expect(blocks).toHaveLength(4);
  });

  it.each(commandNames)('%s has a page with a session, which the list of commands names', (name) => {
    expect(read(`docs/commands/${name}.md`)).toMatch(/^```console\n\$ /m);
    expect(read('docs/commands/README.md')).toContain(`](${name}.md)`);
  });

  it('docs/configuration.md names every key and every recogniser', () => {
    const page = read('docs/configuration.md');
    const keys = keysOf(configJsonSchema() as SchemaNode);
    expect(keys).toContain('layout.modules');
    expect(keys.filter((key) => !page.includes(`| \`${key}\` |`))).toEqual([]);
    expect(Object.keys(recogniserKinds).filter((kind) => !page.includes(`\`${kind}\``))).toEqual([]);
  });

  it('docs/configuration.md lists every kind of recogniser, and something reads each', () => {
    const sources = readdirSync(join(repository, 'src'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
    const asked = new Set(sources.flatMap((path) => [...read(`src/${path}`).matchAll(/isRecognised\('(\w+)'/g)].map(([, kind]) => kind)));
    // guards, limiters, public endpoints and outbound calls are asked for by one function each, which is told the kind
    for (const [word] of `${read('src/project/handlers/posture.ts')}${read('src/project/handlers/cover-follower.ts')}${read('src/project/calls/effects.ts')}`.matchAll(/(?<=')\w+(?=')|\w+(?=: ')/g)) if (word in recogniserKinds) asked.add(word);
    const kinds = Object.keys(recogniserKinds).sort();
    expect([...asked].sort()).toEqual(kinds);
    const listed = [...read('docs/configuration.md').matchAll(/^\| `(\w+)` \|[^|]+\|$/gm)].map(([, kind]) => kind);
    expect(listed.filter((kind) => kind !== undefined && kind in recogniserKinds).sort()).toEqual(kinds);
  });

  it('the README prints the finding that the sample backend gives', { timeout: 60_000 }, async () => {
    const { fortressAudit } = await import('./support/built.js');
    const { stdout } = await fortressAudit(['fixtures/shop-layered', '--format', 'pretty', '--law', 'no-raw-entity-return'], repository);
    const printed = /^```\n(src\/[^]*?)^```$/m.exec(read('README.md'))?.[1] ?? '';
    const lines = printed.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(8);
    expect(stdout.replace(/\s+/g, ' ')).toContain(lines.slice(1).join(' ').replace(/\s+/g, ' ').trim());
    expect(stdout).toContain(`\n${lines[0]}\n`);
  });
});
