import { readFileSync } from 'node:fs';

/**
 * Contents that take the place of what lies on disk: what git has staged, the unsaved text of an editor. Every read of
 * a tree goes through `readBytes`, so that a run sees either nothing of it or all.
 */
export class Overlay {
  /** By POSIX path relative to the root; `null` where nothing lies. */
  readonly contents: ReadonlyMap<string, Buffer | null>;
  readonly #children = new Map<string, { files: Set<string>; folders: Set<string> }>();
  /** Folders that it takes a file from. */
  readonly #emptied = new Set<string>();

  /** @param contents by POSIX path relative to the root; `null` where nothing lies */
  constructor(contents: ReadonlyMap<string, Buffer | null>) {
    this.contents = contents;
    for (const [path, content] of contents) {
      if (content === null) {
        this.#emptied.add(path.slice(0, Math.max(0, path.lastIndexOf('/'))));
        continue;
      }
      const parts = path.split('/');
      parts.forEach((name, depth) => {
        const folder = parts.slice(0, depth).join('/');
        let known = this.#children.get(folder);
        if (!known) this.#children.set(folder, (known = { files: new Set(), folders: new Set() }));
        (depth === parts.length - 1 ? known.files : known.folders).add(name);
      });
    }
  }

  /** What lies at a path, `null` where nothing does, `undefined` where the disk decides. */
  read(path: string): Buffer | null | undefined {
    return this.contents.get(path);
  }

  /** Whether a folder holds something else than on disk. */
  changes(folder: string): boolean {
    return this.#children.has(folder) || this.#emptied.has(folder);
  }

  /** Names of the files and folders that it puts into a folder. */
  childrenOf(folder: string): { readonly files: ReadonlySet<string>; readonly folders: ReadonlySet<string> } {
    return this.#children.get(folder) ?? { files: new Set(), folders: new Set() };
  }
}

/**
 * Contents of a file of a tree.
 * @throws the error of the file system; one with the code ENOENT for what the overlay takes away
 */
export function readBytes(root: string, path: string, overlay?: Overlay): Buffer {
  const laid = overlay?.read(path);
  if (laid === null) throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
  return laid ?? readFileSync(`${root}/${path}`);
}
