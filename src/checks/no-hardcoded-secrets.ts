import { defineCheck } from '../define.js';
import { constantsOf, optionOf } from '../facts/options.js';
import { own } from '../facts/own.js';
import type { FileFacts } from '../facts/file.js';
import type { LocatedValue, Place, Project } from '../facts/project.js';
import type { TokenFact } from '../facts/trust.js';
import { lastName } from '../facts/value.js';
import { declaredTokens } from '../recognise/declared-tokens.js';
import { isPlaceholder, isPublicKeyName, isPublicPem } from '../recognise/secrets.js';
import type { TokenApi } from '../recognise/token-libraries.js';
import { tokenApis } from '../recognise/token-libraries.js';

/** How secrets of documents are spoken of. */
const documentMessages = { vendor: 'vendor', connection: 'connection', value: 'inDocument' } as const;

export default defineCheck({
  id: 'no-hardcoded-secrets',
  needs: ['secrets', 'tokens'],
  rationale:
    'A secret in the source is known to everyone who ever saw the repository, stays in its history for good and is the same in every environment. Secrets come from the environment or a vault, and the process refuses to start without them.',
  messages: {
    vendor: 'A {{name}} stands in the source, so everyone with the repository and its history has it. Revoke it, and read its successor from the environment or a vault.',
    connection: 'A `{{name}}` connection string with its password stands in the source, so everyone with the repository has it. Read the whole string from the environment and change the password.',
    fallback: 'Where `{{name}}` is not set, this literal is used as the secret, and everyone with the repository knows it. Drop the fallback and refuse to start without `{{name}}`.',
    inDocument: '`{{name}}` has its value in a committed file, so everyone with the repository has it, and its history keeps it. Hand it in when the process starts, and change it.',
    value: 'The literal given to `{{name}}` is a secret in the source, known to everyone with the repository and the same in every environment. Read it from the environment or a vault, and change it.',
  },
  examples: {
    bad: [
      `// ruleid: no-hardcoded-secrets\nexport const secret = process.env.JWT_SECRET || 'super-secret-key';`,
      `import { createHmac } from 'node:crypto';\nexport const sign = (text: string) =>\n  // ruleid: no-hardcoded-secrets\n  createHmac('sha256', 'tulip-garden-7').update(text).digest('hex');`,
    ],
    good: [
      `// ok: no-hardcoded-secrets\nexport const secret = process.env.JWT_SECRET;\nif (!secret) throw new Error('JWT_SECRET is not set');`,
      `export const errors = {\n  // ok: no-hardcoded-secrets\n  password: 'incorrectPassword',\n};`,
    ],
  },
  limits: ['A literal of plain words counts as a secret only where something takes it as one, or where people are known to use it so.', 'A fallback that only development takes is left alone.', 'In env files, Dockerfiles, YAML and JSON a password counts where it looks random; a weak one only as a key that signs or encrypts. Samples, tests and what only a developer or CI starts are looked at for vendors\' credentials at most.', 'JSON has no comments, so a finding there needs a waiver.'],
  check(project, report) {
    let examined = 0;
    const reported = new Set<string>();
    const isNew = ({ file, at }: Place): boolean => {
      const before = reported.size;
      return !(file.secrets ?? []).some((secret) => secret.at.start === at.start) && reported.add(`${file.path}:${at.start}`).size > before;
    };
    for (const file of project.files) {
      if (file.kind !== 'runtime') continue;
      examined += 1;
      for (const { form, name, at } of file.secrets ?? []) report.at(file, at, form, { name });
      const known = (file.tokens ?? []).map((fact) => ({ fact, api: own(tokenApis, fact.symbol) ?? null }));
      // what stands in the same file as the call is among its secrets
      const keys = [...known.flatMap(({ fact, api }) => keysOf(project, file, fact, api).filter((key) => key.place.file !== file)), ...declaredTokens(project, file).flatMap(({ fact, api }) => keysOf(project, file, fact, api))];
      for (const { place, written } of keys) if (isNew(place)) report.at(place.file, place.at, 'value', { name: written });
    }
    for (const { path, form, name, at } of project.documentSecrets) report.inDocument(path, at, documentMessages[form], { name });
    report.examined(examined, 'files');
  },
});

/** Where the keys that a token library is given are written out. */
function keysOf(project: Project, file: FileFacts, { args, written }: TokenFact, api: TokenApi | null): { readonly place: Place; readonly written: string }[] {
  if (!api) return [];
  const located = (index: number): LocatedValue | undefined => (args[index] ? { file, value: args[index], scope: null } : undefined);
  const { key, options } = api;
  const values =
    typeof key === 'number'
      ? [located(key)]
      : key.flatMap((name) => {
          const option = optionOf(project, located(options), [name]);
          return option.state === 'given' ? option.values : [];
        });
  return values.flatMap((value) => (value && !isPublicKeyName(lastName(value.value)) ? literalKeys(project, value).map((place) => ({ place, written })) : []));
}

/** Where the key of a token is written out, if it cannot be anything else. */
function literalKeys(project: Project, key: LocatedValue): Place[] {
  const { constants, open } = constantsOf(project, key);
  if (open) return [];
  return constants.flatMap(({ constant, at: { file, value } }) => (typeof constant === 'string' && !isPlaceholder(constant) && !isPublicPem(constant) && value.k === 'literal' && file.kind === 'runtime' ? [{ file, at: value.at }] : []));
}
