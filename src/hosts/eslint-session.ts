import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join as joinPath, relative, resolve, sep } from 'node:path';
import type { Rule as EslintRule } from 'eslint';
import ignore, { type Ignore } from 'ignore';
import type { TSESTree } from '@typescript-eslint/types';
import type { LawId } from '../catalogue.js';
import type { ResolvedConfig } from '../config/index.js';
import { ConfigError, configFileNames } from '../config/load.js';
import type { Check, RawFinding, Rule } from '../define.js';
import type { FileFacts } from '../facts/file.js';
import type { DiscoveredFile, Span } from '../facts/source.js';
import { optionsOf } from '../policy/severity.js';
import { cacheFolderOf } from '../project/cache/cache-folder.js';
import type { Suppression } from '../policy/suppressions.js';
import { classifyFile, headIn } from '../project/kinds/classify.js';
import { discover } from '../project/kinds/discover.js';
import { kindInUse, type ModulesInUse } from '../project/kinds/module-look.js';
import { type IndexSettings, ProjectIndex, type Place, type View } from '../project/index-store.js';
import type { Move } from '../project/cache/moved.js';
import { NearestPackages } from '../project/packages/nearest-package.js';
import { findRoot } from '../project/disk/root.js';
import { factsOf } from '../project/sources.js';
import { classesOf } from '../syntax/class-facts.js';
import { functionsOf } from '../syntax/function-facts.js';
import { createSourceFile, lineStarts, positionAt, type SourceFile } from '../syntax/source-file.js';
import { ConfigCache } from './config-cache.js';
import { commentsOf, suppressionsOf } from './eslint-comments.js';
import { edit } from './eslint-edits.js';
import { movedEdits } from './moved-edits.js';
import { commentFaults, EditorPolicies, type EditorPolicy, judge, reachablePlace } from './eslint-policy.js';
import { type Options, resultOf } from './eslint-verdicts.js';
import { layoutConfigOf } from './layout-config.js';
import { runRules } from './run-laws.js';

type Context = EslintRule.RuleContext;

// ── what lives as long as the process: caches, each keyed by what it was made from ──

const configs = new ConfigCache();
const policies = new EditorPolicies();
const packages = new NearestPackages();
const indexes = new Map<string, ProjectIndex>();
const roots = new Map<string, string | null>();
const asked = new Set<string>();
let rootsFrom = 0;
const IDLE_MS = 10 * 60_000;

/** The root of a file; folders are remembered until a file comes up again, or for a second. */
function rootOf(file: string, cwd: string): string | null {
  const now = performance.now();
  if (asked.has(file) || now - rootsFrom > 1000) {
    roots.clear();
    asked.clear();
    rootsFrom = now;
  }
  asked.add(file);
  const folder = dirname(file);
  let root = roots.get(folder);
  if (root === undefined) roots.set(folder, (root = findRoot(folder, cwd, configFileNames)));
  return root;
}

/** The index of a root. Those that nobody has asked for ten minutes are dropped. */
function indexOf(root: string, config: ResolvedConfig): ProjectIndex {
  const now = performance.now();
  for (const [other, index] of indexes)
    if (other !== root && now - index.usedAt > IDLE_MS) {
      indexes.delete(other);
      configs.drop(other);
      policies.drop(other);
      packages.clear();
    }
  let index = indexes.get(root);
  if (!index) indexes.set(root, (index = new ProjectIndex(root, settingsOf(config), cacheFolderOf(root))));
  index.configure(settingsOf(config));
  return index;
}

const settings = new WeakMap<ResolvedConfig, IndexSettings>();

/** What of a config an index rests on; the same config gives the same object. */
function settingsOf(config: ResolvedConfig): IndexSettings {
  let known = settings.get(config);
  if (!known) settings.set(config, (known = { ...config, layout: layoutConfigOf(config) }));
  return known;
}

interface Listed {
  readonly modules: ModulesInUse;
  readonly at: number;
  readonly cost: number;
}

