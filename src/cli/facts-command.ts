import type { SeenFile } from '../hosts/facts.js';
import type { Io } from './io.js';

export interface FactsFlags {
  readonly format?: 'pretty' | 'json';
  readonly json?: boolean;
}

/** Prints what the adapters saw in single files. */
export async function runFacts(paths: readonly string[], flags: FactsFlags, io: Io): Promise<void> {
  const [{ factsOfFiles }, { documentTableLines, factLines }, ofDocuments, { printable }, { versioned }] = await Promise.all([
    import('../hosts/facts.js'),
    import('../reporters/facts.js'),
    import('../reporters/document-facts.js'),
    import('../reporters/text.js'),
    import('../reporters/table.js'),
  ]);
  const seen = factsOfFiles(paths, io.cwd);
  if (flags.json || flags.format === 'json') {
    io.stdout(versioned({ files: seen.map(jsonOf) }));
    return;
  }
  const linesOf = (one: SeenFile): string[] => {
    if ('facts' in one) return [...factLines(one.facts, { details: true }), ...ofDocuments.testFactLines(one.tests)];
    if ('tables' in one) return [...one.tables.flatMap(documentTableLines), ...one.problems.map((message) => `${one.path} problem ${message}`)];
    return [
      ...(one.document ? ofDocuments.documentFactLines(one.document) : []),
      // an env file is listed by its names already
      ...ofDocuments.settingLines(one.document?.form === 'env-file' ? [] : one.settings, one.lines),
      ...ofDocuments.secretLines(one.secrets, one.lines),
    ];
  };
  const lines = seen.flatMap((one) => {
    const found = linesOf(one);
    return found.length > 0 ? found : [`${one.path}: no adapter saw anything here`];
  });
  io.stdout(lines.map((line) => `${printable(line)}\n`).join(''));
}

/** A file's facts, with what its tests say where it has any. */
function jsonOf(one: SeenFile): unknown {
  if ('facts' in one) {
    const { cases, mocks, containers } = one.tests;
    return cases.length + mocks.length + containers.length === 0 ? one.facts : { ...one.facts, tests: { cases, mocks, containers } };
  }
  if ('tables' in one) return { path: one.path, tables: one.tables.map(({ fact }) => fact), problems: one.problems };
  const { path, document, settings, secrets } = one;
  return { path, document, settings, secrets };
}
