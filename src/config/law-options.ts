import type { z } from 'zod';
import type { LawId } from '../catalogue.js';

/** The module `zod`, handed in so that nothing loads it (46 ms) before a configuration is there to check. */
export type Zod = typeof import('zod').z;

/**
 * The options of each law that has any, as strict zod objects without defaults: a law keeps its
 * own defaults. A law with no entry takes no options.
 */
export function lawOptions(z: Zod) {
  return {
    'no-console': z.strictObject({
      allow: z.array(z.string()).optional().describe('Methods of console that may be called: "warn", "error".'),
    }),
    'no-cross-module-imports': z.strictObject({
      allowTypeImports: z
        .boolean()
        .optional()
        .describe('Whether type-only imports may cross modules. Goes before layout.allowTypeImports.'),
    }),
    'no-horizontal-layers': z.strictObject({
      folders: z
        .array(z.string())
        .optional()
        .describe('Names of more folders that stand for a technical role, added to the built-in ones: "usecases".'),
      ignoredFolders: z
        .array(z.string())
        .optional()
        .describe('Built-in names of role folders that are no role in this project: "models" in a machine-learning backend.'),
    }),
    'env-schema': z.strictObject({
      allow: z
        .array(z.string())
        .optional()
        .describe('Variables that may be read anywhere, besides NODE_ENV: "TZ". A "*" stands for any part of a name.'),
    }),
    'native-apis': z.strictObject({
      allow: z.array(z.string()).optional().describe('Packages that may be imported although the platform has what they do: "axios".'),
    }),
    'no-pii-in-logs': z.strictObject({
      allow: z.array(z.string()).optional().describe('Names of values and fields that may be logged: "csrfToken".'),
      fields: z.array(z.string()).optional().describe('More names of values and fields that may not be logged: "taxNumber".'),
    }),
    'todo-tickets': z.strictObject({
      tickets: z
        .array(z.string())
        .optional()
        .describe('Regular expressions of more ways to name a ticket, besides "SHOP-412", "#412" and links: "T\\\\d{4,}".'),
    }),
    'require-pagination': z.strictObject({
      referenceTables: z.array(z.string()).optional().describe('Tables that stay small enough to be read whole: "WarehouseShelf".'),
    }),
    'require-idempotency-key': z.strictObject({
      paths: z.array(z.string()).optional().describe('Parts of more paths that must not run twice: "/licences".'),
    }),
    'resource-naming': z.strictObject({
      allow: z.array(z.string()).optional().describe('Segments that stay as they are: "order_items".'),
      allowActions: z.boolean().optional().describe('Whether one verb may stand alone as a segment: "/orders/:id/apply".'),
    }),
    'no-shared-mutable-state': z.strictObject({
      allow: z.array(z.string()).optional().describe('Module-level names that handlers may write to: "openStreams".'),
    }),
    'require-timeout': z.strictObject({
      sdks: z.boolean().optional().describe("Whether calls of vendors' SDKs (stripe, AWS, openai) count as well."),
    }),
    'require-circuit-breaker': z.strictObject({
      sdks: z.boolean().optional().describe("Whether calls of vendors' SDKs (stripe, AWS, openai) count as well."),
    }),
    'no-slow-work-in-request': z.strictObject({
      allow: z.array(z.string()).optional().describe('Functions and methods that a handler may await or call: "existsSync".'),
    }),
  } as const satisfies Partial<Record<LawId, z.ZodObject>>;
}

type Schemas = ReturnType<typeof lawOptions>;

/** The schema of the options of law `L`: its entry, or an empty strict object. */
export type LawOptionsSchema<L extends LawId> = L extends keyof Schemas
  ? Schemas[L]
  : z.ZodObject<Record<never, never>, z.core.$strict>;

/** The options of law `L`, after the configuration was checked. */
export type LawOptions<L extends LawId> = z.output<LawOptionsSchema<L>>;
