import { lazy, remembered } from '../../facts/remembered.js';
import type { DiscoveredFile, PackageInfo } from '../../facts/source.js';
import { isHook } from '../../recognise/hooks.js';
import type { Disk } from '../packages/disk.js';
import { CLIENT_DIRECTIVE } from './classify.js';

/** What a file of a front end imports by value. */
export interface FrontEndImport {
  readonly path: string;
  readonly source: string;
  /** Where the importing file runs: a framework that renders on the server runs pages and components there too. */
  readonly runsOn: 'browser' | 'server' | 'either';
  /** Members of the imported name that the file reads; `null` where it hands the name on whole or takes it apart. */
  members(): ReadonlySet<string> | null;
}

export interface FrontEndImports {
  /** The files of front ends, the package's own and those of packages that depend on it, that import a name by value. */
  of(name: string, pkg: PackageInfo): readonly FrontEndImport[];
  /** Members of an imported name that a file reads, whatever the file is; `null` where it hands the name on whole, or where that is not told. */
  membersIn(path: string, source: string, name: string): ReadonlySet<string> | null;
  /** Whether a file holds functions that front ends call and that run on the server, react.dev/reference/rsc/use-server. */
  isOnServer(path: string): boolean;
}

const IMPORT = /(?:^|[;\n])[^\S\n]*import\s+(?!\s|type\b)([\w$\s{},*]+?)\bfrom\s*['"]([^'"\n]+)['"]/g;
/** Comments and texts, which name things that they do not use. */
const PROSE = /\/\*[^]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;
const SERVER_DIRECTIVE = /(?:^|[\n;{])\s*['"]use server['"]/;
/** nextjs.org/docs/pages "Data Fetching", reactrouter.com "Route Module"; a component that is `async` renders on the server, react.dev/reference/rsc/server-components. */
const ON_SERVER = /\b(?:getServerSideProps|getStaticProps|getStaticPaths|getInitialProps)\b|\bexport\s+(?:async\s+)?(?:function|const)\s+(?:loader|action|generateMetadata|generateStaticParams)\b|\bexport\s+default\s+async\s+function\b/;

/**
 * Reads the imports of front ends, whose code is not read otherwise: by their text, each package when somebody asks.
 * Misses: imports that are built at run time, `export … from`, components that are no TypeScript or JavaScript (Vue, Svelte).
 */
export function createFrontEndImports(files: readonly DiscoveredFile[], packages: readonly PackageInfo[], disk: Pick<Disk, 'text'>): FrontEndImports {
  const byDir = new Map(packages.map((pkg) => [pkg.dir, pkg]));
  const importsIn = remembered((dir: string): ReadonlyMap<string, readonly FrontEndImport[]> => {
    const found = new Map<string, FrontEndImport[]>();
    for (const { path, package: of } of files) {
      if (of !== dir) continue;
      for (const [name, one] of readImports(path, disk, byDir.get(dir) ?? null)) {
        const known = found.get(name);
        if (known) known.push(one);
        else found.set(name, [one]);
      }
    }
    return found;
  });
  const usersOf = remembered((pkg: PackageInfo) =>
    packages.filter(({ dir, dependencies, devDependencies }) => dir === pkg.dir || (pkg.name !== null && (dependencies.includes(pkg.name) || devDependencies.includes(pkg.name)))),
  );
  const importsOf = remembered((path: string) => readImports(path, disk, null));
  return {
    membersIn: (path, source, name) => importsOf(path).find(([imported, one]) => imported === name && one.source === source)?.[1].members() ?? null,
    of: (name, pkg) => usersOf(pkg).flatMap(({ dir }) => importsIn(dir).get(name) ?? []),
    isOnServer: (path) => SERVER_DIRECTIVE.test(textOf(disk, path)),
  };
}

function readImports(path: string, disk: Pick<Disk, 'text'>, pkg: PackageInfo | null): [name: string, FrontEndImport][] {
  const text = textOf(disk, path);
  const imports: { readonly names: readonly Named[]; readonly source: string }[] = [];
  for (const [, clause = '', source = ''] of text.matchAll(IMPORT)) {
    const names = namesIn(clause);
    const namespace = /\*\s*as\s+([\w$]+)/.exec(clause)?.[1];
    if (namespace !== undefined) names.push({ name: '*', local: namespace });
    if (namespace !== undefined) for (const [, member] of text.matchAll(new RegExp(`\\b${namespace.replaceAll('$', '\\$')}\\.([\\w$]+)`, 'g'))) names.push({ name: member!, local: member! });
    imports.push({ names, source });
  }
  const isBrowser = pkg?.isBackend === false || CLIENT_DIRECTIVE.test(text) || imports.some(({ names, source }) => names.some(({ name }) => isHook(source, name)));
  const runsOn = ON_SERVER.test(text) || SERVER_DIRECTIVE.test(text) ? 'server' : isBrowser ? 'browser' : 'either';
  return imports.flatMap(({ names, source }) => names.map(({ name, local }): [string, FrontEndImport] => [name, { path, source, runsOn, members: lazy(() => membersOf(textOf(disk, path), local)) }]));
}

/** An exported name, and what the importing file calls it. */
interface Named {
  readonly name: string;
  readonly local: string;
}

/** Exported names that an import clause takes by value. */
function namesIn(clause: string): Named[] {
  const [before = '', inBraces = ''] = clause.split('{');
  const whole = /^[\w$]+/.exec(before.trim())?.[0];
  const names: Named[] = whole === undefined ? [] : [{ name: 'default', local: whole }];
  for (const part of inBraces.replace('}', '').split(',')) {
    const [name, second, third] = part.trim().split(/\s+/);
    // `{ type Order }`; `{ type as kind }` takes a value of that name
    if (name && !(name === 'type' && second !== undefined && second !== 'as')) names.push({ name, local: third ?? name });
  }
  return names;
}

/** What stands behind each mention of a name: members, or `null` where one is followed by something else. */
function membersOf(text: string, local: string): ReadonlySet<string> | null {
  const members = new Set<string>();
  for (const [, member] of text.replace(IMPORT, '').replace(PROSE, ' ').matchAll(new RegExp(`(?<![\\w$.])${local.replaceAll('$', '\\$')}(?![\\w$])(?:\\s*\\??\\.\\s*([\\w$]+))?`, 'g'))) {
    if (member === undefined) return null;
    members.add(member);
  }
  return members;
}

function textOf(disk: Pick<Disk, 'text'>, path: string): string {
  try {
    return disk.text(path);
  } catch {
    return ''; // What cannot be read proves nothing.
  }
}
