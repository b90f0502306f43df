import { documents } from '../../catalogue.js';
import type { Finding, SuppressedBy } from '../../facts/finding.js';
import type { ModuleGraph } from '../../facts/inspection.js';
import { entryOf } from '../law-entry.js';
import type { Frames } from './frames.js';
import type { FindingState, PageFinding, PageLaw } from './model.js';

const home = 'https://github.com/fortress-audit/eslint-plugin-fortress';

export function pageLaw(id: string, rationaleOf: (law: string) => string | null): PageLaw {
  const entry = entryOf(id);
  if (entry === null) return { id, title: id, source: '', url: home, rationale: null };
  const { title, source } = entry;
  return { id, title, source: `${documents[source.document]}, ${source.section}`, url: `${home}/blob/main/docs/laws/${id}.md`, rationale: rationaleOf(id) };
}

export function pageFinding(finding: Finding, moduleOf: (path: string) => string, frames: Frames, hrefOf: (path: string, line: number) => string | null, hasBaseline: boolean): PageFinding {
  return {
    law: finding.law,
    severity: finding.severity,
    message: finding.message,
    path: finding.path,
    line: finding.line,
    column: finding.column,
    module: moduleOf(finding.path),
    state: stateOf(finding, hasBaseline),
    because: becauseOf(finding),
    fingerprint: finding.fingerprint,
    href: hrefOf(finding.path, finding.line),
    frame: frames.of(finding),
    related: finding.related.map(({ path, line, message }) => ({ path, line, message, href: hrefOf(path, line), code: line > 0 ? frames.line(path, line) : null })),
  };
}

function stateOf({ suppressed }: Finding, hasBaseline: boolean): FindingState {
  if (suppressed) return suppressed.kind === 'baseline' ? 'baseline' : 'silenced';
  return hasBaseline ? 'new' : 'open';
}

/** Whether somebody still has to look at it. */
export const isUnsettled = (state: FindingState): boolean => state === 'open' || state === 'new';

const silencers: Readonly<Record<SuppressedBy['kind'], string>> = { comment: 'Silenced by a comment', waiver: 'Waived', baseline: 'In the baseline' };

function becauseOf({ suppressed }: Finding): string | null {
  if (!suppressed) return null;
  const by = silencers[suppressed.kind];
  if (suppressed.reason !== null) return `${by}: ${suppressed.reason}`;
  return suppressed.kind === 'baseline' ? by : `${by}, without a reason`;
}

/** Gives the module, or the folder of code outside of modules, that a path belongs to; documents and folders too. */
export function moduleFinder({ nodes, files }: ModuleGraph): (path: string) => string {
  const known = new Map(files.map(({ path, module }) => [path, module]));
  const deepest = [...nodes].sort((a, b) => b.dir.length - a.dir.length);
  return (path) => {
    let module = known.get(path);
    if (module === undefined) {
      const holder = deepest.find(({ dir }) => dir === '' || path === dir || path.startsWith(`${dir}/`));
      module = holder?.name ?? (path.includes('/') ? (path.split('/')[0] ?? '.') : '.');
      known.set(path, module);
    }
    return module;
  };
}
