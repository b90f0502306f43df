import { defineCheck } from '../define.js';
import type { FileFacts } from '../facts/file.js';
import { functionsAround } from '../facts/functions.js';
import type { Project } from '../facts/project.js';
import type { PasswordFact } from '../facts/trust.js';
import type { Value } from '../facts/value.js';

export default defineCheck({
  id: 'password-hashing',
  needs: ['passwords'],
  rationale:
    'MD5 and SHA are made to be fast: a stolen table of such hashes is guessed at billions of passwords a second, one of plain passwords needs no guessing. Argon2, scrypt and bcrypt are slow on purpose and salt every password.',
  messages: {
    fast: '`{{call}}` hashes a password with a function that is made to be fast, so a stolen table is guessed in hours. Use argon2, scrypt or bcrypt.',
    compared: 'The password is compared with the stored one as plain text, so passwords are stored readable or hashes are compared in time that tells about them. Store an argon2 hash and use its `verify`.',
    lookup: 'The row is looked up by the password itself, so passwords are stored as they were typed. Look it up by name and verify the password against its argon2 hash.',
  },
  examples: {
    bad: [
      `import { createHash } from 'node:crypto';\nexport const hashPassword = (password: string) =>\n  // ruleid: password-hashing\n  createHash('sha256').update(password).digest('hex');`,
      `export const login = (user: { password: string }, password: string) =>\n  // ruleid: password-hashing\n  user.password === password;`,
    ],
    good: [
      `import argon2 from 'argon2';\nexport const hashPassword = (password: string) =>\n  // ok: password-hashing\n  argon2.hash(password);`,
      `import { createHash } from 'node:crypto';\nexport const etag = (content: string) =>\n  // ok: password-hashing\n  createHash('sha1').update(content).digest('hex');`,
    ],
  },
  limits: ['A password that is stored as it came is not reported: hooks of the model may hash it.', 'What is hashed or compared is told by its name.', 'A hash of the project\'s own in another file counts where the config names it as `fastHash`.'],
  check(project, report) {
    let examined = 0;
    for (const file of project.files) {
      if (file.kind !== 'runtime' || !report.asksFor(file)) continue;
      examined += 1;
      for (const fact of file.passwords ?? []) {
        if (!('callee' in fact)) report.at(file, fact.at, fact.form, {});
        else if (isFast(project, file, fact) && !isMadeSlow(project, file, fact)) report.at(file, fact.at, 'fast', { call: fact.written });
      }
    }
    report.examined(examined, 'files');
  },
});

type Handed = Extract<PasswordFact, { form: 'hashed' | 'given' }>;

/** A hash of a library, or one that the config declares. */
const isFast = (project: Project, file: FileFacts, { form, callee }: Handed): boolean =>
  form === 'hashed' || project.isRecognised('fastHash', { file, value: callee, scope: null });

/** What the config declares as a password hash takes the result, or does this in its own body. */
function isMadeSlow(project: Project, file: FileFacts, { takers, fn }: Handed): boolean {
  const isDeclared = (value: Value): boolean => project.isRecognised('passwordHash', { file, value, scope: null });
  return takers.some(isDeclared) || (fn !== null && functionsAround(project, file, fn).some(({ index }) => isDeclared({ k: 'function', fn: index })));
}
