import { basename, relative, sep } from 'node:path';
import type { FileFacts } from '../facts/file.js';
import type { LawOutcome } from '../facts/finding.js';
import type { Diagnosis, Gap, Where } from '../facts/inspection.js';
import type { LayoutConfig } from '../facts/layout.js';
import { byText } from '../facts/order.js';
import type { Project } from '../facts/project.js';
import type { FileKind, Span } from '../facts/source.js';
import type { Value } from '../facts/value.js';
import { pathGapReason } from '../project/routes/path-gap.js';
import { adaptersAtWork, supportingLibraries } from '../project/modules/stack.js';
import { tableCountOf } from '../project/modules/table-access.js';
import { positionAt } from '../syntax/source-file.js';
import { auditTree } from './audit.js';
import type { LinkedTree } from './link-tree.js';
import type { TreeOptions } from './read-tree.js';
import { openTree } from './read-tree.js';

/** How many places of one kind are shown. */
const shownGaps = 20;

/**
 * Audits the tree below a folder and says what was understood of it, what was assumed and what could not be followed.
 * @throws {UserError} for a wrong config, and where there is no backend code
 */
export async function diagnose(root: string, options: TreeOptions = {}): Promise<Diagnosis> {
  const audited = await auditTree(await openTree(root, options), { ...options, readsAll: true });
  const tree = await audited.linked();
  const { project, discovery, configPath, config } = tree;
  const { report, crashes } = audited.result;
  const { name, validators } = report.stack;
  const { layout } = project;
  const filesOf = (dir: string): Partial<Record<FileKind, number>> => {
    const counts: Partial<Record<FileKind, number>> = {};
    for (const file of discovery.files) if (file.package === dir) counts[file.kind] = (counts[file.kind] ?? 0) + 1;
    return counts;
  };
  const unresolvedImports = project.files.flatMap((file) =>
    file.imports.flatMap((fact) =>
      tree.resolver.resolve(file.path, fact.source).kind === 'unresolved' ? [{ ...where(file, fact.at), what: fact.source }] : [],
    ),
  );
  const candidates = project.files.flatMap((file) => file.queries.filter((query) => !query.fragment).map((query) => ({ file, query })));
  return {
    root: basename(discovery.root),
    name,
    configFile: configPath === null ? null : relative(discovery.root, configPath).split(sep).join('/'),
    adapters: adaptersAtWork(project),
    validators,
    libraries: supportingLibraries(project),
    tracing: project.tracing.flatMap(({ library, symbol, file, at, order, behind }) =>
      order === null ? [] : [{ ...where(file, at), library, symbol, order, behind: behind && { ...where(behind.file, behind.at), source: behind.source } }],
    ),
    probes: project.healthProbes.map(({ probe, path, library, checks, complete, file, at }) => ({
      ...where(file, at),
      probe,
      route: path,
      library,
      checks: checks.map((check) => ({ ...where(check.file, check.at), of: check.of, what: check.what })),
      complete,
    })),
    layout: { kind: layout.kind, summary: layout.summary, sourceRoots: layout.sourceRoots, because: layoutReason(config.layout, project) },
    packages: discovery.packages.map((info) => ({
      name: info.name,
      dir: info.dir,
      kind: info.isBackend ? 'backend' : 'front end or other',
      files: filesOf(info.dir),
    })),
    assumed: assumptionsOf(tree),
    counts: [
      { noun: 'file read', count: project.files.length },
      { noun: 'file of runtime code', count: report.summary.files },
      { noun: 'endpoint', count: project.routes.length },
      { noun: 'query', count: project.queries.filter(({ fact }) => !fact.fragment).length },
      { noun: 'table', count: tableCountOf(project.tables, project) },
      { noun: 'module', count: layout.modules.length },
      { noun: 'import', count: project.imports.length },
    ],
    unresolvedHandlers: gap(
      project.endpoints.filter(({ handler }) => handler === null).map(({ file, fact, method, path }) => ({ ...where(file, fact.at), what: `${method} ${path ?? '?'}` })),
    ),
    unresolvedPaths: gap(
      project.routes.flatMap((route) => {
        const { file, fact, method, handler, shownPath } = route;
        const reason = pathGapReason(route);
        const name = shownPath === '…' ? (handler?.fact.name ?? 'inline handler') : shownPath;
        return reason === null ? [] : [{ ...where(file, fact.at), what: `${method} ${name}: ${reason}` }];
      }),
    ),
    unconfirmedQueries: gap(
      candidates
        .filter(({ file, query }) => project.queryAt(file, query.at) === null && isLost(project, file, query.receiver))
        .map(({ file, query }) => ({ ...where(file, query.at), what: `${query.operation} (${query.layer})` })),
    ),
    unresolvedImports: gap(unresolvedImports),
    laws: report.laws
      .filter(({ status }) => status === 'undetermined' || status === 'not applicable')
      .map((law) => ({ id: law.id, status: law.status, because: lawReason(law, project) })),
    crashes: crashes.map(({ law, path, message }) => `${law} on ${path}: ${message}`),
    problems: tree.problems(),
  };
}

