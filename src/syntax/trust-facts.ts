import type { FileFacts } from '../facts/file.js';
import { corsFactsOf } from './cors-facts.js';
import { passwordFactsOf } from './password-facts.js';
import { secretFactsOf } from './secret-facts.js';
import type { SourceFile } from './source-file.js';
import { tokenFactsOf } from './token-facts.js';

/** What a file says about tokens, origins, secrets and passwords; members without anything to say are `undefined`. */
export function trustFactsOf(file: SourceFile): Pick<FileFacts, 'tokens' | 'cors' | 'secrets' | 'passwords'> {
  const tokens = tokenFactsOf(file);
  const cors = corsFactsOf(file);
  const secrets = secretFactsOf(file);
  const passwords = passwordFactsOf(file);
  return {
    tokens: tokens.length > 0 ? tokens : undefined,
    cors: cors ?? undefined,
    secrets: secrets.length > 0 ? secrets : undefined,
    passwords: passwords.length > 0 ? passwords : undefined,
  };
}
