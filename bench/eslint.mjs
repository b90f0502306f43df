// The peer: ESLint with typescript-eslint's untyped `recommended`, over the files that a JSON list names.
import { readFileSync } from 'node:fs';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const [, , root, list] = process.argv;
const eslint = new ESLint({
  cwd: root,
  overrideConfigFile: true,
  overrideConfig: [{ linterOptions: { reportUnusedDisableDirectives: 'off' } }, ...tseslint.configs.recommended],
  errorOnUnmatchedPattern: false,
  ignore: false,
});
const results = await eslint.lintFiles(JSON.parse(readFileSync(list, 'utf8')));
console.log(results.reduce((sum, r) => sum + r.messages.length, 0));
