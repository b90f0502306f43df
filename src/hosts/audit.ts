import { basename } from 'node:path';
import type { LawId } from '../catalogue.js';
import { lawEntry, lawIds } from '../catalogue.js';
import type { ResolvedConfig } from '../config/index.js';
import type { Examined } from '../define.js';
import type { FileFacts } from '../facts/file.js';
import type { Finding, LawOutcome, Report } from '../facts/finding.js';
import type { BackendView } from '../facts/inspection.js';
import type { Problem } from '../facts/source.js';
import { isInScope } from '../policy/changed.js';
import { finishFindings, type PlaceContext } from '../policy/findings.js';
import { severityOf } from '../policy/severity.js';
import { BrokenCache } from '../project/cache/cache-file.js';
import type { Discovery } from '../project/kinds/discover.js';
import { contentHash } from '../project/cache/digest.js';
import type { Overlay } from '../project/disk/overlay.js';
import { readText } from '../project/disk/read-text.js';
import { timed } from '../project/stopwatch.js';
import { lineStarts, stripMark } from '../syntax/source-file.js';
import { version } from '../version.js';
import type { Analysis } from './analysis.js';
import { applyPolicy, type BaselineState } from './apply-policy.js';
import { type Change, type ChangeQuery, findChange } from './change.js';
import { keptAnalysis } from './kept-analysis.js';
import type { LinkedTree } from './link-tree.js';
import type { Progress } from './progress.js';
import type { OpenTree, ReadTree, TreeOptions } from './read-tree.js';
import { openTree, readTree } from './read-tree.js';
import type { Crash } from './run-laws.js';
import { type ReadingScope, ruleIds, wholeScope } from './stored-reading.js';

export interface AuditOptions extends Pick<TreeOptions, 'cache' | 'overlay' | 'store'> {
  readonly configFile?: string;
  readonly noConfig?: boolean;
  /** Only these laws. */
  readonly laws?: readonly LawId[];
  readonly preset?: 'recommended' | 'layered' | 'strict';
  readonly noBaseline?: boolean;
  /** Report on this change only. */
  readonly change?: ChangeQuery;
  /** What `findChange` gives for it, where that has begun. */
  readonly found?: Promise<Change>;
  readonly progress?: Progress;
  /** Reads for every law, whichever run: for whoever shows what was understood. */
  readonly readsAll?: boolean;
}

export interface AuditResult {
  readonly report: Report;
  /** Laws that threw; the run could not do its job. */
  readonly crashes: readonly Crash[];
  readonly failOn: ResolvedConfig['failOn'];
  /** Absolute root, for code frames. */
  readonly root: string;
  /** What was read in the place of the disk. */
  readonly overlay?: Overlay;
  /** Links the project where that is not done yet: for reports that show endpoints, tables or modules. */
  backend(): Promise<BackendView>;
}

/**
 * Audits the tree below a folder.
 * @throws {UserError} for a wrong config, and where there is nothing to audit
 */
export async function audit(root: string, options: AuditOptions): Promise<AuditResult> {
  return (await auditOpen(root, options)).result;
}

/**
 * As `audit`, with the project that it judged.
 * @param onOpen called when the files are listed and none is read yet
 */
export async function auditOpen(root: string, options: AuditOptions, onOpen?: (tree: OpenTree) => void): Promise<AuditedTree> {
  const finding = options.found ?? (options.change ? findChange(root, options.change) : null);
  const overlay = options.overlay ?? finding?.then((found) => found.overlay);
  Promise.resolve(overlay).catch(() => {
    // ignored on purpose: `finding` says what went wrong, also where nobody gets to the overlay
  });
  const [tree, change] = await Promise.all([openTree(root, { ...options, ...(overlay && { overlay }) }), finding]);
  onOpen?.(tree);
  return auditTree({ ...tree, config: withAskedLaws(tree.config, options.laws) }, options, change);
}

