import { hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, posix, resolve as resolvePath, sep } from 'node:path';
import type { ResolverFactory } from 'oxc-resolver';
import type { SeenFolder } from '../cache/stamp.js';
import { type Overlay, readBytes } from '../disk/overlay.js';
import { clean } from './specifiers.js';

/** What was asked and what the disk said: `text`, `exists`, `config`, `find` or `real` and a path, and the answer. */
export type DiskLog = readonly (readonly [question: string, answer: string])[];

/** Compiler options of a folder: the first that it holds. */
const CONFIGS = ['tsconfig.json', 'jsconfig.json', 'tsconfig.app.json', 'tsconfig.lib.json', 'tsconfig.build.json', 'tsconfig.base.json'];

/**
 * The disk as resolving imports asks it: for tsconfigs, which may lie outside of the root, and for files that discovery
 * does not list. Every answer is logged, so that a later run can tell whether it would get the same ones.
 */
export class Disk {
  readonly #root: string;
  readonly #overlay: Overlay | undefined;
  readonly #folders: ReadonlyMap<string, SeenFolder>;
  readonly #log = new Map<string, string>();
  readonly #found = new Map<string, string | null>();
  #factory: ResolverFactory | null = null;

  /**
   * @param root absolute folder
   * @param folders what folders of it are known to hold, see `Walk.seen`
   */
  constructor(root: string, overlay?: Overlay, folders: ReadonlyMap<string, SeenFolder> = new Map()) {
    this.#root = root;
    this.#folders = folders;
    this.#overlay = overlay;
  }

  get log(): DiskLog {
    return [...this.#log];
  }

  /** Whether all questions of a log have the answers still that it holds. */
  agrees(log: DiskLog): boolean {
    return log.every(([question, answer]) => this.#ask(question) === answer);
  }

  /**
   * Content of a file.
   * @param path relative to the root, or absolute
   * @throws the error of the file system
   */
  text(path: string): string {
    this.#log.set(`text ${path}`, '');
    const text = (isAbsolute(path) ? readFileSync(path) : readBytes(this.#root, path, this.#overlay)).toString('utf8');
    this.#log.set(`text ${path}`, hash('sha1', text, 'base64'));
    return text;
  }

  /** @param path relative to the root, or absolute */
  exists(path: string): boolean {
    const laid = this.#overlay?.read(path);
    const answer = laid === undefined ? existsSync(resolvePath(this.#root, path)) : laid !== null;
    this.#log.set(`exists ${path}`, String(answer));
    return answer;
  }

  /** The name of the file with compiler options in a folder, `null` when it has none. @param dir relative to the root, or absolute */
  configIn(dir: string): string | null {
    const holds = (name: string): boolean => {
      const laid = this.#overlay?.read(dir === '' ? name : `${dir}/${name}`);
      return laid === undefined ? names.includes(name) : laid !== null;
    };
    const names = this.#namesIn(dir);
    const answer = CONFIGS.find(holds) ?? null;
    this.#log.set(`config ${dir}`, answer ?? '');
    return answer;
  }

  #namesIn(dir: string): readonly string[] {
    const known = this.#folders.get(dir);
    if (known) return [...known.files, ...known.ignored];
    try {
      return readdirSync(resolvePath(this.#root, dir));
    } catch {
      return []; // No such folder.
    }
  }

  /** A file by a path that may lack its extension or name a folder, `null` when there is none. May lie outside of the root (`../x`) or in node_modules. */
  find(target: string): string | null {
    let found = this.#found.get(target);
    if (found === undefined) {
      this.#factory ??= new (createRequire(import.meta.url)('oxc-resolver') as typeof import('oxc-resolver')).ResolverFactory({
        extensions: ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json', '.d.ts'],
        extensionAlias: { '.js': ['.ts', '.tsx', '.js'], '.jsx': ['.tsx', '.jsx'], '.mjs': ['.mts', '.mjs'], '.cjs': ['.cts', '.cjs'] },
        conditionNames: ['source', 'development', 'types', 'import', 'node', 'require', 'default'],
        mainFields: ['source', 'module', 'main'],
        symlinks: false,
      });
      const { path } = this.#factory.sync(this.#root, `./${target}`);
      found = path === undefined ? null : clean(posix.relative(this.#root.split(sep).join('/'), path.split(sep).join('/')));
      if (found !== null && this.#overlay?.read(found) === null) found = null;
      this.#found.set(target, found);
      this.#log.set(`find ${target}`, found ?? '');
    }
    return found;
  }

  /** Where a path of the tree really lies, relative to where the root really lies; `null` when nothing is there. */
  real(path: string): string | null {
    let real: string | null = null;
    try {
      real = posix.relative(realpathSync(this.#root), realpathSync(resolvePath(this.#root, path))).split(sep).join('/');
    } catch {
      // Nothing there.
    }
    this.#log.set(`real ${path}`, real ?? '');
    return real;
  }

  #ask(question: string): string {
    const [kind, path] = [question.slice(0, question.indexOf(' ')), question.slice(question.indexOf(' ') + 1)];
    if (kind === 'exists') this.exists(path);
    else if (kind === 'config') this.configIn(path);
    else if (kind === 'find') this.find(path);
    else if (kind === 'real') this.real(path);
    else
      try {
        this.text(path);
      } catch {
        // not there any more, which is another answer than before
        return '';
      }
    return this.#log.get(question) ?? '';
  }
}
