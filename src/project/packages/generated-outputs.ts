import { posix } from 'node:path';

/**
 * Commands that write code and where their options say to: heyapi.dev/openapi-ts/configuration/output,
 * openapi-ts.dev/cli, github.com/ferdikoomen/openapi-typescript-codegen, openapi-generator.tech/docs/usage#generate.
 * Generators of database types are none: what reads the database rests on them.
 */
const WRITES_CLIENTS = /(?:^|[\s/])(?:openapi-ts|openapi-typescript|openapi-typescript-codegen|openapi|openapi-generator(?:-cli)?\s+generate)(?:@[\w.-]+)?\s/;
/** Writes the tables that a library needs, to be copied into the schema (better-auth.com/docs/concepts/cli). */
const WRITES_DRAFTS = /(?:^|\s)(?:@better-auth\/cli|better-auth|auth)(?:@[\w.-]+)?\s+generate\s/;
const OUTPUT = /\s(?:-o|--out|--output|--output-dir|--output-file)[\s=]+["']?([\w@./-]+)/;

/**
 * Files and folders that a manifest's scripts let a generator write, as POSIX paths relative to the root of the audit.
 * A draft counts only beside the sources: among them it may have become the schema itself. A folder counts only below
 * another: `-o src` would be everything.
 */
export function generatedOutputs(scripts: Readonly<Record<string, unknown>>, dir: string, hasSources: () => boolean): string[] {
  const found = new Set<string>();
  for (const script of Object.values(scripts)) {
    if (typeof script !== 'string') continue;
    for (const command of script.split(/&&|\|\||[;|&]/)) {
      const isDraft = WRITES_DRAFTS.test(command);
      const [, output] = isDraft || WRITES_CLIENTS.test(command) ? (OUTPUT.exec(command) ?? []) : [];
      if (output === undefined) continue;
      const path = posix.normalize(output).replace(/\/$/, '');
      const isFile = /\.[cm]?[jt]s$/.test(path);
      if (path.startsWith('..') || path.startsWith('/') || !(isFile || path.includes('/'))) continue;
      if (!isDraft || (isFile && hasSources() && !path.startsWith('src/'))) found.add(posix.join(dir, path));
    }
  }
  return [...found].sort();
}