/** A law that is asked for by name runs, though the preset leaves it out. */
function withAskedLaws(config: ResolvedConfig, laws: readonly LawId[] | undefined): ResolvedConfig {
  const asked = (laws ?? []).filter((law) => lawEntry(law).recommended === 'off' && config.preset !== 'strict');
  if (asked.length === 0) return config;
  return { ...config, laws: { ...Object.fromEntries(asked.map((law) => [law, 'warn' as const])), ...config.laws } };
}

/** An audit and the tree that it judged. */
export interface AuditedTree extends ReadTree {
  readonly result: AuditResult;
  /** The project, linked when it is first asked for. */
  linked(): Promise<LinkedTree>;
  /** The texts, byte order mark stripped, that fixes were found in, by path. */
  readonly fixable: ReadonlyMap<string, string>;
  readonly baseline: BaselineState;
}

/**
 * Audits a tree that is open already.
 * @throws {UserError} where the waivers or the baseline cannot be understood
 */
export async function auditTree(tree: OpenTree, options: AuditOptions, change: Change | null = null): Promise<AuditedTree> {
  try {
    return await judge(tree, options, change);
  } catch (error) {
    if (!(error instanceof BrokenCache)) throw error;
    tree.store?.drop();
    return judge(tree, options, change);
  }
}

async function judge(tree: OpenTree, options: AuditOptions, change: Change | null): Promise<AuditedTree> {
  const { config, base, discovery } = tree;
  const wanted = (law: LawId): boolean => (options.laws ? options.laws.includes(law) : isOnSomewhere(law, config));
  const scope = await scopeFor(tree, wanted, options);
  const read = await readTree(tree, options.progress, scope);
  let linkedTree: Promise<LinkedTree> | undefined;
  const linked = (): Promise<LinkedTree> => (linkedTree ??= link(read, scope, options));
  const texts = new Map<string, string | null>();
  const textOf = (path: string): string | null => {
    let text = texts.get(path);
    if (text === undefined) {
      const found = readText(discovery.root, path, discovery.overlay);
      texts.set(path, (text = typeof found === 'string' ? stripMark(found) : null));
    }
    return text;
  };
  const factsOf = (path: string): FileFacts | null => read.sources.readingOf(path)?.facts ?? null;
  const linesOf = (path: string): readonly number[] => factsOf(path)?.lines ?? lineStarts(textOf(path) ?? '');
  const analysis = await analysisOf(read, linked, wanted, options, { linesOf, textOf, factsOf });
  const { crashes, stack } = analysis;
  const finished = finishFindings(analysis.findings, config, base);
  const problems = [...analysis.problems, ...(options.change?.kind === 'buffer' && change ? unjudged(change.scope.paths, discovery) : [])];
  const { findings: all, baseline } = applyPolicy(finished, {
    tree,
    commented: analysis.commented.flatMap((path) => factsOf(path) ?? []),
    factsOf,
    unread: new Set(problems.map(({ path }) => path)),
    textOf,
    wanted,
    noBaseline: options.noBaseline === true,
    isStaged: options.change?.kind === 'staged',
  });
  const findings = change ? all.filter((finding) => isInScope(finding, change.scope)) : all;

  const result: AuditResult = {
    report: {
      version: 1,
      tool: { name: 'fortress-audit', version },
      root: basename(discovery.root),
      stack,
      summary: {
        ...analysis.counts,
        errors: findings.filter((f) => !f.suppressed && f.severity === 'error').length,
        warnings: findings.filter((f) => !f.suppressed && f.severity === 'warn').length,
        suppressed: findings.filter((f) => f.suppressed).length,
      },
      ...(baseline.entries && { baseline: { entries: baseline.known.size + baseline.stale.length, stale: baseline.stale.length } }),
      ...(change && { scope: { what: change.scope.what, files: change.scope.paths.size, elsewhere: openOnes(all) - openOnes(findings) } }),
      laws: outcomes(findings, all, new Map(analysis.examined), wanted, stack),
      findings,
      problems,
    },
    crashes,
    failOn: config.failOn,
    root: discovery.root,
    ...(discovery.overlay && { overlay: discovery.overlay }),
    backend: async () => {
      const [{ backendViewOf }, { project }] = await Promise.all([import('./backend-view.js'), linked()]);
      return backendViewOf(() => project);
    },
  };
  const fixable = new Map<string, string>();
  for (const { fix, path } of findings) {
    const text = fix ? textOf(path) : null;
    const hash = read.sources.hashOf(path);
    // what has changed since it was read is fixed by the next run
    if (text !== null && (hash === null || hash === contentHash(text))) fixable.set(path, text);
  }
  await read.sources.saved;
  return { ...read, result, linked, fixable, baseline };
}

