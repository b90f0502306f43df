import { ConfigError } from '../config/load.js';
import { UserError } from './user-error.js';

/** Calls a reader of a configuration. @throws {UserError} in the place of a `ConfigError` */
export function configErrorsForUsers<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ConfigError) throw new UserError(error.message, { cause: error });
    throw error;
  }
}
