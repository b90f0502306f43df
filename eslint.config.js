import eslintPlugin from 'eslint-plugin-eslint-plugin';
import regexp from 'eslint-plugin-regexp';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig([
  // Sample backends are input: they break laws on purpose.
  globalIgnores(['dist', 'coverage', 'fixtures', '.tmp*', 'test/**/snapshots']),
  { linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' } },
  tseslint.configs.strict,
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-imports': [
        'error',
        { paths: [{ name: '@typescript-eslint/utils', message: 'Import a sub-path: the main entry loads the compiler.' }] },
      ],
      'object-shorthand': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      // `noUncheckedIndexedAccess` makes `!` the honest word where the line above has checked the bounds.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all', ignoreRestSiblings: true }],
    },
  },
  // What is read is a stranger's: an expression with many ways through the same text makes an audit that does not end.
  { files: ['src/**'], plugins: { regexp }, rules: { 'no-console': 'error', 'regexp/no-super-linear-backtracking': 'error' } },
  { files: ['src/hosts/**'], ...eslintPlugin.configs.recommended },
]);
