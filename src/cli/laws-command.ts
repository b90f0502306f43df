import type { Io } from './io.js';

export interface LawsFlags {
  readonly format?: 'pretty' | 'json';
  readonly json?: boolean;
}

/** Lists every law: id, tier, severity in the `recommended` preset, title. */
export async function runLaws(flags: LawsFlags, io: Io): Promise<void> {
  const [{ documents, lawEntry, lawIds }, { displayWidth, wrap }] = await Promise.all([
    import('../catalogue.js'),
    import('../reporters/text.js'),
  ]);
  if (flags.json || flags.format === 'json') {
    const laws = lawIds.map((id) => {
      const { title, group, tier, kind, recommended, source } = lawEntry(id);
      const { section } = source;
      const document = documents[source.document];
      return { id, title, group, tier, kind, severity: recommended, source: { document, section } };
    });
    io.stdout(`${JSON.stringify(laws, null, 2)}\n`);
    return;
  }
  const idWidth = Math.max('law'.length, ...lawIds.map(displayWidth));
  const row = (id: string, tier: string, severity: string, title: string): string => {
    const left = `${id.padEnd(idWidth)}  ${tier.padEnd(4)}  ${severity.padEnd(8)}  `;
    const lines = wrap(title, Math.max(30, io.columns - left.length));
    return left + lines.join(`\n${' '.repeat(left.length)}`);
  };
  const rows = lawIds.map((id) => {
    const { tier, recommended, title } = lawEntry(id);
    return row(id, String(tier), recommended, title);
  });
  io.stdout(`${[row('law', 'tier', 'severity', 'title'), ...rows].join('\n')}\n`);
}