async function link(read: ReadTree, scope: ReadingScope, { progress }: AuditOptions): Promise<LinkedTree> {
  const { linkRead } = await import('./link-tree.js');
  return linkRead(read, scope, progress);
}

/** Takes the analysis of an earlier run where nothing has changed since that it follows from. */
async function analysisOf(read: ReadTree, linked: () => Promise<LinkedTree>, wanted: (law: LawId) => boolean, { progress }: AuditOptions, places: PlaceContext): Promise<Analysis> {
  const { known, keep } = keptAnalysis(read, wanted, places);
  if (known) return known;
  const [{ analyse }, tree] = await Promise.all([import('./analysis.js'), linked()]);
  progress?.('laws', 0, 0);
  const analysis = timed('laws', () => analyse(tree, wanted, basename(read.discovery.root), places));
  keep(tree, analysis);
  return analysis;
}

/** Why a file about which somebody asks alone gets no findings. */
function unjudged(paths: ReadonlySet<string>, { files, documents }: Discovery): Problem[] {
  return [...paths].flatMap((path) => {
    const kind = files.find((file) => file.path === path)?.kind;
    if (kind === undefined && !documents.some((file) => file.path === path)) return [{ path, message: 'is not judged: ignored, or no file that an audit reads' }];
    return kind === undefined || kind === 'runtime' ? [] : [{ path, message: `is not judged as runtime code: ${kind}` }];
  });
}

async function scopeFor({ store }: OpenTree, wanted: (law: LawId) => boolean, { readsAll, laws }: AuditOptions): Promise<ReadingScope> {
  if (readsAll) return wholeScope;
  const rules = new Set([...ruleIds].filter(wanted));
  // the editor, which asks for all laws that ESLint's configuration names, takes over what an audit leaves
  if (store && !laws) return { facts: wholeScope.facts, rules };
  const { checks } = await import('../checks/index.js');
  return { facts: new Set(checks.flatMap(({ id, needs }) => (wanted(id) ? (needs ?? []) : []))), rules };
}

const openOnes = (findings: readonly Finding[]): number => findings.filter(({ suppressed }) => !suppressed).length;

const isOnSomewhere = (law: LawId, config: ResolvedConfig): boolean =>
  severityOf(law, '', config) !== 'off' || config.overrides.some((o) => law in o.laws);

/**
 * @param findings what is reported
 * @param all what was found in the whole backend: a law that is broken elsewhere, or in what the baseline holds, is not upheld
 */
function outcomes(
  findings: readonly Finding[],
  all: readonly Finding[],
  examined: ReadonlyMap<LawId, Examined>,
  wanted: (law: LawId) => boolean,
  stack: Report['stack'],
): LawOutcome[] {
  return lawIds.map((id) => {
    const seen = examined.get(id) ?? { count: 0, noun: 'files' };
    const count = findings.filter((f) => f.law === id && !f.suppressed).length;
    const isViolated = all.some((f) => f.law === id && (!f.suppressed || f.suppressed.kind === 'baseline'));
    const blind =
      seen.count === 0 &&
      ((seen.noun === 'endpoints' && stack.frameworks.length > 0) || (seen.noun === 'queries' && stack.dataLayers.length > 0));
    const status: LawOutcome['status'] = !wanted(id)
      ? 'off'
      : isViolated
        ? 'violated'
        : blind
          ? 'undetermined'
          : seen.count === 0
            ? 'not applicable'
            : 'upheld';
    return { id, status, examined: seen, findings: count };
  });
}