const listed = new Map<string, Listed>();

/** Modules in use, for lints of rules alone: listed again after a second, and so that listing takes no more than a twentieth of the time. */
function modulesInUse(root: string, { ignore: patterns }: ResolvedConfig): ModulesInUse {
  const now = performance.now();
  const key = [root, ...patterns].join('\0');
  let known = listed.get(key);
  if (known === undefined || now - known.at > Math.max(1000, 20 * known.cost)) {
    const { browserModules, handRunModules } = discover(root, { ignore: patterns });
    listed.set(key, (known = { modules: { browserModules, handRunModules }, at: performance.now(), cost: performance.now() - now }));
  }
  return known.modules;
}

// ── one lint of one file ──

/** Why nothing is checked here, and whether people must be told. */
type Blocked = { readonly quiet: true } | { readonly quiet: false; readonly message: string };

interface Ready {
  readonly root: string | null;
  /** Relative to the root. */
  readonly place: Place;
  /** Options that the configuration gives. */
  configured(law: LawId): Options;
  configuredAt(law: LawId, path: string): Options;
  readonly index: ProjectIndex | null;
  /** Whether the file is runtime code also by who imports it; asked for only where something was found. */
  isRuntime(): boolean;
  /** `null` for a text without a name. */
  readonly policy: EditorPolicy | null;
}

/** A finding, and where it lies in the text that is linted. */
interface Placed {
  readonly finding: RawFinding;
  readonly at: Span | null;
}

/** Everything that the fortress rules of one lint share: each AST is laid out, placed and read once. */
class Session {
  readonly #context: Context;
  readonly #laws: (Rule | Check)[] = [];
  isRunning = false;
  #state: Ready | Blocked | null = null;
  #source: SourceFile | null = null;
  #lines: readonly number[] | null = null;
  #suppressions: readonly Suppression[] | null = null;
  #facts: FileFacts | null = null;
  #view: View | null = null;

  constructor(context: Context) {
    this.#context = context;
  }

  join(law: Rule | Check): void {
    this.#laws.push(law);
  }

  /** Reports what one law finds in the file. Never throws: what fails inside of Fortress becomes one message. */
  run(law: Rule | Check, context: Context): void {
    this.isRunning = true;
    try {
      this.#state ??= this.#prepare();
      if ('quiet' in this.#state) {
        if (!this.#state.quiet && law === this.#laws[0]) this.#say(context, this.#state.message);
        return;
      }
      const own = context.options[0] as Options | undefined;
      const options = own && Object.keys(own).length > 0 ? own : null;
      if (law.kind === 'rule') this.#runRule(law, context, this.#state, options);
      else this.#runCheck(law, context, this.#state, options);
    } catch (error) {
      this.#say(context, failed(law.id, error));
    }
  }

  #prepare(): Ready | Blocked {
    const { filename, cwd, settings } = this.#context;
    const isCheckAsked = this.#laws.some((law) => law.kind === 'check');
    const text = this.#context.sourceCode.text;
    if (/^<.*>$/u.test(filename)) {
      // A text without a name, as `Linter.verify(code)` gives it: there is no project to look at.
      const file: DiscoveredFile = { path: filename, kind: 'runtime', package: '' };
      return { root: null, place: { file, externals: new Set() }, configured: () => ({}), configuredAt: () => ({}), index: null, isRuntime: () => true, policy: null };
    }
    const absolute = isAbsolute(filename) ? filename : resolve(cwd, filename);
    const root = givenRoot(settings, cwd) ?? rootOf(absolute, cwd);
    const path = root === null ? '' : relative(root, absolute).split(sep).join('/');
    if (root === null || path === '' || path.startsWith('../') || isAbsolute(path)) return { quiet: true };

    const configured = configs.of(root);
    if ('error' in configured) {
      const reasons = configured.error.message.split('\n');
      return { quiet: false, message: `${reasons.join('; ')}. Fortress checks nothing until this configuration is put right.` };
    }
    const policy = policies.of(root, configured.loaded);
    if (policy instanceof ConfigError) return { quiet: false, message: `${policy.message.split('\n').join('; ')}. Fortress checks nothing until this file is put right.` };
    const { config, base } = configured.loaded;
    const common = {
      root,
      policy,
      configured: (law: LawId) => optionsOf(law, `${base}${path}`, config) as Options,
      configuredAt: (law: LawId, other: string) => optionsOf(law, `${base}${other}`, config) as Options,
    };
    if (!isCheckAsked) {
      if (isIgnored(path, config)) return { quiet: true };
      const owner = packages.of(root, path);
      const kind = classifyFile(path, headIn(text), owner);
      const externals = new Set([...(owner?.dependencies ?? []), ...(owner?.devDependencies ?? [])]);
      const isRuntime = (): boolean => owner === null || kindInUse(path, text, owner.dir, modulesInUse(root, config)) === null;
      return { ...common, place: { file: { path, kind, package: owner?.dir ?? '' }, externals }, index: null, isRuntime };
    }
    const index = indexOf(root, config);
    index.begin(path, text);
    const place = index.place(path, text, existsSync(joinPath(root, path)));
    if (place === null || isIgnored(path, config)) return { quiet: true };
    return { ...common, place, index, isRuntime: () => true };
  }

