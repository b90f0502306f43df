import { posix } from 'node:path';
import { type Overlay, readBytes } from '../disk/overlay.js';

const FRONT_END_EXECUTOR = /"(?:executor|builder)":\s*"(?:@angular|@angular-devkit\/build-angular|@nx\/(?:angular|vite:(?:build|dev-server)|react|react-native|expo|web|vue|nuxt|storybook|cypress|playwright)|@nrwl\/(?:angular|react|web|cypress))/;
const BACKEND_EXECUTOR = /"executor":\s*"@(?:nx|nrwl)\/(?:node|nest|express|js:node|next)/;
const STARTS_FRONT_END = /\b(?:bootstrapApplication|platformBrowserDynamic|platformBrowser|createRoot|hydrateRoot|createApp)\b.*?(?:@angular|react-dom|\bvue\b)|(?:@angular\/platform-browser|react-dom\/client|from ['"]vue['"])/s;
/** Mounts components into a page, react.dev/reference/react-dom/client; rendering on the server is `react-dom/server`. */
const MOUNTS_REACT = /from\s+['"]react-dom(?:\/client)?['"][^]*\b(?:render|hydrate|createRoot|hydrateRoot)\s*\(/;
/** The folder that holds a server of its own. */
const SERVER_BESIDE = /^(.+?)\/(?:server|api|backend)(?:\/|\.[cm]?[jt]sx?$)/;
const BROWSER_ENTRY = /^(index|main)\.[jt]sx$/;
/** Pages that a backend serves as they are. */
const SERVED_FOLDER = /(^|\/)(public|static|assets|views|templates?|emails?|docs?|wwwroot|__tests__|tests?|fixtures)(\/|$)/;

/**
 * Folders of front ends that the dependencies do not tell, because Nx and Angular workspaces keep one `package.json`
 * at the root: projects (`project.json`, `angular.json`) built by a front-end executor or holding Angular components
 * or a front-end entry, folders with an `index.html` beside a browser entry, and folders of a package (`app`,
 * `src/client`) with no server of their own whose entry mounts React. A Next.js project is none: it serves.
 *
 * @param root absolute folder
 * @param paths POSIX paths relative to it
 * @param packageDirs folders that hold a `package.json`
 */
export function findFrontEndFolders(root: string, paths: readonly string[], packageDirs: ReadonlySet<string>, overlay?: Overlay): Set<string> {
  const read = (path: string): string => textOf(root, path, overlay);
  const known = new Set(paths);
  const found = new Set<string>();
  const components = paths.filter((path) => path.endsWith('.component.ts'));
  const servesNext = (dir: string): boolean => ['js', 'mjs', 'cjs', 'ts', 'mts'].some((end) => known.has(posix.join(dir, `next.config.${end}`)));
  const serving = new Set(paths.flatMap((path) => SERVER_BESIDE.exec(path)?.[1] ?? []));
  for (const path of paths) {
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    const dir = path.slice(0, Math.max(0, slash));
    if (name === 'project.json' && dir !== '') {
      const text = read(path);
      if (BACKEND_EXECUTOR.test(text) || servesNext(dir)) continue;
      const hasComponents = components.some((component) => component.startsWith(`${dir}/`));
      if (FRONT_END_EXECUTOR.test(text) || hasComponents || hasBrowserEntry(read, dir, known)) found.add(dir);
    } else if (name === 'angular.json') {
      for (const project of angularProjects(read(path))) {
        const folder = posix.join(dir, project);
        if (folder !== '.' && folder !== '' && !BACKEND_EXECUTOR.test(folder)) found.add(folder);
      }
    } else if (name === 'index.html' && !SERVED_FOLDER.test(path)) {
      const folder = posix.basename(dir) === 'src' && !packageDirs.has(dir) ? posix.dirname(dir) : dir;
      if (folder !== '' && folder !== '.' && !servesNext(folder) && hasBrowserEntry(read, folder, known)) found.add(folder);
    } else if (BROWSER_ENTRY.test(name) && isPartOfPackage(dir, packageDirs) && !serving.has(dir) && MOUNTS_REACT.test(read(path))) found.add(dir);
  }
  // A folder inside of another front end says nothing new.
  return new Set([...found].filter((dir) => ![...found].some((other) => other !== dir && dir.startsWith(`${other}/`))));
}

/** Whether a folder is a part of its package, one or two levels below: neither the package nor the `src` of all of it. */
function isPartOfPackage(dir: string, packageDirs: ReadonlySet<string>): boolean {
  if (dir === '' || packageDirs.has(dir) || posix.basename(dir) === 'src') return false;
  const above = posix.dirname(dir) === '.' ? '' : posix.dirname(dir);
  const top = posix.dirname(above) === '.' ? '' : posix.dirname(above);
  return above === '' || packageDirs.has(above) || packageDirs.has(top);
}

function hasBrowserEntry(read: (path: string) => string, dir: string, known: ReadonlySet<string>): boolean {
  for (const entry of ['main.tsx', 'main.jsx', 'main.ts', 'main.js', 'index.tsx', 'index.jsx']) {
    for (const path of [posix.join(dir, 'src', entry), posix.join(dir, entry)]) {
      if (known.has(path) && (/x$/.test(entry) || STARTS_FRONT_END.test(read(path)))) return true;
    }
  }
  return false;
}

/** `root` of every project (`sourceRoot` where the project fills the workspace), see angular.dev/reference/configs/workspace-config. */
function angularProjects(text: string): string[] {
  const roots: string[] = [];
  for (const [, field, value] of text.matchAll(/"(root|sourceRoot)":\s*"([^"]*)"/g)) {
    if (value !== undefined && value !== '' && (field === 'root' || value === 'src')) roots.push(value);
  }
  return roots;
}

function textOf(root: string, path: string, overlay: Overlay | undefined): string {
  try {
    return readBytes(root, path, overlay).toString('utf8');
  } catch {
    return ''; // What cannot be read marks nothing as a front end.
  }
}
