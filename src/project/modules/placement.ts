import { posix } from 'node:path';
import type { ModuleInfo } from '../../facts/layout.js';
import type { Project } from '../../facts/project.js';

/** Where something new belongs by the layout of the project. Paths are POSIX and relative to the root. */
export interface Placement {
  /** One line: `modules in src/modules`. */
  readonly layout: string;
  readonly module: { readonly name: string; readonly dir: string; readonly exists: boolean; readonly because: string } | null;
  /** The folder to put it into; `null` where the layout says nothing about it. */
  readonly folder: string | null;
  /** Files of the same kind, nearest first: what to name it after. */
  readonly like: readonly string[];
  readonly notes: readonly string[];
}

export interface PlacementQuestion {
  /** What it is, in words: `refund a payment`. */
  readonly what: string;
  /** What kind of file it is: `controller`, `handler`, `entity`, `repository`, `dto`, `shared`, `contract` … */
  readonly kind?: string | undefined;
  readonly module?: string | undefined;
}

const mostExamples = 3;
const shared = /^(?:shared|kernel|common|cross-?cutting|infrastructure|util(?:ity|ities)?)$/iu;
const contract = /^(?:contracts?|public api|events?|interface)$/iu;

/**
 * Says where something new belongs: the module whose name, slices, tables or paths share words with its description,
 * in it the folder in which files of its kind lie, and files to name it after. Rests on names alone; where no word is
 * shared it proposes a new module instead of a guess.
 */
export function placementOf(project: Project, question: PlacementQuestion): Placement {
  const { layout } = project;
  const base = { layout: layout.summary, notes: notesOf(project) };
  const kind = question.kind?.trim() ?? '';
  if (shared.test(kind) && layout.shared[0] !== undefined) return { ...base, module: null, folder: layout.shared[0], like: filesLike(project, kind, layout.shared[0]) };
  const module = moduleFor(project, question);
  const like = filesLike(project, kind, module?.dir ?? '');
  if (module === null) {
    const folder = like[0] === undefined ? (layout.sourceRoots[0] ?? null) : posix.dirname(like[0]);
    return { ...base, module, folder, like };
  }
  if (contract.test(kind)) {
    const own = layout.contracts.find((dir) => dir.startsWith(`${module.dir}/`));
    return { ...base, module, folder: own ?? `${module.dir}/contracts`, like };
  }
  const sliced = layout.modules.find(({ slices }) => slices?.[0]);
  const pattern = layout.modules.find(({ dir }) => dir === module.dir)?.slices?.[0] ?? sliced?.slices?.[0];
  const owner = pattern && layout.modules.find(({ dir }) => pattern.dir.startsWith(`${dir}/`));
  if (pattern && owner && !isModelKind(kind)) {
    const parent = posix.relative(owner.dir, posix.dirname(pattern.dir));
    return { ...base, module, folder: posix.join(module.dir, parent, kebab(question.what)), like };
  }
  const inside = like.find((path) => path.startsWith(`${module.dir}/`));
  const model = inside ?? like[0];
  if (model === undefined) return { ...base, module, folder: module.dir, like };
  const other = project.moduleOf(model);
  return { ...base, module, folder: inside ? posix.dirname(inside) : other ? posix.join(module.dir, posix.relative(other.dir, posix.dirname(model))) : module.dir, like };
}

/** Kinds that belong to a module and not to one of its use cases. */
const isModelKind = (kind: string): boolean => /^(?:entit|model|repositor|schema|table|module|error)/iu.test(kind);

function notesOf({ layout }: Project): string[] {
  const notes: string[] = [];
  if (layout.modules.length > 0) notes.push(layout.contracts.length > 0 ? `Other modules may import only its contracts: ${layout.contracts.slice(0, 4).join(', ')}.` : 'Other modules may not import its code; share through contracts, events or the shared kernel.');
  if (layout.shared.length > 0) notes.push(`Shared kernel: ${layout.shared.slice(0, 4).join(', ')}.`);
  if (layout.kind === 'layers') notes.push(`The code is cut by technical role (${layout.roleFolders.slice(0, 4).map(({ dir }) => dir).join(', ')}); new code goes into the module of its capability.`);
  return notes;
}

