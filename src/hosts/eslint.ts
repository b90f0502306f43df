import type { Linter, Rule as EslintRule } from 'eslint';
import { lawEntry, type LawId } from '../catalogue.js';
import { checks } from '../checks/index.js';
import { lawSchemas } from '../config/law-schemas.js';
import type { Check, Rule } from '../define.js';
import { rules } from '../rules/index.js';
import { version } from '../version.js';
import { configFor } from './eslint-configs.js';
import { blockFor, type FortressPlugin } from './eslint-presets.js';
import { join } from './eslint-session.js';

const laws: readonly (Rule | Check)[] = [...rules, ...checks];

const home = 'https://github.com/fortress-audit/eslint-plugin-fortress';

/** `meta` of the rule that a law becomes; `languages` is read by ESLint 10 and ignored by ESLint 9. */
function metaOf(law: Rule | Check): EslintRule.RuleMetaData {
  const entry = lawEntry(law.id);
  const options = lawSchemas[law.id];
  const meta = {
    type: entry.tier === 3 ? ('suggestion' as const) : ('problem' as const),
    docs: {
      description: entry.title,
      url: `${home}/blob/main/docs/laws/${law.id}.md`,
      recommended: true,
      dialects: ['TypeScript', 'JavaScript'],
    },
    languages: ['js/js'],
    schema: (options ? [options] : []) as EslintRule.RuleMetaData['schema'],
    ...(options && { defaultOptions: [{}] }),
    ...(law.fixable && { fixable: 'code' as const }),
    ...(law.hasSuggestions && { hasSuggestions: true }),
  };
  return meta;
}

function ruleOf(law: Rule | Check): EslintRule.RuleModule {
  return { meta: metaOf(law), create: (context) => join(law, context) };
}

const ruleModules = Object.fromEntries(laws.map((law) => [law.id, ruleOf(law)])) as Record<LawId, EslintRule.RuleModule>;

const configs = {} as Record<'recommended' | 'layered' | 'strict', Linter.Config>;

/** The ESLint plugin: every law as a rule of the same id. */
export const plugin: FortressPlugin = {
  meta: { name: 'eslint-plugin-fortress', version, namespace: 'fortress' },
  rules: ruleModules,
  configs,
  configFor: (dirname) => configFor(plugin, dirname),
};

for (const preset of ['recommended', 'layered', 'strict'] as const) configs[preset] = blockFor(plugin, preset);
