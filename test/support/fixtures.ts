import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export const fixtures = join(import.meta.dirname, '..', '..', 'fixtures');

const isFolder = (path: string): boolean => existsSync(path) && readdirSync(path).length > 0;

/** Every backend among the fixtures: the samples, those of one law and those of one adapter; relative to `fixtures`. */
export const fixtureBackends: readonly string[] = readdirSync(fixtures)
  .sort()
  .flatMap((name) => (name.startsWith('shop-') ? [name] : readdirSync(join(fixtures, name)).sort().map((one) => `${name}/${one}`)))
  .filter((name) => isFolder(join(fixtures, name)));
