import { posix, resolve as resolvePath } from 'node:path';
import { packageName } from '../../facts/package-name.js';
import type { PackageInfo, Problem } from '../../facts/source.js';
import type { SeenFolder } from '../cache/stamp.js';
import type { Overlay } from '../disk/overlay.js';
import { Disk } from './disk.js';
import { readEntries, sourceCandidates, targetsOf, type Entries } from './package-entries.js';
import { isInside, packageOf } from './packages.js';
import { BUILTINS, clean, EXTENSIONS, isDeclaration, isSilent, matches, NPM_NAME, SCHEME, SUBSTITUTES, type ResolutionConfig } from './specifiers.js';
import { parentOf, TsconfigReader } from './tsconfig.js';

/**
 * Where an import leads.
 * - `file`: a file below the root, POSIX and relative to it
 * - `external`: an npm package or a builtin of Node (`node:fs/promises` is `fs`), or code outside of the root
 * - `unresolved`: a relative path or an alias that leads nowhere
 */
export type Resolution =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'external'; readonly name: string }
  | { readonly kind: 'unresolved'; readonly specifier: string };

export interface Resolver {
  /** @param fromPath the importing file, POSIX and relative to the root */
  resolve(fromPath: string, specifier: string): Resolution;
  /** What could not be read so far, such as a broken tsconfig; grows while resolving. */
  readonly problems: readonly Problem[];
  /** What it asked the disk; grows while resolving. */
  readonly disk: Disk;
}

/**
 * Resolves imports over the discovered files, so that it is fast and needs no `node_modules`: relative paths, `paths`
 * and `baseUrl` of the nearest tsconfig, workspace packages by name (through `exports` and the like, build outputs
 * mapped back to their sources) and `imports` of the package. `oxc-resolver` answers for what discovery does not list
 * (JSON, ignored files). What is left is external, installed or not.
 *
 * @param root absolute folder
 * @param files paths of all discovered code files
 * @param folders what folders are known to hold, see `Walk.seen`
 */
export function createResolver(root: string, packages: readonly PackageInfo[], files: ReadonlySet<string>, overlay?: Overlay, folders?: ReadonlyMap<string, SeenFolder>): Resolver {
  return new ProjectResolver(root, packages, files, overlay, folders);
}

class ProjectResolver implements Resolver {
  readonly #root: string;
  readonly #packages: readonly PackageInfo[];
  readonly #files: ReadonlySet<string>;
  readonly #overlay: Overlay | undefined;
  readonly #disk: Disk;
  readonly #tsconfigs: TsconfigReader;
  readonly #byName: ReadonlyMap<string, PackageInfo>;
  readonly #byDir: ReadonlyMap<string, PackageInfo>;
  readonly #entries = new Map<string, Entries>();
  /** Relative specifiers by folder; bare ones by what decides them, so that most imports of a package share one answer. */
  readonly #cache = new Map<string, Map<string, Resolution>>();
  readonly #scopes = new Map<string, string>();
  readonly #owners = new Map<string, PackageInfo | null>();
  readonly #workspaces = new Map<string, Resolution | null>();
  #allFolders: Set<string> | null = null;

  constructor(root: string, packages: readonly PackageInfo[], files: ReadonlySet<string>, overlay: Overlay | undefined, folders: ReadonlyMap<string, SeenFolder> | undefined) {
    this.#root = resolvePath(root);
    this.#overlay = overlay;
    this.#packages = packages;
    this.#files = files;
    this.#disk = new Disk(this.#root, overlay, folders);
    this.#tsconfigs = new TsconfigReader(this.#disk, packages);
    this.#byName = new Map(packages.flatMap((one) => (one.name === null ? [] : [[one.name, one] as const])));
    this.#byDir = new Map(packages.map((one) => [one.dir, one] as const));
  }

  get problems(): readonly Problem[] {
    return this.#tsconfigs.problems;
  }

  get disk(): Disk {
    return this.#disk;
  }