function moduleFor(project: Project, { what, module: wanted }: PlacementQuestion): Placement['module'] {
  const { modules, sourceRoots } = project.layout;
  const existing = (info: ModuleInfo, because: string): Placement['module'] => ({ name: info.name, dir: info.dir, exists: true, because });
  if (wanted !== undefined) {
    const info = modules.find(({ name, dir }) => name === wanted || dir === wanted);
    if (info) return existing(info, 'asked for');
  }
  const words = wordsOf(`${wanted ?? ''} ${what}`);
  const scored = modules
    .map((info) => {
      const named = wordsOf(info.name).filter((word) => words.includes(word));
      const tables = project.tables.filter(({ file }) => project.moduleOf(file)?.dir === info.dir).map(({ fact }) => fact.name ?? fact.symbol ?? '');
      const paths = project.endpoints.filter(({ file }) => project.moduleOf(file.path)?.dir === info.dir).map(({ path }) => path ?? '');
      const known = wordsOf([...tables, ...paths, ...(info.slices ?? []).map(({ name }) => name)].join(' ')).filter((word) => words.includes(word));
      return { info, score: named.length * 3 + known.length, because: named.length > 0 ? `its name says ${named.join(', ')}` : `its tables, paths or slices say ${known.join(', ')}` };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.info.dir < b.info.dir ? -1 : 1));
  const [best, second] = scored;
  if (best && best.score > (second?.score ?? 0)) return existing(best.info, best.because);
  if (best && second) return existing(best.info, `${best.because}; ${second.info.name} fits as well`);
  const root = modules[0]?.root ?? (sourceRoots[0] === undefined ? null : posix.join(sourceRoots[0], 'modules'));
  const name = kebab(wanted ?? what);
  return root === null || name === '' ? null : { name, dir: posix.join(root, name), exists: false, because: 'no module has a word of it in its name, tables or paths' };
}

/** Runtime files whose names say the kind, those of a folder first. */
function filesLike(project: Project, kind: string, dir: string): string[] {
  const [word] = wordsOf(kind);
  if (word === undefined) return [];
  const found = project.files.filter((file) => file.kind === 'runtime' && wordsOf(posix.basename(file.path).replace(/\.[cm]?[jt]sx?$/u, '')).includes(word)).map(({ path }) => path);
  const isNear = (path: string): number => (dir !== '' && path.startsWith(`${dir}/`) ? 0 : 1);
  return found.sort((a, b) => isNear(a) - isNear(b) || (a < b ? -1 : 1)).slice(0, mostExamples);
}

const fillers = new Set(['the', 'and', 'for', 'from', 'with', 'into', 'new', 'add', 'get', 'set', 'list', 'create', 'update', 'delete', 'remove', 'find', 'api', 'all', 'one', 'module']);

/** Words in the singular, fillers left out: `refundPayments` gives `refund`, `payment`. */
function wordsOf(text: string): string[] {
  const words = text.replace(/([a-z\d])([A-Z])/gu, '$1 $2').toLowerCase().split(/[^a-z\d]+/u);
  return [...new Set(words.map((word) => word.replace(/ies$/u, 'y').replace(/(?<=(?:s|x|ch|sh))es$/u, '').replace(/(?<=[^s])s$/u, '')))].filter((word) => word.length > 2 && !fillers.has(word));
}

const kebab = (text: string): string =>
  text.replace(/([a-z\d])([A-Z])/gu, '$1-$2').toLowerCase().split(/[^a-z\d]+/u).filter((word) => word !== '' && !['a', 'an', 'the', 'of', 'to'].includes(word)).slice(0, 4).join('-');
