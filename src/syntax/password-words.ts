/** Splits a name into its words: `userPasswordHash` gives user, password, hash. */
export const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());

const password: ReadonlySet<string> = new Set(['password', 'passwd', 'pwd', 'pswd', 'psw', 'pw', 'passphrase', 'passcode', 'pass']);
/** With these a name speaks of something about a password, or of what is made from it. */
const about: ReadonlySet<string> = new Set([
  'hash', 'hashed', 'digest', 'encrypted', 'token', 'reset', 'code', 'id', 'key', 'salt', 'field', 'length', 'regex', 'pattern', 'policy', 'rule', 'rules', 'schema', 'service', 'error', 'errors', 'message', 'type',
  'date', 'at', 'expiry', 'expires', 'expired', 'link', 'url', 'is', 'has', 'can', 'should', 'no', 'required', 'enabled', 'strength', 'score', 'min', 'max', 'changed', 'attempts', 'history', 'config', 'options', 'less', 'match', 'matches', 'valid', 'repository', 'dto',
]);

/** Whether a name is that of a password in plain text. */
export const isPasswordName = (name: string): boolean => {
  const words = wordsOf(name);
  return words.some((word) => password.has(word)) && !words.some((word) => about.has(word));
};
