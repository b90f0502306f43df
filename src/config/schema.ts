import { createRequire } from 'node:module';
import type { z } from 'zod';
import { lawEntry, lawIds, type LawId } from '../catalogue.js';
import { lawOptions, type LawOptionsSchema, type Zod } from './law-options.js';

export const levels = ['off', 'warn', 'error'] as const;

/** What a project can name as its own symbols, and what each kind is. */
export const recogniserKinds = {
  logger: 'Structured loggers.',
  validator: 'Functions that check or parse input and give back the parsed value or throw.',
  validatorMiddleware: 'Middleware, hooks, pipes and factories of them that check the input of an endpoint.',
  mapper: 'Functions, methods and classes that turn an entity into a response DTO.',
  idGenerator: 'Functions that give time-ordered ids (UUIDv7, ULID).',
  rateLimiter: 'Middleware, guards and factories of them that limit the rate of requests.',
  circuitBreaker: 'Functions and classes that run a call inside a circuit breaker.',
  outbox: 'Functions and classes that write an event to the outbox.',
  authGuard: 'Middleware, hooks and guards that authenticate the caller.',
  publicMarker: 'Decorators and wrappers that mark an endpoint as public.',
  httpClient: 'Clients that call other systems.',
  vendorSdk: 'Clients of a vendor that call its service.',
  broker: 'Clients and functions that publish to a message broker or a queue.',
  mailer: 'Clients and functions that send mail or text messages.',
  renderer: 'Functions and classes that make documents and images.',
  languageModel: 'Clients and functions that answer with text of a language model.',
  tokenLibrary: 'Functions that sign and verify tokens and take what those of jsonwebtoken take: sign(claims, key, options), verify(token, key, options).',
  passwordHash: 'Functions that hash passwords, or verify them, slowly and with a salt.',
  fastHash: 'Functions that hash fast, which passwords must not be given to.',
  tracer: 'Functions, classes and modules that start tracing.',
  healthCheck: 'Handlers of health probes, and factories of them.',
  errorHandler: 'Central error handlers that answer with problem documents.',
  envModule: 'Modules that may read process.env and parse it.',
} as const;

export type RecogniserKind = keyof typeof recogniserKinds;

/** One symbol of the project. A part that is missing matches everything. */
export interface RecognisedSymbol {
  module?: string | undefined;
  export?: string | undefined;
  member?: string | undefined;
}

/** `module#export.member` with every part but one optional, as `{ module, export, member }`. */
function parseSymbol(shorthand: string): RecognisedSymbol {
  const hash = shorthand.indexOf('#');
  if (hash === -1) return { module: shorthand };
  const name = shorthand.slice(hash + 1);
  const dot = name.indexOf('.');
  return {
    ...(hash > 0 && { module: shorthand.slice(0, hash) }),
    export: dot === -1 ? name : name.slice(0, dot),
    ...(dot !== -1 && { member: name.slice(dot + 1) }),
  };
}

function lawSetting<O extends z.ZodObject>(z: Zod, options: O) {
  return z.union([z.enum(levels), z.tuple([z.enum(levels), options.optional()]).meta({ minItems: 1, maxItems: 2 })]);
}

type LawShape = { [L in LawId]: z.ZodOptional<ReturnType<typeof lawSetting<LawOptionsSchema<L>>>> };

function lawsSchema(z: Zod) {
  const withOptions: Partial<Record<LawId, z.ZodObject>> = lawOptions(z);
  const shape = Object.fromEntries(
    lawIds.map((id) => [
      id,
      lawSetting(z, withOptions[id] ?? z.strictObject({}))
        .optional()
        .describe(`${lawEntry(id).title}. A severity, or [severity, options].`),
    ]),
  ) as unknown as LawShape;
  return z.strictObject(shape);
}

