import type { Io } from './io.js';

export interface FactsFlags {
  readonly format?: 'pretty' | 'json';
  readonly json?: boolean;
}

/** Prints what the adapters saw in single files. */
export async function runFacts(paths: readonly string[], flags: FactsFlags, io: Io): Promise<void> {
  const [{ factsOfFiles }, { documentTableLines, factLines }, { printable }, { versioned }] = await Promise.all([
    import('../hosts/facts.js'),
    import('../reporters/facts.js'),
    import('../reporters/text.js'),
    import('../reporters/table.js'),
  ]);
  const seen = factsOfFiles(paths, io.cwd);
  if (flags.json || flags.format === 'json') {
    io.stdout(versioned({ files: seen.map((one) => ('facts' in one ? one.facts : { path: one.path, tables: one.tables.map(({ fact }) => fact), problems: one.problems })) }));
    return;
  }
  const lines = seen.flatMap((one) => {
    const found = 'facts' in one ? factLines(one.facts, { details: true }) : [...one.tables.flatMap(documentTableLines), ...one.problems.map((message) => `${one.path} problem ${message}`)];
    return found.length > 0 ? found : [`${one.path}: no adapter saw anything here`];
  });
  io.stdout(lines.map((line) => `${printable(line)}\n`).join(''));
}
