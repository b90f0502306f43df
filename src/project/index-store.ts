import { join } from 'node:path';
import type { FileFacts } from '../facts/file.js';
import type { LayoutConfig } from '../facts/layout.js';
import type { Project } from '../facts/project.js';
import type { DiscoveredFile, Span } from '../facts/source.js';
import { assembleProject, structureOf, type Structure } from './assemble.js';
import { contentHash } from './cache/digest.js';
import { movedFacts, type Move } from './cache/moved.js';
import { isUnchanged, stampOf } from './cache/stamp.js';
import { IndexedTree, type TreeSettings } from './indexed-tree.js';
import { classifyFile, headIn } from './kinds/classify.js';
import type { Discovery } from './kinds/discover.js';
import { isRead } from './kinds/file-kinds.js';
import { kindInUse } from './kinds/module-look.js';
import { packageOf } from './packages/packages.js';

/** What of the configuration decides how the project is read. A new object stands for a changed configuration. */
export interface IndexSettings extends TreeSettings {
  readonly layout: LayoutConfig;
}

/** The text that an editor holds, whatever the disk says. */
export interface Buffer {
  /** Byte order mark stripped. */
  readonly text: string;
  /** Collects the facts of the text; asked for only where the text differs from the disk. */
  facts(file: DiscoveredFile, externals: ReadonlySet<string>): FileFacts;
}

/** The project as it is seen from one buffer. */
export interface View {
  readonly project: Project;
  /** Where something that `project` places in the file lies in the buffer, `null` where that cannot be told. */
  readonly move: Move;
}

/** What a file of the project is, for whoever looks at its text. */
export interface Place {
  readonly file: DiscoveredFile;
  /** Packages that the file may import, see `SourceFile.dependencies`. */
  readonly externals: ReadonlySet<string>;
}

interface Unsaved {
  readonly facts: FileFacts;
  readonly at: number;
}

const UNSAVED_MS = 10 * 60_000;
const LARGEST_HAND_WRITTEN_FILE = 1024 * 1024;
const stay: Move = (at: Span) => at;

/**
 * The facts of every file below one root, and the project linked from them, for a process that looks at one file
 * after the other. Built when it is asked first; later only what changed is read again.
 *
 * When is the disk looked at? Every look costs one `stat` for each file and folder, so not at each lint: 4,000 files
 * linted in one run would cost 4,000 × 4,000. It is looked at
 * - when a file is linted that was linted since the last look: a new run has begun, an editor has linted again, or
 *   ESLint has fixed something. A run over many files lints each once, so the first file of the next run decides for
 *   all of it. Somebody who types, so that the text is not that of the file, waits for a twentieth of the time at most;
 * - when the last look is longer ago than a second and than twenty times what it cost, so that looking never takes
 *   more than a twentieth of the time.
 * What can be missed: another process changes a file within that second, and a file is linted next that was not
 * linted since, or one that somebody types in. A lint after that shows it.
 *
 * A buffer that says something else than the disk stays laid over its file for the other files too, as people expect
 * of an unsaved edit, until the file is linted from its text on disk, changes on disk, or ten minutes have passed.
 */
export class ProjectIndex {
  /** Absolute. */
  readonly root: string;
  readonly #tree: IndexedTree;
  /** When it was asked last, for whoever drops what nobody uses. */
  usedAt = 0;
  #settings: IndexSettings;
  #structure: Structure | null = null;
  #unsaved = new Map<string, Unsaved>();
  #project: Project | null = null;
  #seen = new Set<string>();
  #lookedAt = 0;
  /** By the clock that stamps files. */
  #lookedOn = 0;
  #lookCost = 0;

  /** @param cacheFolder where the facts of earlier runs are, `null` to use none */
  constructor(root: string, settings: IndexSettings, cacheFolder: string | null = null) {
    this.root = root;
    this.#settings = settings;
    this.#tree = new IndexedTree(root, cacheFolder);
  }