function recognisersSchema(z: Zod) {
  const symbol = z.union([
    z
      .string()
      .regex(/^[^#\s]+$|^[^#\s]*#[^#.\s]+(?:\.[^#\s]+)?$/u, 'must look like "module#export" or "module#export.member"')
      .transform(parseSymbol)
      .describe('Shorthand: "module#export", "module#export.member", "module" or "#export".'),
    z
      .strictObject({
        module: z
          .string()
          .min(1)
          .optional()
          .describe('Module specifier as it is imported ("@acme/logger"), or path or glob of a file relative to this configuration ("src/shared/logger.ts").'),
        export: z.string().min(1).optional().describe('Name of the export; "default" for the default export.'),
        member: z.string().min(1).optional().describe('Name of the method or property of that export.'),
      })
      .refine((value) => Object.values(value).some((part) => part !== undefined), {
        error: 'must name a module, an export or a member',
      })
      .meta({ minProperties: 1 })
      .describe('One symbol; a part that is missing matches everything.'),
  ]);
  const kinds = Object.entries(recogniserKinds).map(([kind, text]) => [kind, z.array(symbol).default([]).describe(text)]);
  return z.strictObject(
    Object.fromEntries(kinds) as Record<RecogniserKind, z.ZodDefault<z.ZodArray<typeof symbol>>>,
  );
}

const globs = 'Globs in the syntax of .gitignore, relative to the folder of this configuration, case-sensitive';

function buildSchema(z: Zod) {
  const laws = lawsSchema(z);
  return z.strictObject({
    $schema: z.string().optional().describe('Address of the JSON Schema of this file, for editors.'),
    preset: z
      .enum(['recommended', 'layered', 'strict'])
      .default('recommended')
      .describe('Severities to start from. recommended: vertical slices. layered: horizontal layers are allowed. strict: every law is an error.'),
    ignore: z
      .array(z.string())
      .default([])
      .describe(`Files that Fortress does not read. ${globs}; added to what .gitignore names.`),
    layout: z
      .strictObject({
        roots: z.array(z.string()).optional().describe('Folders of source code: "src", "apps/api/src". Detected where missing.'),
        modules: z
          .array(z.string())
          .optional()
          .describe('Globs of module folders, one folder a module: "src/modules/*". Detected where missing.'),
        shared: z
          .array(z.string())
          .optional()
          .describe('Folders of the shared kernel, which every module may import: "src/shared". Detected where missing.'),
        contracts: z
          .array(z.string())
          .optional()
          .describe('Folders or globs inside modules that other modules may import: "src/modules/*/contracts". Detected where missing.'),
        allowTypeImports: z.boolean().default(true).describe('Whether type-only imports may cross modules.'),
      })
      .prefault({})
      .describe('Where modules, the shared kernel and contracts are.'),
    laws: laws.default({}).describe('Severity and options by law; goes before the preset.'),
    overrides: z
      .array(
        z
          .strictObject({
            files: z
              .array(z.string())
              .min(1)
              .describe(`${globs}. "*.sql" matches at every depth, a folder matches all that it holds, "!" takes back.`),
            laws: laws.describe('Severity and options by law in these files.'),
          })
          .describe('Severities for some files.'),
      )
      .default([])
      .describe('Severities and options for some files, applied in order; the last that matches wins.'),
    recognisers: recognisersSchema(z)
      .prefault({})
      .describe('Which symbols of this project do what Fortress knows from public packages.'),
    suppressions: z
      .strictObject({
        requireReason: z
          .boolean()
          .default(false)
          .describe('Whether a suppression comment must give its reason after " -- ".'),
        reportUnused: z
          .enum(levels)
          .default('warn')
          .describe('Severity of suppression comments that suppress nothing.'),
      })
      .prefault({})
      .describe('How suppression comments are held to account.'),
    nonNegotiable: z
      .array(z.enum(lawIds))
      .default([])
      .describe('Laws whose findings no suppression comment and no baseline silences, only a waiver.'),
    waivers: z
      .string()
      .min(1)
      .default('fortress.waivers.json')
      .describe('The file of waivers, relative to the folder of this configuration.'),
    baseline: z
      .strictObject({
        file: z
          .string()
          .min(1)
          .default('fortress-baseline.json')
          .describe('The file of known findings, relative to the folder of this configuration.'),
        inEditor: z
          .boolean()
          .default(false)
          .describe('Whether ESLint reports findings of the baseline.'),
      })
      .prefault({})
      .describe('Findings that were there before Fortress was, see "fortress-audit baseline".'),
    failOn: z
      .enum(['error', 'warn', 'new'])
      .default('error')
      .describe('Which findings make the audit exit with 1: errors, warnings too, or (new) every finding that is neither suppressed nor in the baseline.'),
  });
}

export type ConfigSchema = ReturnType<typeof buildSchema>;

/** What a configuration file may hold. */
export type FortressConfig = z.input<ConfigSchema>;

/** A checked configuration with every default filled in. */
export type ResolvedConfig = z.output<ConfigSchema>;

let schema: ConfigSchema | undefined;

/**
 * The schema of `fortress.config.*`. Loads zod when it is called first, and synchronously, since
 * ESLint reads rules and their settings synchronously.
 */
export function configSchema(): ConfigSchema {
  return (schema ??= buildSchema(loadZod()));
}

/** The module `zod`, loaded on demand. */
export function loadZod(): Zod {
  return (createRequire(import.meta.url)('zod') as typeof import('zod')).z;
}
