import { basename, isAbsolute, relative, resolve, sep } from 'node:path';
import { editDistance } from '../config/explain.js';
import type { Dependency, DependencyEnd } from '../facts/dependency.js';
import type { Project } from '../facts/project.js';
import { createImportPaths } from '../project/packages/import-path.js';
import { createGrouping } from '../project/modules/module-graph.js';
import { linkFolder } from './link-tree.js';
import type { TreeOptions } from './read-tree.js';
import { UserError } from './user-error.js';

/** One end of the question with the files that it stands for. */
interface End extends DependencyEnd {
  readonly files: ReadonlySet<string>;
}

/**
 * Says how one file or module of the tree below a folder imports another.
 * @param root absolute
 * @param ends files (relative to the root or to `cwd`, their ending may be left out) or modules as `fortress-audit modules` names them
 * @throws {UserError} for an end that is neither, for the same one twice, and for what `openTree` throws
 */
export async function whyDependency(
  root: string,
  [from, to]: readonly [string, string],
  options: TreeOptions & { readonly cwd?: string } = {},
): Promise<Dependency> {
  const { project, discovery } = await linkFolder(root, options);
  return dependencyOf(project, discovery.root, [from, to], options.cwd ?? root);
}

/** The same for a project that is read already. */
export function dependencyOf(project: Project, root: string, [from, to]: readonly [string, string], cwd: string): Dependency {
  const endOf = createEnds(project, root, cwd);
  const [a, b] = [endOf(from), endOf(to)];
  const shared = (one: End, other: End): ReadonlySet<string> => new Set([...one.files].filter((path) => !other.files.has(path)));
  const [onlyA, onlyB] = [shared(a, b), shared(b, a)];
  if (onlyA.size === 0 && onlyB.size === 0) throw new UserError(`${from} and ${to} are the same`);
  const pathsOf = createImportPaths(project);
  const way = (start: End, startOnly: ReadonlySet<string>, end: End, endOnly: ReadonlySet<string>): ReturnType<typeof pathsOf> =>
    // a file of the module that it is asked about: what of the rest of the module leads to it, and the other way round
    pathsOf(startOnly.size > 0 ? startOnly : start.files, endOnly.size > 0 ? endOnly : end.files);
  const named = ({ name, kind }: End): DependencyEnd => ({ name, kind });
  return { root: basename(root), from: named(a), to: named(b), path: way(a, onlyA, b, onlyB), reverse: way(b, onlyB, a, onlyA) };
}

const stemOf = (path: string): string => path.replace(/\.[cm]?[jt]sx?$/u, '');

function createEnds(project: Project, root: string, cwd: string): (given: string) => End {
  const groupOf = createGrouping(project.layout, (path) => project.moduleOf(path));
  const groups = new Map<string, { kind: 'module' | 'folder'; dir: string; files: Set<string> }>();
  const stems = new Map<string, string[]>();
  for (const { path } of project.files) {
    const { name, kind, dir } = groupOf(path);
    const group = groups.get(name) ?? { kind, dir, files: new Set() };
    groups.set(name, group);
    group.files.add(path);
    const stem = stemOf(path);
    stems.set(stem, [...(stems.get(stem) ?? []), path]);
  }
  const fileAt = (path: string): string | null => {
    if (project.file(path)) return path;
    const found = stems.get(path.replace(/\.[cm]?jsx?$/u, '')) ?? stems.get(`${path}/index`) ?? [];
    return found.length === 1 ? found[0]! : null;
  };
  return (given) => {
    const plain = given.replaceAll('\\', '/').replace(/^\.\//u, '').replace(/\/+$/u, '');
    const group = groups.get(plain === '' ? '.' : plain);
    if (group) return { name: plain, kind: group.kind, files: group.files };
    const outside = relative(root, isAbsolute(given) ? given : resolve(cwd, given)).split(sep).join('/');
    const byFolder = [...groups].find(([, { dir }]) => dir === plain || dir === outside);
    if (byFolder) return { name: byFolder[0], kind: byFolder[1].kind, files: byFolder[1].files };
    const path = fileAt(plain) ?? (outside.startsWith('../') ? null : fileAt(outside));
    if (path !== null) return { name: path, kind: 'file', files: new Set([path]) };
    const end = `/${stemOf(plain)}`;
    const ending = project.files.filter((file) => file.path.endsWith(`/${plain}`) || stemOf(file.path).endsWith(end));
    if (ending.length === 1) return { name: ending[0]!.path, kind: 'file', files: new Set([ending[0]!.path]) };
    if (ending.length > 1) throw new UserError(`${given} is several files: ${ending.slice(0, 4).map((file) => file.path).join(', ')}`);
    const near = [...groups.keys()].map((name) => ({ name, edits: editDistance(plain, name) })).sort((a, b) => a.edits - b.edits)[0];
    const hint = near && near.edits <= near.name.length * 0.4 ? `did you mean ${near.name}?` : 'fortress-audit modules lists the modules';
    throw new UserError(`no file or module ${given} here (${hint})`);
  };
}