  #runRule(law: Rule, context: Context, ready: Ready, options: Options | null): void {
    if (ready.place.file.kind !== 'runtime') return;
    const run = runRules([law], this.#sourceFile(ready.place), () => options ?? ready.configured(law.id));
    const found = run.findings.filter(({ at }) => at !== null).map((finding) => ({ finding, at: finding.at }));
    this.#reportAll(context, law, ready, found.length === 0 || ready.isRuntime() ? found : []);
    for (const crash of run.crashes) this.#say(context, failed(law.id, crash.message));
  }

  #runCheck(law: Check, context: Context, ready: Ready, options: Options | null): void {
    const { index, place } = ready;
    if (!index) return;
    const { path } = place.file;
    const look = (exact: boolean): { result: ReturnType<typeof resultOf>; move: Move } => {
      const view = this.#viewOf(index, place, exact);
      return { result: resultOf(law, view.project, path, options, (other) => ready.configuredAt(law.id, other)), move: view.move };
    };
    let { result, move } = look(false);
    const isPlaced = (finding: RawFinding): boolean =>
      finding.at === null || (move(finding.at) !== null && (!finding.fix || movedEdits(finding, move).fix !== undefined));
    if (!result.findings.every(isPlaced)) ({ result, move } = look(true));
    const placed = result.findings.map((finding) => ({ finding: { ...finding, ...movedEdits(finding, move) }, at: finding.at && move(finding.at) }));
    this.#reportAll(context, law, ready, placed);
    if (result.crash !== null) this.#say(context, failed(law.id, result.crash));
  }

  /** All checks of a lint look at one view: once one of them has asked for the exact one, the others get it, too. */
  #viewOf(index: ProjectIndex, place: Place, exact: boolean): View {
    if (this.#view && !exact) return this.#view;
    const facts = (): FileFacts => (this.#facts ??= factsOf(this.#sourceFile(place)));
    return (this.#view = index.view(place, { text: this.#context.sourceCode.text, facts }, exact));
  }

  /** Reports what neither a waiver nor the baseline silences, and what is wrong with the comments that suppress the law. */
  #reportAll(context: Context, law: Rule | Check, { policy, place }: Ready, placed: readonly Placed[]): void {
    const { text } = this.#context.sourceCode;
    const lines = this.#lineStarts(text);
    const suppressions = (this.#suppressions ??= suppressionsOf(this.#context.sourceCode, lines));
    if (policy) {
      const joined = new Set<string>(this.#laws.map(({ id }) => id));
      // A law that a comment switches off does not run: the first one that does speaks for it.
      for (const { law: about, message, line, column } of commentFaults(suppressions, policy))
        if (about === law.id || (law === this.#laws[0] && !joined.has(about))) context.report({ message, loc: reachablePlace(law.id, { line, column }, suppressions) });
    }
    if (placed.length === 0) return;
    let known: Pick<FileFacts, 'classes' | 'functions'> | null = null;
    const facts = (): Pick<FileFacts, 'classes' | 'functions'> => {
      const source = this.#sourceFile(place);
      return (known ??= { classes: classesOf(source), functions: functionsOf(source) });
    };
    const verdicts = policy && judge({ law: law.id, findings: placed, path: place.file.path, text, lines, suppressions, facts }, policy);
    placed.forEach(({ finding, at }, index) => {
      const verdict = verdicts?.[index] ?? 'report';
      if (verdict === 'report') this.#report(context, finding, at);
      if (verdict !== 'unsilenced') return;
      const start = at ? positionAt(lines, at.start) : { line: 1, column: 1 };
      context.report({ message: `Line ${start.line}: ${finding.message}`, loc: reachablePlace(law.id, start, suppressions) });
    });
  }

  #lineStarts(text: string): readonly number[] {
    return (this.#lines ??= lineStarts(text));
  }

  #sourceFile({ file, externals }: Place): SourceFile {
    const { sourceCode } = this.#context;
    return (this.#source ??= createSourceFile({
      path: file.path,
      kind: file.kind,
      text: sourceCode.text,
      program: sourceCode.ast as unknown as TSESTree.Program,
      comments: commentsOf(sourceCode),
      dependencies: externals,
    }));
  }

  /** Places are worked out from offsets, as the audit does, so that both hosts agree to the column. */
  #report(context: Context, finding: RawFinding, at: Span | null): void {
    const { fix, message, suggestions } = finding;
    const lines = this.#lineStarts(this.#context.sourceCode.text);
    const place = (offset: number): { line: number; column: number } => {
      const { line, column } = positionAt(lines, offset);
      return { line, column: column - 1 };
    };
    context.report({
      message,
      loc: at ? { start: place(at.start), end: place(at.end) } : { line: 1, column: 0 },
      ...(fix && { fix: edit([fix]) }),
      ...(suggestions && { suggest: suggestions.map(({ message: desc, edits }) => ({ desc, fix: edit(edits) })) }),
    });
  }

  #say(context: Context, message: string): void {
    context.report({ message, loc: { line: 1, column: 0 } });
  }
}

