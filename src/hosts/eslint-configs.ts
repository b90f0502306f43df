import { dirname as parentOf, resolve } from 'node:path';
import type { Linter } from 'eslint';
import type { LawId } from '../catalogue.js';
import type { LoadedConfig } from '../config/load.js';
import type { ResolvedConfig } from '../config/index.js';
import { lawSchemas } from '../config/law-schemas.js';
import { ConfigCache } from './config-cache.js';
import { presetLevel } from '../policy/severity.js';
import { blockFor, codeFiles, lawsOf, type FortressPlugin } from './eslint-presets.js';

type Level = 'off' | 'warn' | 'error';

/** See `FortressPlugin.configFor`. A configuration that cannot be used gives the `recommended` preset, whose rules report it. */
export function configFor(plugin: FortressPlugin, dirname: string): Linter.Config[] {
  const root = resolve(dirname);
  const configured = new ConfigCache().of(root);
  const placed = { basePath: root, settings: { fortress: { root } } };
  if ('error' in configured) return [{ ...blockFor(plugin, 'recommended'), ...placed, name: 'fortress/config' }];
  const { config } = configured.loaded;
  const rules = Object.fromEntries(lawsOf(plugin).map((law) => [`fortress/${law}`, entryOf(law, config)]));
  return [
    { ...blockFor(plugin, config.preset), ...placed, name: 'fortress/config', rules },
    ...overridesOf(plugin, configured.loaded, root),
  ];
}

/** Severity with the options that the configuration gives, as ESLint writes them. */
function entryOf(law: LawId, config: ResolvedConfig): Linter.RuleEntry {
  const given = config.laws[law];
  if (given === undefined) return presetLevel(law, config.preset);
  return ruleEntry(law, given);
}

function ruleEntry(law: LawId, given: Level | readonly [Level, object?]): Linter.RuleEntry {
  if (typeof given === 'string') return given;
  const [level, options] = given;
  // `{}` takes options back, where the law has any
  return options && lawSchemas[law] ? [level, options] : level;
}

/**
 * Overrides as blocks. In the configuration the last glob that matches decides, `!` ones take back; ESLint asks for
 * `files` and `ignores`, so each glob becomes a block that ignores what later ones take back.
 */
function overridesOf(plugin: FortressPlugin, { config, path, base }: LoadedConfig, root: string): Linter.Config[] {
  const folder = path === null ? root : parentOf(path);
  return config.overrides.flatMap(({ files, laws }, index) => {
    const rules = Object.fromEntries(
      lawsOf(plugin).flatMap((law) => {
        const given = laws[law];
        return given === undefined ? [] : [[`fortress/${law}`, ruleEntry(law, given)]];
      }),
    );
    return files.flatMap((glob, at): Linter.Config[] => {
      if (glob.startsWith('!')) return [];
      const ignores = files.slice(at + 1).flatMap((later) => (later.startsWith('!') ? eslintGlobs(later.slice(1)) : []));
      return [
        {
          name: `fortress/config/overrides[${index}]${files.length > 1 ? `/${glob}` : ''}`,
          basePath: folder,
          files: eslintGlobs(glob).map((pattern) => [pattern, codeFiles, ...(base === '' || base.startsWith('..') ? [] : [`${escapeGlob(base)}**`])]),
          ...(ignores.length > 0 && { ignores }),
          plugins: { fortress: plugin },
          rules,
        },
      ];
    });
  });
}

/**
 * A glob in the syntax of `.gitignore` (git-scm.com/docs/gitignore) as minimatch globs: without a slash it matches
 * at every depth, a folder stands for all that it holds, braces and parentheses are plain characters.
 */
export function eslintGlobs(glob: string): string[] {
  const plain = glob.replace(/^\.\//u, '/');
  const isAnchored = plain.slice(0, -1).includes('/');
  const body = escapeGlob(plain.replace(/^\//u, '').replace(/\/$/u, ''));
  const pattern = isAnchored ? body : `**/${body}`;
  if (pattern.endsWith('/**')) return [pattern];
  return plain.endsWith('/') ? [`${pattern}/**`] : [pattern, `${pattern}/**`];
}

const escapeGlob = (glob: string): string => glob.replace(/[{}()|]|^[#!]/gu, '\\$&');
