/** `eslint.config.mjs` for a project that has none. */
export const eslintConfig = `import { defineConfig } from 'eslint/config';
import fortress from 'eslint-plugin-fortress';
import tseslint from 'typescript-eslint';

export default defineConfig([
  tseslint.configs.base,
  fortress.configFor(import.meta.dirname),
]);
`;

/** What to add to a flat configuration that is there. */
export const eslintLines = `import fortress from 'eslint-plugin-fortress';

// in the list of configurations, after the one that gives TypeScript files a parser:
...fortress.configFor(import.meta.dirname),
`;