const failed = (law: LawId, error: unknown): string => {
  const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
  return `The law \`${law}\` failed here and decided nothing: ${reason}. This is a fault of Fortress, please report it.`;
};

/** `settings.fortress.root`, absolute or relative to the folder that ESLint works in. */
function givenRoot(settings: Context['settings'], cwd: string): string | null {
  const own: unknown = settings['fortress'];
  if (typeof own !== 'object' || own === null || !('root' in own) || typeof own.root !== 'string') return null;
  return resolve(cwd, own.root);
}

const ignores = new WeakMap<ResolvedConfig, Ignore>();

function isIgnored(path: string, config: ResolvedConfig): boolean {
  if (config.ignore.length === 0) return false;
  let matcher = ignores.get(config);
  if (!matcher) ignores.set(config, (matcher = ignore({ ignorecase: false }).add(config.ignore.map((pattern) => pattern.replace(/^\.\//u, '')))));
  return matcher.ignores(path);
}

const sessions = new WeakMap<object, Session>();

/** Enters a law into the lint of a file; the laws of one lint run when ESLint begins to walk its AST. */
export function join(law: Rule | Check, context: Context): EslintRule.RuleListener {
  const { ast } = context.sourceCode;
  let session = sessions.get(ast);
  if (!session || session.isRunning) sessions.set(ast, (session = new Session(context)));
  session.join(law);
  const joined = session;
  return { Program: () => joined.run(law, context) };
}
