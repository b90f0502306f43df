import type { FortressConfig, ResolvedConfig } from './schema.js';

export type { LawOptions } from './law-options.js';
export type { FortressConfig, RecognisedSymbol, RecogniserKind, ResolvedConfig } from './schema.js';

/** Gives back its argument; it is there so that editors complete and check `fortress.config.ts`. */
export function defineConfig(config: FortressConfig): FortressConfig {
  return config;
}

/**
 * What holds without a configuration file. Written by hand so that a run without one loads no zod;
 * a test compares it with the schema.
 */
export const defaultConfig: ResolvedConfig = {
  preset: 'recommended',
  ignore: [],
  layout: { allowTypeImports: true },
  laws: {},
  overrides: [],
  recognisers: {
    logger: [],
    validator: [],
    validatorMiddleware: [],
    mapper: [],
    idGenerator: [],
    rateLimiter: [],
    circuitBreaker: [],
    outbox: [],
    authGuard: [],
    publicMarker: [],
    httpClient: [],
    broker: [],
    mailer: [],
    renderer: [],
    languageModel: [],
    vendorSdk: [],
    tokenLibrary: [],
    passwordHash: [],
    fastHash: [],
    tracer: [],
    healthCheck: [],
    errorHandler: [],
    envModule: [],
  },
  suppressions: { requireReason: false, reportUnused: 'warn' },
  nonNegotiable: [],
  waivers: 'fortress.waivers.json',
  baseline: { file: 'fortress-baseline.json', inEditor: false },
  failOn: 'error',
};
