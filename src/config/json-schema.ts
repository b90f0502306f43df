import { configSchema, loadZod } from './schema.js';

/**
 * The JSON Schema (draft 2020-12) of what a `fortress.config.json` may hold, with every description,
 * ready to be written to `schema/config.json`.
 */
export function configJsonSchema(): object {
  const { $schema, ...schema } = loadZod().toJSONSchema(configSchema(), { io: 'input' });
  return {
    $schema,
    $id: 'https://unpkg.com/eslint-plugin-fortress/schema/config.json',
    title: 'Configuration of Fortress',
    description: 'fortress.config.json of eslint-plugin-fortress and fortress-audit.',
    ...schema,
  };
}