/** Whether nothing is known of what a call stands on; what turned out to be something else was judged rightly. */
function isLost(project: Project, file: FileFacts, receiver: Value | null): boolean {
  if (!receiver) return true;
  const resolved = project.resolve({ file, value: receiver, scope: null });
  return resolved.every((r) => r.r === 'param' || r.r === 'type');
}

const where = (file: { readonly path: string; readonly lines: readonly number[] }, at: Span): Where => ({ path: file.path, line: positionAt(file.lines, at.start).line });

function gap(all: readonly Gap['shown'][number][]): Gap {
  const seen = new Set<string>();
  const distinct = all.filter(({ path, line, what }) => {
    const key = `${path}:${line} ${what}`;
    return !seen.has(key) && seen.add(key);
  });
  distinct.sort((a, b) => byText(a.path, b.path) || a.line - b.line);
  return { total: distinct.length, shown: distinct.slice(0, shownGaps) };
}

function layoutReason(config: LayoutConfig, project: Project): string {
  const { layout } = project;
  if (config.modules) return 'the configuration says where modules are (layout.modules)';
  const guessed = config.roots ? 'source roots from the configuration, modules by the names of folders' : 'guessed from the names of folders';
  switch (layout.kind) {
    case 'nest-modules':
      return `${guessed}: folders with a *.module.ts of their own`;
    case 'workspace':
      return `${guessed}: most modules are packages of the workspace`;
    case 'layers':
      return `${guessed}: ${layout.roleFolders.map(({ dir }) => dir).slice(0, 4).join(', ')} are named for technical roles and hold more files than modules do`;
    case 'slices':
      return `${guessed}: at least half of the modules hold slices`;
    case 'modules':
      return `${guessed}: ${[...new Set(layout.modules.map(({ root }) => root))].slice(0, 4).join(', ')} hold modules`;
    case 'flat':
      return 'no folder is named for modules or for technical roles';
  }
}

function assumptionsOf({ project, discovery, configPath, config }: LinkedTree): string[] {
  const assumed: string[] = [];
  const named = (dirs: readonly string[]): string => `${dirs.slice(0, 4).map((dir) => dir || '.').join(', ')}${dirs.length > 4 ? ` and ${dirs.length - 4} more` : ''}`;
  if (configPath === null) assumed.push('No configuration was found, so every default holds.');
  if (!config.layout.roots) assumed.push(`Code starts in ${named(project.layout.sourceRoots)} (layout.roots says otherwise).`);
  if (!config.layout.modules && project.layout.modules.length > 0) assumed.push('Modules are the folders that the layout names (layout.modules says otherwise).');
  const others = discovery.packages.filter(({ isBackend }) => !isBackend);
  if (others.length > 0) assumed.push(`${named(others.map(({ dir }) => dir))}: no backend, so no law is held against it.`);
  const unread = new Map<FileKind, number>();
  for (const { kind } of discovery.files) unread.set(kind, (unread.get(kind) ?? 0) + 1);
  const kinds = (['test', 'frontend', 'generated', 'config'] as const).flatMap((kind) => (unread.has(kind) ? [`${unread.get(kind)} ${kind}`] : []));
  if (kinds.length > 0) assumed.push(`Not read, by their names and first lines: ${kinds.join(', ')}.`);
  if (project.tables.some(({ file }) => project.moduleOf(file) === null) && project.layout.modules.length > 0)
    assumed.push('A table of a central schema belongs to the one module that writes it.');
  return assumed;
}

function lawReason({ examined: { noun } }: LawOutcome, project: Project): string {
  const known: Readonly<Record<string, number>> = { endpoints: project.endpoints.length, queries: project.queries.length, tables: project.tables.length };
  const count = known[noun] ?? 0;
  if (count > 0) return `none of the ${count.toLocaleString('en-US')} ${noun} is of the kind that it judges`;
  return noun === 'endpoints' || noun === 'queries' ? `no ${noun} were understood` : `there are no ${noun} for it to look at`;
}