  /** Takes over a configuration; facts stay, but where other packages are named by its recognisers. */
  configure(settings: IndexSettings): void {
    if (settings === this.#settings) return;
    this.#settings = settings;
    this.#structure = null;
    this.#project = null;
    if (this.#tree.discovery !== null) this.#read();
  }

  /** Says that a file is about to be linted, which is when the disk may have to be looked at. @param text in the editor */
  begin(path: string, text: string): void {
    const now = performance.now();
    this.usedAt = now;
    const isRested = now - this.#lookedAt > 20 * this.#lookCost;
    const isDue =
      (isRested && now - this.#lookedAt > 1000) || (this.#seen.has(path) && (isRested || !this.#isTyped(path, text))) || this.#isNew(path);
    if (this.#tree.discovery === null || isDue) {
      this.#lookedOn = Date.now();
      if (this.#tree.discovery === null) this.#read();
      else this.#look();
      this.#lookedAt = performance.now();
      this.#seen.clear();
    }
    this.#seen.add(path);
  }

  /** Whether the text is no state that the file has been in on disk, as far as one look at it tells. */
  #isTyped(path: string, text: string): boolean {
    const entry = this.#tree.get(path);
    return entry !== undefined && isUnchanged(entry.stamp, stampOf(join(this.root, path))) && entry.hash !== contentHash(text);
  }

  /** Whether a file has come to be since the last look; one that is older and not listed is ignored. */
  #isNew(path: string): boolean {
    if (this.#tree.has(path)) return false;
    const stamp = stampOf(join(this.root, path));
    return stamp !== null && (!stamp.settled || stamp.ctimeMs >= this.#lookedOn);
  }

  /**
   * What a file is by its text in the editor.
   * @returns `null` for a file that lies on disk and that discovery leaves out: ignored, or build output
   */
  place(path: string, text: string, isOnDisk: boolean): Place | null {
    if (isOnDisk && !this.#tree.has(path)) return null;
    const { discovery } = this.#tree;
    const owner = packageOf(path, discovery?.packages ?? []);
    const own = text.length > LARGEST_HAND_WRITTEN_FILE ? 'generated' : classifyFile(path, headIn(text), owner);
    const kind = own === 'runtime' && discovery ? (kindInUse(path, text, owner?.dir ?? '', discovery) ?? own) : own;
    const file = { path, kind, package: owner?.dir ?? '' };
    return { file, externals: this.#tree.externalsFor(file) };
  }

  /**
   * The project with the buffer laid over its file.
   * @param exact whether the buffer's own facts must be linked even where they say the same in other places
   */
  view(place: Place, buffer: Buffer, exact: boolean): View {
    const { path, kind } = place.file;
    const entry = this.#tree.get(path);
    const unsaved = this.#unsaved.get(path);
    if (entry?.facts && entry.file.kind === kind && entry.hash === contentHash(buffer.text)) {
      if (unsaved) this.#forget(path);
      return { project: this.#linked(), move: stay };
    }
    if (!isRead(kind)) return { project: this.#linked(), move: stay };
    const facts = buffer.facts(place.file, place.externals);
    const at = performance.now();
    if (unsaved && unsaved.facts.kind === kind && !exact) {
      const move = movedFacts(unsaved.facts, facts)?.at;
      if (move) {
        this.#unsaved.set(path, { facts: unsaved.facts, at });
        return { project: this.#linked(), move };
      }
    }
    if (entry?.facts && entry.file.kind === kind && !exact) {
      const move = movedFacts(entry.facts, facts)?.at;
      if (move) {
        if (unsaved) this.#forget(path);
        return { project: this.#linked(), move };
      }
    }
    this.#unsaved.set(path, { facts, at });
    if (!entry) this.#structure = null;
    this.#project = null;
    return { project: this.#linked(), move: stay };
  }

  #forget(path: string): void {
    this.#unsaved.delete(path);
    if (!this.#tree.get(path)) this.#structure = null;
    this.#project = null;
  }

  #linked(): Project {
    if (this.#project) return this.#project;
    const discovery = this.#withUnsaved(this.#tree.discovery!);
    const files = discovery.files.flatMap(({ path }) => this.#unsaved.get(path)?.facts ?? this.#tree.get(path)?.facts ?? []);
    this.#structure ??= structureOf(discovery, this.#settings.layout);
    this.#project = assembleProject(
      { packages: discovery.packages, files, documentTables: this.#tree.documents.tables, settings: this.#tree.documents.settings, lazy: this.#tree.lazyDocuments, recognisers: this.#settings.recognisers },
      this.#structure,
    );
    return this.#project;
  }

  /** Files that exist in an editor only. */
  #withUnsaved(discovery: Discovery): Discovery {
    const known = new Set(discovery.files.map((file) => file.path));
    const added = [...this.#unsaved].flatMap(([path, { facts }]) =>
      known.has(path) ? [] : [{ path, kind: facts.kind, package: packageOf(path, discovery.packages)?.dir ?? '' }],
    );
    if (added.length === 0) return discovery;
    return { ...discovery, files: [...discovery.files, ...added].sort((a, b) => (a.path < b.path ? -1 : 1)) };
  }

  #look(): void {
    const start = performance.now();
    const old = [...this.#unsaved].filter(([, { at }]) => start - at > UNSAVED_MS);
    for (const [path] of old) this.#forget(path);
    if (this.#tree.isStale()) this.#read();
    this.#lookCost = performance.now() - start;
  }

  /** Reads what is new or changed on disk. */
  #read(): void {
    const { isChanged, isRestructured, rewritten } = this.#tree.read(this.#settings);
    for (const path of rewritten) this.#unsaved.delete(path);
    if (isRestructured) this.#structure = null;
    if (isChanged || isRestructured) this.#project = null;
  }
}
