/** Lints files as `eslint` does, with typescript-eslint's untyped `recommended`: `node eslint.mjs ROOT LIST.json [CACHE]`. */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const [root, list, cacheLocation] = process.argv.slice(2);
const eslint = new ESLint({
  cwd: root,
  overrideConfigFile: true,
  overrideConfig: [{ linterOptions: { reportUnusedDisableDirectives: 'off' } }, ...tseslint.configs.recommended],
  errorOnUnmatchedPattern: false,
  ignore: false,
  ...(cacheLocation && { cache: true, cacheLocation, cacheStrategy: 'content' }),
});
const results = await eslint.lintFiles(JSON.parse(readFileSync(list, 'utf8')));
console.log(results.reduce((total, { messages }) => total + messages.length, 0));
