import type { z } from 'zod';
import { lawIds } from '../catalogue.js';
import { parseJsonFile, type JsonFile } from './json-file.js';
import { lineAt } from './load.js';
import { locateInJson } from './locate.js';
import { loadZod } from './schema.js';

const address = 'https://unpkg.com/eslint-plugin-fortress/schema/waivers.json';

function buildSchema(zod: ReturnType<typeof loadZod>) {
  const text = (what: string) => zod.string().trim().min(1, 'must not be empty').describe(what);
  const waiver = zod
    .strictObject({
      law: zod.enum(lawIds).describe('Id of the law.'),
      path: text('Glob of files and folders in the syntax of .gitignore, relative to the folder of the configuration.').optional(),
      scope: text('Names of the classes and functions around the finding, as a baseline has them: "OrdersController.list". With path only.').optional(),
      fingerprint: zod
        .string()
        .regex(/^[0-9a-f]{16}$/u, 'must be the 16 hex digits of a finding')
        .optional()
        .describe('Fingerprint of one finding, as --format json gives it; in the place of path.'),
      reason: text('Why this finding is right here.'),
      owner: text('Who answers for it.'),
      expires: zod.iso.date('must be a date: "2027-01-31"').describe('Last day on which it holds, in UTC.'),
      ticket: text('Where the way out is planned.').optional(),
    })
    .refine(({ path, fingerprint }) => (path === undefined) !== (fingerprint === undefined), { error: 'needs a path or a fingerprint, and not both' })
    .refine(({ scope, path }) => scope === undefined || path !== undefined, { error: 'a scope needs a path' })
    .meta({ oneOf: [{ required: ['path'] }, { required: ['fingerprint'], not: { required: ['scope'] } }] })
    .describe('One exception that somebody has reviewed.');
  return zod.strictObject({
    $schema: zod.string().optional().describe('Address of the JSON Schema of this file, for editors.'),
    waivers: zod.array(waiver),
  });
}

type Schema = ReturnType<typeof buildSchema>;

/** One reviewed exception, and the line of the file on which it stands. */
export type Waiver = z.output<Schema>['waivers'][number] & { readonly line: number };

let schema: Schema | undefined;

/** The schema of `fortress.waivers.json`. Loads zod when it is called first. */
export const waiversSchema = (): Schema => (schema ??= buildSchema(loadZod()));

/** @throws {ConfigError} with a line for each fault */
export function parseWaivers(root: string, file: JsonFile): Waiver[] {
  return parseJsonFile(root, file, waiversSchema()).waivers.map((waiver, index) => ({
    ...waiver,
    line: lineAt(file.text, locateInJson(file.text, ['waivers', index])),
  }));
}

/** The JSON Schema of `fortress.waivers.json`, ready to be written to `schema/waivers.json`. */
export function waiversJsonSchema(): object {
  const { $schema, ...rest } = loadZod().toJSONSchema(waiversSchema(), { io: 'input' });
  return { $schema, $id: address, title: 'Waivers of Fortress', description: 'Reviewed exceptions to the laws, each with its reason, owner and last day.', ...rest };
}