  resolve(fromPath: string, specifier: string): Resolution {
    const dir = parentOf(fromPath);
    const isRelative = specifier.startsWith('.') && /^\.{1,2}(\/|$)/.test(specifier);
    const scope = isRelative ? dir : this.#scopeOf(dir);
    let answers = this.#cache.get(scope);
    if (answers === undefined) {
      answers = new Map();
      this.#cache.set(scope, answers);
    }
    let answer = answers.get(specifier);
    if (answer === undefined) {
      const plain = specifier.replace(/[?].*$/, '');
      answer = isRelative ? this.#relative(dir, plain) : this.#bare(dir, plain);
      answers.set(specifier, answer);
    }
    return answer;
  }

  #scopeOf(dir: string): string {
    let scope = this.#scopes.get(dir);
    if (scope === undefined) {
      const config = this.#tsconfigs.nearest(dir);
      // What #guess finds depends on the folder itself.
      scope = isSilent(config) ? `\0${dir}` : `\0${config?.dir ?? ''}\0${this.#ownerOf(dir)?.dir ?? ''}`;
      this.#scopes.set(dir, scope);
    }
    return scope;
  }

  #ownerOf(dir: string): PackageInfo | null {
    let owner = this.#owners.get(dir);
    if (owner === undefined) {
      owner = packageOf(`${dir}/x`, this.#packages);
      this.#owners.set(dir, owner);
    }
    return owner;
  }

  #relative(dir: string, specifier: string): Resolution {
    const target = clean(posix.join(dir, specifier));
    if (target.startsWith('..')) {
      return this.#disk.exists(dir) && this.#disk.find(target) !== null
        ? { kind: 'external', name: specifier }
        : { kind: 'unresolved', specifier };
    }
    const found = this.#find(target) ?? this.#disk.find(target);
    return found === null ? { kind: 'unresolved', specifier } : this.#at(found, specifier);
  }

  #bare(dir: string, specifier: string): Resolution {
    if (specifier.startsWith('node:')) return { kind: 'external', name: packageName(specifier.slice(5)) };
    if (BUILTINS.has(specifier)) return { kind: 'external', name: packageName(specifier) };
    if (SCHEME.test(specifier)) return { kind: 'external', name: specifier.replace(/^(?:npm|jsr):(@?[^@]+)(@.*)?$/, '$1') };
    if (specifier === '' || specifier.startsWith('/')) return this.#absolute(dir, specifier);
    const config = this.#tsconfigs.nearest(dir);
    const aliased = this.#aliased(config, specifier);
    if (aliased !== null && aliased.kind !== 'unresolved') return aliased;
    if (specifier.startsWith('#')) return this.#packageImport(dir, specifier) ?? { kind: 'unresolved', specifier };
    const based = config?.baseUrl == null ? null : this.#find(clean(posix.join(config.baseUrl, specifier)));
    if (based !== null && !isDeclaration(based)) return { kind: 'file', path: based };
    const workspace = this.#workspace(specifier);
    if (workspace !== null) return workspace;
    const base = this.#tsconfigs.base();
    const byBase = base === config ? null : this.#aliased(base, specifier);
    if (byBase !== null && byBase.kind !== 'unresolved') return byBase;
    const guessed = isSilent(config) ? this.#guess(dir, specifier) : null;
    if (guessed !== null) return { kind: 'file', path: guessed };
    if (aliased !== null || byBase !== null || !NPM_NAME.test(specifier)) return { kind: 'unresolved', specifier };
    return { kind: 'external', name: packageName(specifier) };
  }

  /** `/src/x` is meant from the package or the root, as bundlers read it. */
  #absolute(dir: string, specifier: string): Resolution {
    for (const base of [this.#ownerOf(dir)?.dir ?? '', '']) {
      const found = specifier === '' ? null : this.#find(clean(posix.join(base, specifier)));
      if (found !== null) return { kind: 'file', path: found };
    }
    return { kind: 'unresolved', specifier };
  }

  /** `null`: no pattern matches. `unresolved`: one does, and none of its targets exists. */
  #aliased(config: ResolutionConfig | null, specifier: string): Resolution | null {
    const alias = config?.aliases.find((one) => matches(one, specifier));
    if (alias === undefined) return null;
    const star = alias.after === null ? '' : specifier.slice(alias.before.length, specifier.length - alias.after.length);
    for (const pattern of alias.targets) {
      const target = clean(pattern.replace('*', star));
      if (/(^|\/)node_modules\//.test(target)) return { kind: 'external', name: packageName(specifier) };
      const found = this.#find(target) ?? this.#source(target, config) ?? this.#disk.find(target);
      if (found === null) continue;
      // A project's own typings of a package, `"*": ["typings/*"]`: the code is still the package's.
      if (isDeclaration(found) && (alias.before === '' || alias.before === packageName(specifier))) return { kind: 'external', name: packageName(specifier) };
      return this.#at(found, specifier);
    }
    // `"*": ["types/*"]` catches every package; it says nothing about those it does not hold.
    return alias.before === '' && alias.after === '' ? null : { kind: 'unresolved', specifier };
  }

  #packageImport(dir: string, specifier: string): Resolution | null {
    const owner = this.#ownerOf(dir);
    if (owner === null) return null;
    const targets = targetsOf(this.#entriesOf(owner).imports, specifier);
    for (const target of targets) {
      if (!target.startsWith('.')) return this.#workspace(target) ?? { kind: 'external', name: packageName(target) };
      const found = this.#inPackage(owner, target);
      if (found !== null) return { kind: 'file', path: found };
    }
    for (const target of targets) {
      const found = this.#disk.find(clean(posix.join(owner.dir, target)));
      if (found !== null) return this.#at(found, specifier);
    }
    return null;
  }

  /** The same from everywhere. */
  #workspace(specifier: string): Resolution | null {
    let answer = this.#workspaces.get(specifier);
    if (answer === undefined) {
      answer = this.#fromWorkspace(specifier);
      this.#workspaces.set(specifier, answer);
    }
    return answer;
  }

  #fromWorkspace(specifier: string): Resolution | null {
    const name = packageName(specifier);
    const used = this.#byName.get(name);
    if (used === undefined) {
      const guessed = this.#withoutManifest(name, specifier.slice(name.length + 1));
      return guessed === null ? null : { kind: 'file', path: guessed };
    }
    const found = this.#entryOf(used, specifier.slice(name.length + 1));
    return found === null ? { kind: 'external', name } : { kind: 'file', path: found };
  }

  /** @param subpath `''` for the package itself */
  #entryOf(used: PackageInfo, subpath: string): string | null {
    const entries = this.#entriesOf(used);
    const exported = targetsOf(entries.exports, subpath === '' ? '.' : `./${subpath}`);
    const guesses = subpath === '' ? [...entries.mains, 'src/index', 'src/main', 'lib/index', 'index'] : [subpath, `src/${subpath}`, `lib/${subpath}`];
    for (const target of [...exported, ...guesses]) {
      const found = this.#inPackage(used, target);
      if (found !== null) return found;
    }
    const asset = subpath === '' ? null : this.#disk.find(clean(posix.join(used.dir, subpath)));
    return asset !== null && /\.\w+$/.test(subpath) ? asset : null;
  }

  #inPackage(owner: PackageInfo, target: string): string | null {
    for (const candidate of sourceCandidates(target)) {
      const path = clean(posix.join(owner.dir, candidate));
      if (!isInside(path, owner.dir)) continue;
      const found = this.#find(path);
      if (found !== null) return found;
    }
    return this.#source(clean(posix.join(owner.dir, target)), this.#tsconfigs.nearest(owner.dir));
  }

  /** The source of a file below `outDir`, by the tsconfig's own word. */
  #source(target: string, config: ResolutionConfig | null): string | null {
    if (config?.outDir == null || config.outDir === '' || !isInside(target, config.outDir)) return null;
    const stem = target.slice(config.outDir.length + 1).replace(/(\.d)?\.[cm]?[jt]sx?$/, '');
    return this.#find(clean(posix.join(config.rootDir ?? config.dir, stem))) ?? this.#find(clean(posix.join(config.dir, 'src', stem)));
  }

  /**
   * `@/x`, `~/x` and `src/x` where no tsconfig explains them (bundler aliases, a tsconfig that is not part of the
   * tree): from the nearest folder above that holds such a file.
   */
  #guess(dir: string, specifier: string): string | null {
    const marked = /^[@~]\/(.+)$/.exec(specifier)?.[1];
    if (marked === undefined && !specifier.startsWith('src/')) return null;
    for (let folder = dir; ; folder = parentOf(folder)) {
      for (const candidate of marked === undefined ? [specifier] : [`src/${marked}`, marked]) {
        const path = folder === '' ? candidate : `${folder}/${candidate}`;
        const found = this.#folders().has(parentOf(path)) ? this.#find(path) : null;
        if (found !== null) return found;
      }
      if (folder === '') return null;
    }
  }

  /** Every folder that holds a discovered file, however deep. */
  #folders(): ReadonlySet<string> {
    if (this.#allFolders === null) {
      this.#allFolders = new Set(['']);
      for (const path of this.#files) {
        for (let dir = parentOf(path); dir !== '' && !this.#allFolders.has(dir); dir = parentOf(dir)) this.#allFolders.add(dir);
      }
    }
    return this.#allFolders;
  }

  /**
   * A workspace package whose manifest is not part of the tree (a sparse checkout, a build context): the folder of
   * that name beside a package of the same scope.
   */
  #withoutManifest(name: string, subpath: string): string | null {
    const slash = name.indexOf('/');
    if (slash < 0) return null;
    for (const sibling of this.#packages) {
      if (sibling.dir === '' || sibling.name?.startsWith(name.slice(0, slash + 1)) !== true) continue;
      const dir = `${parentOf(sibling.dir)}/${name.slice(slash + 1)}`;
      if (!this.#folders().has(dir)) continue;
      const found = this.#find(subpath === '' ? `${dir}/src/index` : `${dir}/${subpath}`) ?? this.#find(`${dir}/src/${subpath}`);
      if (found !== null) return found;
    }
    return null;
  }

  /** A discovered file by a path that may lack its extension, name compiled JavaScript, or name a folder. */
  #find(path: string): string | null {
    const files = this.#files;
    const extension = /\.[cm]?jsx?$/.exec(path)?.[0];
    if (extension !== undefined) {
      const stem = path.slice(0, -extension.length);
      for (const substitute of SUBSTITUTES[extension] ?? []) if (files.has(stem + substitute)) return stem + substitute;
    }
    if (files.has(path)) return path;
    if (path !== '') for (const end of EXTENSIONS) if (files.has(path + end)) return path + end;
    const folder = path === '' ? '' : `${path}/`;
    for (const end of EXTENSIONS) if (files.has(`${folder}index${end}`)) return `${folder}index${end}`;
    const nested = path === '' ? undefined : this.#byDir.get(path);
    return nested === undefined ? null : this.#mainOf(nested);
  }

  /** `import '../other'` of a folder that is a package; its entry cannot lead back to the folder itself. */
  #mainOf(nested: PackageInfo): string | null {
    for (const target of [...targetsOf(this.#entriesOf(nested).exports, '.'), ...this.#entriesOf(nested).mains]) {
      for (const candidate of sourceCandidates(target)) {
        const path = clean(posix.join(nested.dir, candidate));
        if (path !== nested.dir && isInside(path, nested.dir)) {
          const found = this.#find(path);
          if (found !== null) return found;
        }
      }
    }
    return null;
  }

  #at(path: string, specifier: string): Resolution {
    const installed = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
    if (installed !== undefined) {
      const linked = this.#byDir.get(this.#realDirOf(path, installed));
      const entry = linked === undefined ? null : this.#entryOf(linked, '');
      return entry === null ? { kind: 'external', name: installed } : { kind: 'file', path: entry };
    }
    return path.startsWith('..') ? { kind: 'external', name: specifier } : { kind: 'file', path };
  }

  #realDirOf(path: string, installed: string): string {
    const end = path.indexOf(`node_modules/${installed}`) + 'node_modules/'.length + installed.length;
    return this.#disk.real(path.slice(0, end)) ?? path;
  }

  #entriesOf(one: PackageInfo): Entries {
    let entries = this.#entries.get(one.dir);
    if (entries === undefined) {
      entries = readEntries(this.#root, one.dir, this.#overlay);
      this.#entries.set(one.dir, entries);
    }
    return entries;
  }
}
