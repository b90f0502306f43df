import type { DiscoveredFile, PackageInfo } from '../../facts/source.js';
import { isInside, packageOf } from '../packages/packages.js';
import type { Resolver } from '../packages/resolve.js';
import { CLIENT_DIRECTIVE, REACTISH } from './classify.js';

/** What the text of a file says of where it runs. */
export interface Scan {
  /** Specifiers of what it imports for more than types. */
  readonly imports: readonly string[];
  /** It, and what it imports, goes to the browser (react.dev/reference/rsc/use-client). */
  readonly isClient: boolean;
  /** It calls hooks of a library, which only components can. */
  readonly hasHooks: boolean;
  /** It imports what is named as a hook is. */
  readonly maySeeHooks: boolean;
  /** It says itself that a server runs it. */
  readonly isServer: boolean;
  /** A server runs its functions that fetch a page's data, and what they import. */
  readonly isPage: boolean;
  /** What it has a bundler make a script for browsers of, relative to it or to its package. */
  readonly bundles?: readonly string[];
  /** Files of code that it names beside its imports, without dots and ending: `new Worker('./jobs/render.js')` names `jobs/render`. */
  readonly names?: readonly string[];
}

const SPECIFIER = /\s*(['"])([\w@.~#/$][^\s'"`{}<>|%,;&*]*)\1/y;
const CALLED_SPECIFIER = /\s*(?:\(\s*)?(?:\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/\s*)?(['"`])([\w@.~#/$][^\s'"`{}<>|%,;&*]*)\1/y;
const CLAUSE = /\b(import|export)\s+(?!\s)(type\s+(?!\s|from\b|,))?([^]*)$/;
/** No clause of names holds one. */
const ENDS_CLAUSE = new Set(Array.from(`'"\`;=()`, (sign) => sign.charCodeAt(0)));
const TYPES_ONLY = /^\{\s*(?:type\s+[\w$]+(?:\s+as\s+[\w$]+)?\s*(?:,\s*|(?=\})))+\}\s*$/;
const COMMENTED = /^\s*(?:\/\/|\*)/;
/** Images, styles and the like lead nowhere. */
const ASSETS = new Set('css scss sass less svg png jpg jpeg gif webp avif ico woff woff2 ttf md mdx json html txt graphql gql wasm mp3 mp4'.split(' '));

const HOOK = /(?<!\btype\s+)\buse[A-Z]/;
/** Libraries of hooks for components. */
const HOOK_LIBRARY = /^(?:[^./].*)?\bp?react\b|^(?:next\/(?:(?:dist\/client\/)?router|navigation)|next-translate|swr|nuqs|zustand|jotai|recoil|wagmi|next-intl|next-themes|next-i18next|@apollo\/client|@clerk\/nextjs)(?:\/|$)/;
/**
 * A server asks these functions of a page for its data, the page itself is front end
 * (nextjs.org/docs/pages/building-your-application/data-fetching).
 */
const PAGE_DATA = /\bget(?:ServerSideProps|Static(?:Props|Paths)|InitialProps)\b/;
const PAGE_TYPE = /\b(?:Get(?:ServerSideProps|Static(?:Props|Paths))\w*|NextPageContext|NextApiRe(?:quest|sponse))\b/;
const PAGE_FOLDER = /(?:^|\/)pages\//;
/** Functions of TanStack Start and Qwik that only a server runs. */
const SERVER_FUNCTION = /\b(?:createServer(?:Fn|FileRoute)|createAPIFileRoute|routeLoader\$|routeAction\$|server\$)/;
/** Of route modules of Remix and React Router (reactrouter.com/start/framework/route-module). */
const ROUTE_MODULE = /\bexport\s+(?:async\s+)?(?:function|const)\s+(?:loader|action|headers)\b/;
const ROUTER = /^(?:@remix-run\/|react-router|@react-router\/)/;
const SERVER_MODULE = /^(?:node:.*|fs|fs\/promises|child_process|server-only|next\/(?:headers|server|cache)|react-dom\/server(?:\.\w+)?|@react-email\/\w+|react-email|@remix-run\/node|@react-router\/node)$/;
/** Loaded by Next.js' server, nextjs.org/docs/app/api-reference/file-conventions; an error page is always a client component. */
const NEXT_SERVER_FILE = /(?:^|\/)app\/(?:.*\/)?(?:route|sitemap|robots|manifest|page|layout|template|default|loading|not-found|opengraph-image\d*|twitter-image\d*|icon\d*|apple-icon\d*)\.[jt]sx?$|(?:^|\/)pages\/_document\.[jt]sx?$|(?:^|\/)pages\/api\/|^(?:src\/)?(?:middleware|proxy|instrumentation)\.[cm]?[jt]s$/;
const FOR_BROWSERS = /\bplatform:\s*['"]browser['"]|\bformat:\s*['"]iife['"]/;
const FOR_NODE = /\bplatform:\s*['"](?:node|neutral)['"]|\bformat:\s*['"](?:cjs|esm)['"]/;
const ENTRY_POINTS = /\bentryPoints:\s*\[([^\]]*)\]/g;
/** `{ in: 'src/upload.ts', out: 'upload' }`, there or in a list that the build goes through. */
const ENTRY_POINT = /\bin:\s*['"]([^'"\n]+)['"]\s*,\s*out:/g;
const CODE = /\.[cm]?[jt]sx?$/;
const SERVER_NAME = /\.(?:server|telefunc)\.[cm]?[jt]sx?$/;

/**
 * @param text whole
 * @param own gives the copy of a part of it that is kept
 */
export function scanOf(path: string, text: string, own = (part: string): string => part): Scan {
  const imports = new Set<string>();
  const isClient = CLIENT_DIRECTIVE.test(text);
  const said = { hooks: false, mayBeHooks: false, server: text.includes('use server') && /['"]use server['"]/.test(text), page: false, routes: /(?:^|\/)routes?\//.test(path) };
  const add = (specifier: string, at: number): void => {
    if (ASSETS.has(specifier.slice(specifier.lastIndexOf('.') + 1)) || COMMENTED.test(text.slice(text.lastIndexOf('\n', at) + 1, at))) return;
    imports.add(own(specifier));
    if (SERVER_MODULE.test(specifier)) said.server = true;
  };
  each(text, 'from', SPECIFIER, (specifier, at) => {
    const [, keyword, isType, names = ''] = CLAUSE.exec(text.slice(clauseStart(text, at), at)) ?? [];
    if (specifier === 'next' && PAGE_TYPE.test(names)) said.page = true;
    if (ROUTER.test(specifier)) said.routes = true;
    if (isType !== undefined || TYPES_ONLY.test(names)) return;
    if (SERVER_FUNCTION.test(names)) said.server = true;
    if (keyword === 'import' && HOOK.test(names)) {
      said.mayBeHooks = true;
      if (HOOK_LIBRARY.test(specifier)) said.hooks = true;
    }
    // the router itself, which there is in a browser only
    if (specifier === 'next/router' && /^\w/.test(names)) said.hooks = true;
    add(specifier, at);
  });
  each(text, 'import', CALLED_SPECIFIER, add);
  each(text, 'require', CALLED_SPECIFIER, add);
  const isServer = !isClient && (said.server || (said.routes && ROUTE_MODULE.test(text)));
  const isPage = !isClient && (said.page || (PAGE_FOLDER.test(path) && PAGE_DATA.test(text)));
  const names = namedFiles(text, imports, own);
  const bundles = imports.has('esbuild') ? browserEntries(text) : [];
  return { imports: [...imports], isClient, hasHooks: said.hooks && !isServer, maySeeHooks: said.mayBeHooks, isServer, isPage, ...(bundles.length > 0 && { bundles }), ...(names.length > 0 && { names }) };
}

const CODE_IN_QUOTES = /\.[cm]?[jt]s['"`]/g;
const NAMED = /['"`/](?:\.{1,2}\/)*((?:[\w-]+\/)*[\w-]+)$/;

function namedFiles(text: string, imports: ReadonlySet<string>, own: (part: string) => string): string[] {
  const names = new Set<string>();
  for (const { 0: ending, index } of text.matchAll(CODE_IN_QUOTES)) {
    const before = text.slice(Math.max(0, index - 100), index);
    const quote = before.lastIndexOf(ending.at(-1)!);
    if (quote >= 0 && imports.has(before.slice(quote + 1) + ending.slice(0, -1))) continue;
    const name = NAMED.exec(before)?.[1];
    if (name !== undefined) names.add(own(name));
  }
  return [...names];
}

/** What all builds of a file make scripts of that browsers load (esbuild.github.io/api/#platform, #format). */
function browserEntries(text: string): string[] {
  if (!FOR_BROWSERS.test(text) || FOR_NODE.test(text)) return [];
  const listed = [...text.matchAll(ENTRY_POINTS)].flatMap(([, list = '']) => [...list.matchAll(/['"]([^'"\n]+)['"]/g)]);
  const paired = text.includes('entryPoints') ? [...text.matchAll(ENTRY_POINT)] : [];
  return [...new Set([...listed, ...paired].flatMap(([, entry = '']) => (CODE.test(entry) ? [entry.startsWith('.') ? entry : `./${entry}`] : [])))];
}

/** Calls back for each place where a word stands before a specifier. */
function each(text: string, word: string, behind: RegExp, found: (specifier: string, at: number) => void): void {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    if (at > 0 && isPartOfName(text.charCodeAt(at - 1))) continue;
    behind.lastIndex = at + word.length;
    const specifier = behind.exec(text)?.[2];
    if (specifier !== undefined) found(specifier, at);
  }
}

/** A letter, a digit, `_`, `$` or the dot before a property. */
const isPartOfName = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 46 && code <= 57 && code !== 47) || code === 95 || code === 36;

function clauseStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && !ENDS_CLAUSE.has(text.charCodeAt(start - 1))) start -= 1;
  return start;
}

/** Whether a server runs the file, by the conventions of Next.js and by what it says itself. @param dir of its package */
export function isServerEntry(path: string, dir: string, { isClient, isServer }: Scan): boolean {
  return !isClient && (isServer || NEXT_SERVER_FILE.test(dir === '' ? path : path.slice(dir.length + 1)) || SERVER_NAME.test(path));
}

const uses = ({ dependencies, devDependencies }: PackageInfo, test: (name: string) => boolean): boolean => dependencies.some(test) || devDependencies.some(test);

/** Whether a package may be one of those that hold a front end, too; none of Blitz, whose client calls what it imports. */
export const mayBeMixed = (one: PackageInfo): boolean => one.isBackend && uses(one, (name) => REACTISH.has(name)) && !uses(one, (name) => name === 'blitz');

/** Packages whose files have to be looked at, by folder. */
export interface MixedPackages {
  /** Backends that hold a front end, too. */
  readonly mixed: ReadonlySet<string>;
  /** They, front ends that use them, and those inside of them that have no manifest. */
  readonly scanned: ReadonlySet<string>;
  /** Backends that use them: what they import runs on a server, too. */
  readonly servers: ReadonlySet<string>;
}

/** Which backend packages hold a front end: they use React or its like and have JSX. @param paths of all files */
export function mixedPackages(packages: readonly PackageInfo[], paths: readonly string[]): MixedPackages {
  const reactish = packages.filter(mayBeMixed);
  if (reactish.length === 0) return { mixed: new Set(), scanned: new Set(), servers: new Set() };
  const withJsx = new Set(paths.flatMap((path) => (/\.[jt]sx$/.test(path) ? (packageOf(path, packages)?.dir ?? []) : [])));
  const mixed = reactish.filter(({ dir }) => withJsx.has(dir));
  const names = new Set(mixed.flatMap(({ name }) => name ?? []));
  const users = packages.filter((one) => (one.name === null ? mixed.some(({ dir }) => isInside(one.dir, dir)) : uses(one, (name) => names.has(name))));
  const scanned = new Set([...mixed, ...users.filter((one) => one.name === null || !one.isBackend)].map(({ dir }) => dir));
  return { mixed: new Set(mixed.map(({ dir }) => dir)), scanned, servers: new Set(users.map(({ dir }) => dir).filter((dir) => !scanned.has(dir))) };
}

/** Whether a file is still one of these modules with another text. @param dir of its package */
export const isBrowserModule = (path: string, text: string, dir: string, modules: ReadonlySet<string>): boolean => modules.has(path) && !isServerEntry(path, dir, scanOf(path, text));

/**
 * Runtime modules of mixed packages that run in the browser only: they call hooks, or front-end files import them and
 * nothing that a server runs reaches them over imports. What nobody imports stays runtime: something loads it that is not seen here.
 * Misses: modules that a server renders without ever asking them for data, and those beside imports that lead nowhere.
 *
 * @param scans of every file of the packages to be scanned that is no test
 */
export function frontEndModules(files: readonly DiscoveredFile[], mixed: MixedPackages['mixed'], scans: ReadonlyMap<string, Scan>, resolver: Resolver): ReadonlySet<string> {
  const known = new Map(files.flatMap((file) => (scans.has(file.path) ? [[file.path, file] as const] : [])));
  const targets = new Map<string, readonly string[]>();
  const targetsOf = (path: string): readonly string[] => {
    let found = targets.get(path);
    if (found === undefined) {
      found = scans.get(path)!.imports.flatMap((specifier) => {
        const target = resolver.resolve(path, specifier);
        return target.kind === 'file' && known.has(target.path) ? [target.path] : [];
      });
      targets.set(path, found);
    }
    return found;
  };
  const reach = (starts: readonly string[], enters: (target: string, from: string) => boolean): Set<string> => {
    const reached = new Set(starts);
    for (const path of reached) for (const target of targetsOf(path)) if (enters(target, path)) reached.add(target);
    return reached;
  };
  const all = [...known.values()];
  const isHook = ({ path, kind }: DiscoveredFile): boolean => kind === 'runtime' && scans.get(path)!.hasHooks;
  const browser = reach(all.filter((file) => file.kind === 'frontend' || isHook(file)).map(({ path }) => path), () => true);
  const isEntry = ({ path, kind, package: dir }: DiscoveredFile): boolean => {
    if (!mixed.has(dir)) return kind !== 'frontend';
    if (kind === 'runtime' && !browser.has(path)) return !scans.get(path)!.maySeeHooks || isServerEntry(path, dir, scans.get(path)!);
    if (scans.get(path)!.hasHooks) return false;
    if (kind === 'frontend' || kind === 'runtime' || kind === 'generated') return scans.get(path)!.isPage || isServerEntry(path, dir, scans.get(path)!);
    return true;
  };
  // the components of a page are rendered before they get to the browser, and run there
  const isComponent = (path: string, from: string): boolean => known.get(path)!.kind === 'frontend' && scans.get(from)!.isPage && !isServerEntry(from, known.get(from)!.package, scans.get(from)!);
  const server = reach(all.filter(isEntry).map(({ path }) => path), (target, from) => !scans.get(target)!.isClient && !scans.get(target)!.hasHooks && !isComponent(target, from));
  const blind = blindPackages([...server].map((path) => known.get(path)!), scans, resolver);
  return new Set(all.flatMap(({ path, kind, package: dir }) => (kind === 'runtime' && mixed.has(dir) && browser.has(path) && !server.has(path) && !blind.has(dir) ? [path] : [])));
}

/** Folders of packages whose server imports over an alias that nobody explains (a bundler's own): what it reaches is not known. */
export function blindPackages(server: readonly DiscoveredFile[], scans: ReadonlyMap<string, Scan>, resolver: Resolver): ReadonlySet<string> {
  const explained = new Set<string>();
  const unexplained = new Map<string, Set<string>>();
  for (const { path, package: dir } of server) {
    for (const specifier of scans.get(path)!.imports) {
      if (specifier.startsWith('.')) continue;
      const target = resolver.resolve(path, specifier);
      const alias = `${dir} ${specifier.split('/', 1)[0]}`;
      if (target.kind === 'file') explained.add(alias);
      else if (target.kind === 'unresolved' || target.name === '~') unexplained.set(alias, (unexplained.get(alias) ?? new Set()).add(dir));
    }
  }
  return new Set([...unexplained].flatMap(([alias, dirs]) => (explained.has(alias) ? [] : [...dirs])));
}
