import type { Linter, Rule as EslintRule } from 'eslint';
import type { LawId } from '../catalogue.js';
import { presetLevel } from '../policy/severity.js';

export type Preset = 'recommended' | 'layered' | 'strict';

/** The default export of the package. */
export interface FortressPlugin {
  readonly meta: { readonly name: string; readonly version: string; readonly namespace: string };
  /** Every law as an ESLint rule of the same id. */
  readonly rules: Record<LawId, EslintRule.RuleModule>;
  /** Flat configurations; each registers the plugin as `fortress` and forces no parser. */
  readonly configs: Record<Preset, Linter.Config>;
  /**
   * Flat configurations that say what the `fortress.config.*` of a folder says: severities, options and overrides.
   * Without such a file they are the `recommended` preset for that folder.
   * @param dirname absolute folder, `import.meta.dirname` of the `eslint.config.*`: the root of the project
   */
  configFor(dirname: string): Linter.Config[];
}

/**
 * What the presets apply to: everything that the audit reads as code. TypeScript files are among them, so ESLint
 * needs a parser that reads them, which another block of the configuration gives (`typescript-eslint`).
 */
export const codeFiles = '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}';

/** The laws that the plugin has. */
export const lawsOf = (plugin: FortressPlugin): LawId[] => (Object.keys(plugin.rules) as LawId[]).sort();

export function blockFor(plugin: FortressPlugin, preset: Preset): Linter.Config {
  return {
    name: `fortress/${preset}`,
    files: [codeFiles],
    plugins: { fortress: plugin },
    rules: Object.fromEntries(lawsOf(plugin).map((law) => [`fortress/${law}`, presetLevel(law, preset)])),
  };
}
