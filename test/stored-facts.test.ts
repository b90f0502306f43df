import { expect, test } from 'vitest';
import type { DiscoveredFile } from '../src/facts/source.js';
import { readFile } from '../src/project/sources.js';
import { foldedMembers, loadFactsOf, storeReading } from '../src/project/cache/stored-facts.js';

/** Every member, as JSON has it. */
const whole = (facts: object): unknown => JSON.parse(JSON.stringify({ ...facts, ...Object.fromEntries(foldedMembers.map((name) => [name, facts[name as keyof typeof facts]])) }));

test.each([
  // the first value that is met, number 0, is no missing one
  'export function list(options = {}) {\n  return options;\n}',
  'for (const id of [read()]) load(id);',
  'export const shop = { __proto__: null, constructor: make(), naïve: "ö" };\nexport default class Orders { constructor(private readonly db = connect()) {} }',
  '',
])('facts are what they were before they were stored: %s', (text) => {
  const read = readFile({ path: 'src/a.ts', kind: 'runtime', package: '' } as DiscoveredFile, text, new Set());
  if (!('facts' in read)) throw new Error(read.message);
  const stored = Buffer.from(`before\n${storeReading({}, read.facts)}`);
  const loaded = loadFactsOf(stored.subarray('before\n'.length));
  expect(whole(loaded!)).toEqual(whole(read.facts));
});
