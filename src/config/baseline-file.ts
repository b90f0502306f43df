import type { z } from 'zod';
import { parseJsonFile, type JsonFile } from './json-file.js';
import { loadZod } from './schema.js';
import { byText } from '../facts/order.js';

const address = 'https://unpkg.com/eslint-plugin-fortress/schema/baseline.json';

function buildSchema(zod: ReturnType<typeof loadZod>) {
  const entry = zod
    .strictObject({
      law: zod.string().describe('Id of the law.'),
      path: zod.string().describe('File or folder, relative to the folder of this file.'),
      scope: zod.string().describe('Names of the classes and functions around the finding.'),
      anchor: zod.string().describe('12 hex digits over the reported code; empty for a folder or a whole file.'),
    })
    .describe('One finding. Equal findings have equal entries, one for each.');
  return zod.strictObject({
    $schema: zod.string().optional().describe('Address of the JSON Schema of this file, for editors.'),
    version: zod.literal(1).describe('Version of this format.'),
    entries: zod
      .array(zod.union([entry, zod.null()]))
      .describe('Sorted. The last element is null, so that every entry ends with a comma and lines merge one by one.'),
  });
}

/** One finding that was there before; `BaselineEntry` of the vocabulary. */
type BaselineEntry = NonNullable<z.output<ReturnType<typeof buildSchema>>['entries'][number]>;

let schema: ReturnType<typeof buildSchema> | undefined;

/** The schema of `fortress-baseline.json`. Loads zod when it is called first. */
export const baselineSchema = (): ReturnType<typeof buildSchema> => (schema ??= buildSchema(loadZod()));

/** @throws {ConfigError} with a line for each fault */
export function parseBaseline(root: string, file: JsonFile): BaselineEntry[] {
  return parseJsonFile(root, file, baselineSchema()).entries.filter((entry) => entry !== null);
}

/** The text of a baseline: one entry a line, sorted by path, law, scope and anchor, whoever wrote it. */
export function formatBaseline(entries: readonly BaselineEntry[]): string {
  const lines = [...entries]
    .sort((a, b) => byText(a.path, b.path) || byText(a.law, b.law) || byText(a.scope, b.scope) || byText(a.anchor, b.anchor))
    .map(({ law, path, scope, anchor }) => `    ${JSON.stringify({ law, path, scope, anchor })},\n`);
  return `{\n  "$schema": "${address}",\n  "version": 1,\n  "entries": [\n${lines.join('')}    null\n  ]\n}\n`;
}

/** The JSON Schema of `fortress-baseline.json`, ready to be written to `schema/baseline.json`. */
export function baselineJsonSchema(): object {
  const { $schema, ...rest } = loadZod().toJSONSchema(baselineSchema(), { io: 'input' });
  return { $schema, $id: address, title: 'Baseline of Fortress', description: 'What "fortress-audit baseline" writes: findings that were there before.', ...rest };
}
