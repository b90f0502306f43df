/**
 * Something that the person at the keyboard can put right: a path that is not there, a config
 * with a misspelt key. The message is one line for people; the command line prints it alone,
 * without a stack trace, and exits with 2.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
}
