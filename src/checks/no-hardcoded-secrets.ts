import { defineCheck } from '../define.js';
import { constantsOf } from '../facts/options.js';
import type { LocatedValue, Place, Project } from '../facts/project.js';
import { declaredTokens } from '../recognise/declared-tokens.js';
import { isPlaceholder, isPublicPem } from '../recognise/secrets.js';

/** How secrets of documents are spoken of. */
const documentMessages = { vendor: 'vendor', connection: 'connection', value: 'inDocument' } as const;

export default defineCheck({
  id: 'no-hardcoded-secrets',
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
    for (const file of project.files) {
      if (file.kind !== 'runtime') continue;
      examined += 1;
      for (const { form, name, at } of file.secrets ?? []) report.at(file, at, form, { name });
      for (const { fact } of declaredTokens(project, file))
        for (const key of literalKeys(project, { file, value: fact.args[1]!, scope: null }))
          if (!(key.file.secrets ?? []).some(({ at }) => at.start === key.at.start)) report.at(key.file, key.at, 'value', { name: fact.written });
    }
    for (const { path, form, name, at } of project.documentSecrets) report.inDocument(path, at, documentMessages[form], { name });
    report.examined(examined, 'files');
  },
});

/** Where the key of a token is written out, if it cannot be anything else. */
function literalKeys(project: Project, key: LocatedValue): Place[] {
  const { constants, open } = constantsOf(project, key);
  if (open) return [];
  return constants.flatMap(({ constant, at: { file, value } }) => (typeof constant === 'string' && !isPlaceholder(constant) && !isPublicPem(constant) && value.k === 'literal' && file.kind === 'runtime' ? [{ file, at: value.at }] : []));
}
