import type { FileKind, PackageInfo } from '../../facts/source.js';
import { FOR_TESTS_OR_DOCS, isInside } from '../packages/packages.js';

const CODE = /\.[cm]?[jt]sx?$/;
const ROUTE_GROUP = /^\([\w-]+\)$/;
const MODULE_PARENTS = new Set(['modules', 'features', 'domains', 'contexts', 'slices']);

const TEST_FOLDERS = new Set([
  '__tests__', '__test__', '__mocks__', '__fixtures__', '__snapshots__', '__e2e__', 'test', 'tests', 'e2e', 'fixtures',
  'mocks', 'mock-data', 'mockdata', 'testMocks', 'testing', 'test-utils', 'test-helpers', 'testutils', 'test-data', 'testdata',
  'test-utilities', 'testing-utils', 'testing-utilities', 'test-support', 'test-fixtures', 'test-doubles', 'test_utils', 'test_helpers',
  'integration-tests', 'e2e-tests', 'unit-tests', 'cypress', 'playwright', 'step_definitions', 'step-definitions',
]);
/** Beside the features at the top of a package lies what runs them, github.com/cucumber/cucumber-js/blob/main/docs/configuration.md */
const CUCUMBER = new Set(['@cucumber/cucumber', 'cucumber']);
/** Only at the top of a package: deeper, `openapi/spec/` describes an API. */
const TOP_TEST_FOLDERS = new Set(['spec', 'specs', 'acceptance']);
const TOP_TEST_NAME = /^(?:tests?|mocks?)[-_]|[-_](?:tests|mocks?)$/;
/** A package that stands in for another service, or that holds the tests of others. */
const TEST_PACKAGE = /^mocks?[-_].+[-_]server$|^tests?[-_]suite$/;
const TEST_FILE = /(\.([a-z0-9]+-)?(test|tests|spec|specs|e2e|cy|mock|mocks|fixture|fixtures|test-d|bench|eval|(client|server|unit|int|integration|api|db)test)|_test|_spec)\.[cm]?[jt]sx?$/i;
const TEST_DOUBLE = /^(mocks?|fixtures?|stubs?)\.[cm]?[jt]sx?$/;
const HANDLER_FOLDERS = new Set(['routes', 'routers', 'controllers', 'endpoints', 'handlers']);
/** What lies in them is served under its name. */
const ROUTE_FOLDERS = new Set(['api', ...HANDLER_FOLDERS]);
const TEST_SETUP = /^((jest|vitest|mocha|tests?)[-._]?(e2e|int|integration|unit)?[-._]?(global[-._]?)?(setup|teardown|utils?|helpers?|env|mocks?|fixtures?|factor(y|ies)|doubles?)|setup[-._]?(jest|vitest|mocha|tests?)(env)?)\b.*\.[cm]?[jt]sx?$/i;

/** Values of libraries that are there while tests run only; `vitest/config` sets them up. */
const TEST_IMPORT = /^import\s+(?!\s|type\b)(?!\{\s*(?:type\s+\w+(?:\s+as\s+\w+)?\s*(?:,\s*)?)+\}\s*from\b)[^'";]*?\bfrom\s*['"](?:vitest|@jest\/globals|node:test|bun:test|@playwright\/test|@japa\/runner|@cucumber\/cucumber|evalite|testcontainers|@testcontainers\/[\w-]+)['"]/m;

const MIGRATION_FOLDERS = new Set(['migrations', 'migration', 'db-migrations', 'data-migrations', 'alterations']);
/** Only inside a package: one of such a name holds what runs them. */
const INNER_MIGRATION_FOLDERS = new Set(
  ['code', 'database', 'db', 'schema', 'sql', 'pg', 'postgres', 'postgresql', 'mysql', 'sqlite', 'mongo', 'mongodb', 'clickhouse', 'prisma', 'typeorm', 'sequelize', 'knex', 'kysely', 'drizzle'].flatMap((what) => [`${what}-migrations`, `${what}_migrations`]),
);
const MIGRATION_FILE = /^\d{12,17}[-_.].*\.([cm]?[jt]s|sql)$/;

const CONFIG_TOOLS =
  'vite|vitest|jest|webpack|rollup|rspack|tsup|tsdown|esbuild|swc|next|nuxt|astro|svelte|tailwind|postcss|babel|eslint|prettier|stylelint|drizzle|prisma|playwright|cypress|knip|commitlint|lint-staged|metro|turbo|codegen|orval|kysely|typedoc|release|karma|nodemon|ecosystem|vue|tsoa|oxlint|oxfmt|trigger|unocss|biome|cz|wdio|remix|react-router|cucumber|nyc|renovate|sentry|graphql|protractor|sanity';
const CONFIG_FILE = new RegExp(`^(custom-)?(${CONFIG_TOOLS})([.-][\\w.-]*)?\\.config\\.[cm]?[jt]s$|^(ormconfig|gulpfile|gruntfile)(\\.[\\w-]+)*\\.[cm]?[jt]s$|^(webpack|jest|karma|babel|vite|vitest)([.-][\\w.-]*)?\\.(conf|preset|prod|dev|common|base|shared)\\.[cm]?[jt]s$|^sanity\\.cli\\.[cm]?[jt]s$|^vitest\\.workspace\\.[cm]?[jt]s$|\\.(vitest|jest|playwright|cypress|webpack|rollup|vite)\\.config\\.[cm]?[jt]s$`, 'i');
/** At the top of a package every `*.config.ts` belongs to a tool; below, `database.config.ts` is the service's own. */
const TOP_CONFIG_FILE = /\.(config|conf|preset|workspace|build)(\.[\w-]+)*\.[cm]?[jt]s$|^(webpack|jest|define_jest_config|babel)[\w.-]*\.[cm]?[jt]s$|^cucumber\.[cm]?js$/i;

/** Parts of a build's configuration, in `config/`. */
const BUILD_CONFIG_FILE = /^(custom-)?(webpack|rollup|babel|jest)[.-][\w.-]*[cm]?[jt]s$/;

const SEED_FOLDERS = new Set(['seed', 'seeds', 'seeders']);
const SCRIPT_FOLDERS = new Set(['scripts', 'script']);
/** Only at the top of a package: deeper, `tools/` are what an agent calls and `bin/` may be a warehouse's. */
const TOP_SCRIPT_FOLDERS = new Set(['bin', 'tools', 'tooling', 'cli', 'hack', 'bench', 'benchmark', 'benchmarks']);
const STARTED = /^(www|server|main|start)\b/;
/** `bin/worker.ts` beside `bin/server.ts` waits for messages as that waits for requests. */
const STARTED_BIN = /^(www|server|main|start|worker|consumer|subscriber|scheduler)\b/;
const EXAMPLE_FOLDERS = new Set(['example', 'examples']);
const SCRIPT_FILE = /^(seed|seeds|seeder|cli)\.[cm]?[jt]s$|\.(seed|seeder|seeds|script)\.[cm]?[jt]s$|^seed-[\w-]+\.[cm]?[jt]s$/i;
/** What is run by hand beside a Prisma schema: `prisma/backfill-orders.ts`. */
const PRISMA_SCRIPT = /^(?:populate|reset|backfill|clean-?up|clear|truncate|wipe)[\w-]*\.[cm]?[jt]s$/i;
/** What seeds are declared with; `runSeeders` alone may run at start-up. */
const SEED_IMPORT = /import\s[^;]*?\b(?:define|Factory|Seeder|setSeederFactory|SeederFactory)\b[^;]*?from\s+['"](?:typeorm-seeding|typeorm-extension|@jorgebodega\/typeorm-(?:seeding|factory)|@mikro-orm\/seeder|nestjs-seeder)['"]/;
const SHEBANG = /^#!.*\b(node|tsx|ts-node|bun|deno|zx|npx)\b/;
const COMMAND_LINE_LIBRARY = /from\s+['"](nest-commander|nestjs-console|nestjs-command|commander|@commander-js\/extra-typings|yargs|yargs\/helpers|@oclif\/(?:core|command)|cac|citty|clipanion|meow|sade|cmd-ts|gunshi|@clack\/(?:prompts|core)|inquirer|@inquirer\/[\w-]+|enquirer|terminal-kit)['"]/;
/** What describes the machines that a service runs on is run by hand or by a deployment; `automation` runs it from within a service. */
const INFRASTRUCTURE_IMPORT = /from\s+['"](?:@pulumi\/(?!pulumi\/automation\b)[\w/-]+|aws-cdk-lib(?:\/[\w-]+)?|@aws-cdk\/[\w/-]+|cdktf(?:\/[\w/-]+)?|@cdktf\/[\w/-]+|constructs)['"]/;

const BUILD_FILE = /^(build|bundle)([.-][\w.-]*)?\.[cm]?[jt]s$/;
const BUNDLER_IMPORT = /(?:from\s+|require\()['"](esbuild|rollup|webpack|rolldown|tsup|tsdown|@rspack\/core)['"]/;

const GENERATED_PATH = /(^|\/)(__generated__|generated)\/|\.(generated|gen|g)\.[cm]?[jt]sx?$|(_pb|\.pb|_grpc_pb)\.[cm]?[jt]s$|\.min\.[cm]?js$|(^|\/)generated-[\w-]+\.[cm]?[jt]sx?$|-generated\.[cm]?[jt]sx?$/;
/** `the key is generated from the name` says nothing of the file. */
const GENERATED_HEAD = /@generated\b|\bauto[- ]?generated (file|code|by|from|with|using|at|on)\b|(?:^|\n|[.!] )[\s/*#!-]*(?:(?:code|file|types?|client) )?generated (file|code|by|from|with|using|at|on)\b|\bthis (file|code) (is|was|has been) (auto[- ]?)?generated\b/i;
/** People guard what they have written with these words, too; a generator says beside them what it is. */
const HANDS_OFF = /\bdo not (edit|modify)\b/i;
const MADE_BY_A_TOOL = /generat|codegen|protoc|compiled|\bauto[- ]?(made|created|written)|\b(created|built|made|written|managed|maintained|produced|emitted|exported) (automatically|by)\b|\b(overwritten|lost)\b/i;
/** The bundle of a library, with the address that it was copied from on top. */
const COPIED_HEAD = /^\/\/ *https?:\/\/(?:cdn\.jsdelivr\.net|unpkg\.com|cdnjs\.cloudflare\.com|esm\.sh)\/\S+\s*\n/;
/** How the glue of a WebAssembly module begins, for browsers, bundlers and Node.js (rustwasm.github.io/docs/wasm-bindgen). */
const WASM_GLUE = /\b__wb(?:g|indgen)_\w|^let wasm;\s+(?:const|let) heap = new Array\(\d+\)\.fill\(undefined\)/;

/** How the output of webpack, esbuild and the TypeScript compiler begins. */
const BUILT = /^\/\*{6}\/ |\bwebpack(?:Bootstrap|UniversalModuleDefinition)\b|^var __(?:create|defProp|getOwnPropNames|commonJS|esm|export) = |^var __\w+ = \(this && this\.__\w+\) \|\| |^Object\.defineProperty\(exports, ["']__esModule["'], \{ value: true \}\)/m;

/** What may stand before the first statement. A comment ends at its first end only: bundlers write hundreds in a row, and two ways to read each are endless. */
const BEFORE_CODE = String.raw`^(?:\s|//[^\n]*\n|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/)*`;
const OPENING = new RegExp(BEFORE_CODE);
export const CLIENT_DIRECTIVE = new RegExp(`${BEFORE_CODE}['"]use client['"]`);
/** Says to ESLint that the code runs in a page, eslint.org/docs/latest/use/configure/language-options. */
const BROWSER_GLOBALS = new RegExp(String.raw`${BEFORE_CODE}?/\*\s*(?:globals?\s(?:[^*]*[\s,])?document\b|eslint-env\s(?!(?:[^*]*[\s,])?node\b)(?:[^*]*[\s,])?browser\b)`);
const SERVER_DIRECTIVE = new RegExp(`${BEFORE_CODE}['"]use server['"]`);
const SERVER_JSX = /@jsxImportSource\s+(hono|@kitajs|@elysiajs)|from\s+['"](hono\/|@kitajs\/html|@elysiajs\/html)/;
export const REACTISH = new Set(['react', 'next', 'preact', 'solid-js', 'react-dom', '@remix-run/react']);
const NEXT = new Set(['next']);
const SERVERS = new Set(['express', 'fastify', 'koa', '@nestjs/core', 'hono', 'elysia']);
const FRONT_END_FRAMEWORKS = new Set([...REACTISH, 'vue', 'svelte', '@angular/core', 'solid-js']);
const FRONT_END_FOLDERS = new Set(['client', 'frontend', 'front-end', 'webapp', 'client-only']);
/** Their bundlers drop `*.client.ts` from the server, reactrouter.com/api/framework-conventions/client-modules. */
const CLIENT_MODULE_FRAMEWORKS = new Set(['@react-router/dev', '@remix-run/dev']);
const COMPONENT_FOLDERS = new Set(['components', 'hooks', 'pages', 'layouts', 'widgets']);
const NEXT_PAGE = /^(page|layout|loading|error|global-error|not-found|template|default|_app|_document|opengraph-image|icon)\.[jt]sx$/;
/** Next.js runs it in the browser only, nextjs.org/docs/app/api-reference/file-conventions/instrumentation-client. */
const NEXT_CLIENT_START = /^instrumentation-client\.[cm]?[jt]s$/;
const KIT = new Set(['@sveltejs/kit']);
/** SvelteKit keeps them from the browser, svelte.dev/docs/kit/server-only-modules, svelte.dev/docs/kit/routing. */
const KIT_SERVER = /(?:^|\/)(?:\+server|[^/]+\.server)\.[jt]s$|(?:^|\/)lib\/server\//;
/** Run in the browser as well, or there only (svelte.dev/docs/kit/load, svelte.dev/docs/svelte/svelte-js-files). */
const KIT_CLIENT = /^\+(?:page|layout)\.[jt]s$|\.svelte\.[jt]s$|^hooks\.client\.[jt]s$/;
const SERVER_FOLDERS = new Set(['server', 'api', 'backend']);
/** Their children are small packages, which may have a server of their own each. */
const PART_PARENTS = new Set(['plugins', 'extensions', ...MODULE_PARENTS]);
const STATIC_FOLDERS = new Set(['public', 'static', 'wwwroot']);

const TOO_LONG_LINE = 500;

/**
 * Says what a code file or a document is for, by its path wherever a path can tell.
 *
 * @param path POSIX, relative to the root of the audit
 * @param head see `headIn`; `''` where it is not known
 * @param pkg the package that holds it, see `packageOf`; `null` when there is none
 *
 * Misses: a script that neither its folder, its shebang, `bin` nor a `scripts` entry gives away; tests in a folder
 * of an unusual name; generated files without a header.
 */
export function classifyFile(path: string, head: string, pkg: PackageInfo | null): FileKind {
  const place = placeOf(path, head, pkg);
  const { name } = place;
  if (!CODE.test(name)) return kindOfDocument(place);
  if (/\.d\.([\w-]+\.)?[cm]?ts$/.test(name)) return 'declaration';
  if (GENERATED_PATH.test(path) || pkg?.generated?.some((output) => isInside(path, output)) === true) return 'generated';
  if (isTest(place)) return 'test';
  if (isMigration(place)) return 'migration';
  if (isConfig(place)) return 'config';
  return kindByHead(place);
}

/**
 * The part of a text that says what a file is for: the comments on top, which may be a licence, and 500 characters more.
 * The same for a start of 2 KB as for the whole text.
 *
 * @param start byte order mark stripped
 */
export function headIn(start: string): string {
  const comments = OPENING.exec(start.slice(0, 1000))?.[0].length ?? 0;
  const head = start.slice(0, comments + 500);
  return head.length > 500 && Buffer.byteLength(start.slice(0, 1500)) > 2000 ? head.slice(0, 500) : head;
}

/** As `classifyFile`, of a code file whose path alone left the answer open: where it said `runtime` or `frontend`. */
export const classifyHead = (path: string, head: string, pkg: PackageInfo | null): FileKind => kindByHead(placeOf(path, head, pkg));

function kindByHead(place: Place): FileKind {
  if (place.pkg !== null && !place.pkg.isBackend && !isOnKitServer(place, place.pkg)) return 'frontend';
  if (TEST_IMPORT.test(place.head)) return 'test';
  if (isScript(place)) return 'script';
  if (isFrontEnd(place)) return 'frontend';
  return isGenerated(place) ? 'generated' : 'runtime';
}

function placeOf(path: string, head: string, pkg: PackageInfo | null): Place {
  const folders = path.split('/');
  const name = folders.pop() ?? path;
  return { path, name, folders, top: pkg === null || pkg.dir === '' ? 0 : pkg.dir.split('/').length, head, pkg };
}

interface Place {
  readonly path: string;
  readonly name: string;
  /** Folders from the root of the audit down. */
  readonly folders: readonly string[];
  /** How many of them lead to the package. */
  readonly top: number;
  readonly head: string;
  readonly pkg: PackageInfo | null;
}

/**
 * Whether the file lies in one of these folders. A child of `modules/` and its like is a business capability whatever
 * its name (`modules/tests` of an examination service), and below `app/api` and `pages/api` folders spell a URL; route
 * groups such as `app/(admin)/api` are no part of it (nextjs.org/docs/app/api-reference/file-conventions/route-groups).
 */
function isBelow({ folders }: Pick<Place, 'folders'>, names: ReadonlySet<string>): boolean {
  let parent: string | undefined;
  for (const folder of folders) {
    if (folder === 'api' && (parent === 'app' || parent === 'pages')) return false;
    if (names.has(folder) && !(parent !== undefined && MODULE_PARENTS.has(parent))) return true;
    if (parent !== 'app' || !ROUTE_GROUP.test(folder)) parent = folder;
  }
  return false;
}

/** Whether the package depends on one of these. */
const uses = ({ pkg }: Place, names: ReadonlySet<string>): boolean => pkg !== null && [...pkg.dependencies, ...pkg.devDependencies].some((dependency) => names.has(dependency));

/** The folder directly under the package, or under its `src`. */
function topFolder({ folders, top }: Place): string | undefined {
  return folders[top] === 'src' ? folders[top + 1] : folders[top];
}

function isTest(place: Place): boolean {
  if (TEST_FILE.test(place.name) || TEST_SETUP.test(place.name) || isBelow(place, TEST_FOLDERS)) return true;
  if (TEST_DOUBLE.test(place.name) && !ROUTE_FOLDERS.has(place.folders.at(-1) ?? '')) return true;
  const [top = ''] = place.folders.slice(place.top);
  if (TOP_TEST_FOLDERS.has(top) || TOP_TEST_NAME.test(top) || TEST_PACKAGE.test(place.folders[place.top - 1] ?? '')) return true;
  if (place.folders[place.top] === 'features' && uses(place, CUCUMBER)) return true;
  // Nx puts the end-to-end tests of `apps/api` into `apps/api-e2e`.
  return place.folders.some((folder) => folder.endsWith('-e2e'));
}

function isMigration(place: Place): boolean {
  if (MIGRATION_FILE.test(place.name)) return true;
  // `controllers/migration` serves what users bring along
  const isAmongHandlers = place.folders.some((folder, i) => MIGRATION_FOLDERS.has(folder) && HANDLER_FOLDERS.has(place.folders[i - 1] ?? ''));
  return !isAmongHandlers && (isBelow(place, MIGRATION_FOLDERS) || isBelow({ folders: place.folders.slice(place.top) }, INNER_MIGRATION_FOLDERS));
}

function isConfig(place: Place): boolean {
  const { folders, name, top } = place;
  if (name.startsWith('.') || CONFIG_FILE.test(name)) return true;
  if (folders.some((folder) => folder.startsWith('.') && folder !== '.well-known')) return true;
  if (folders.length === top + 1 && folders[top] === 'config' && BUILD_CONFIG_FILE.test(name)) return true;
  return folders.length === top && TOP_CONFIG_FILE.test(name);
}

function isScript(place: Place): boolean {
  const { head, name, path, pkg } = place;
  if (pkg?.bins.includes(path) === true || SCRIPT_FILE.test(name)) return true;
  if (isBelow(place, SCRIPT_FOLDERS) || isBelow(place, SEED_FOLDERS)) return true;
  const top = topFolder(place);
  // `migration-scripts` beside the sources; below them, scripts may be what the service is about
  const beside = place.folders.findIndex((folder) => folder === 'src' || folder.endsWith('-scripts'));
  if (beside >= 0 && place.folders[beside] !== 'src' && !MODULE_PARENTS.has(place.folders[beside - 1] ?? '')) return true;
  // Express' generator starts the service with bin/www (expressjs.com/en/starter/generator.html).
  if (top !== undefined && TOP_SCRIPT_FOLDERS.has(top) && !(top === 'bin' ? STARTED_BIN : STARTED).test(name)) return true;
  // a package's own, beside its sources; at the root of a repository they may be what it is about
  if (place.top > 0 && EXAMPLE_FOLDERS.has(place.folders[place.top] ?? '')) return true;
  if (place.folders.length === place.top + 1 && place.folders[place.top] === 'prisma' && PRISMA_SCRIPT.test(name)) return true;
  if (BUILD_FILE.test(name) && (/js$/.test(name) || !place.folders.includes('src')) && BUNDLER_IMPORT.test(head)) return true;
  return [SHEBANG, COMMAND_LINE_LIBRARY, INFRASTRUCTURE_IMPORT, SEED_IMPORT].some((mark) => mark.test(head));
}

/**
 * Front-end files inside a package that also serves, as Next.js packages do: components, pages and client code.
 * Route handlers, `pages/api` and server actions stay runtime (nextjs.org/docs/app, "use client", "use server").
 */
function isFrontEnd(place: Place): boolean {
  const { folders, head, name, path, pkg } = place;
  if (CLIENT_DIRECTIVE.test(head) || BROWSER_GLOBALS.test(head) || /\.stories\.[jt]sx?$/.test(name)) return true;
  // "use server" on top of a page makes its exports actions; it renders all the same
  if (SERVER_DIRECTIVE.test(head) && NEXT_PAGE.test(name) && pkg?.dependencies.includes('next') === true) return true;
  if (SERVER_DIRECTIVE.test(head) || /(^|\/)pages\/api\//.test(path) || /^route\.[jt]sx?$/.test(name)) return false;
  if (KIT_CLIENT.test(name) && uses(place, KIT)) return true;
  const top = topFolder(place);
  if (top !== undefined && STATIC_FOLDERS.has(top) && /js$/.test(name)) return true;
  if (top !== undefined && FRONT_END_FOLDERS.has(top) && uses(place, FRONT_END_FRAMEWORKS)) return true;
  if (NEXT_CLIENT_START.test(name) && uses(place, NEXT) && folders.length <= place.top + (folders[place.top] === 'src' ? 1 : 0)) return true;
  const amongComponents = folders.some((folder) => COMPONENT_FOLDERS.has(folder));
  if (/\.client\.[jt]sx?$/.test(name) && uses(place, CLIENT_MODULE_FRAMEWORKS)) return true;
  if (name.endsWith('x')) {
    if (SERVER_JSX.test(head) || (isBelowServer(place) && uses(place, SERVERS))) return false;
    if (folders.includes('docs')) return true;
    return amongComponents || NEXT_PAGE.test(name) || uses(place, REACTISH);
  }
  if (/^use([A-Z]|-[a-z])[\w-]*\.[jt]s$/.test(name) && folders.some((folder) => folder === 'hooks')) return true;
  if (/\.component\.ts$/.test(name) && /@angular\/core/.test(head)) return true;
  return folders.some((folder) => folder === 'components') && uses(place, REACTISH) && !uses(place, SERVERS);
}

/** What a front end made with SvelteKit runs on the server only, whatever serves it. */
const isOnKitServer = (place: Place, { dir, name }: PackageInfo): boolean => KIT_SERVER.test(place.path) && uses(place, KIT) && !FOR_TESTS_OR_DOCS.test(dir) && !FOR_TESTS_OR_DOCS.test(name ?? '');

/** Whether the package, or the part of it that holds the file, keeps its server in a folder that holds the file. */
function isBelowServer({ folders, top }: Place): boolean {
  const start = folders[top] === 'src' ? top + 1 : top;
  const part = PART_PARENTS.has(folders[start] ?? '') ? start + 2 : start;
  return SERVER_FOLDERS.has(folders[start] ?? '') || SERVER_FOLDERS.has(folders[part] ?? '');
}

/** A generator says so in the comment on top; a mention further down is prose about something else. */
function isGenerated({ head, name }: Place): boolean {
  const comments = /^(?:#![^\n]*\n)?(?:\s|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$))*/.exec(head.slice(0, 300))?.[0] ?? '';
  if (GENERATED_HEAD.test(comments) || (HANDS_OFF.test(comments) && MADE_BY_A_TOOL.test(comments))) return true;
  return /\.[cm]?js$/.test(name) && (isMinified(head) || [BUILT, WASM_GLUE, COPIED_HEAD].some((mark) => mark.test(head)));
}

/** Whether the first line of code goes on beyond what is known of the text, and nobody would write it so. */
function isMinified(head: string): boolean {
  const code = head.slice(OPENING.exec(head)?.[0].length ?? 0);
  if (code.includes('\n') || head.length < TOO_LONG_LINE) return false;
  return code.length >= TOO_LONG_LINE || (code.length >= 200 && code.split(/\s/).length < code.length / 10);
}

function kindOfDocument(place: Place): FileKind {
  const { name, path } = place;
  if (isBelow(place, TEST_FOLDERS)) return 'test';
  // Prisma lays a copy of the schema beside the client that it makes of it
  if (name.endsWith('.prisma') && GENERATED_PATH.test(path)) return 'generated';
  if (isMigration(place) || (name.endsWith('.sql') && /(^|\/)drizzle\//.test(path))) return 'migration';
  if (/\.(prisma|sql)$/.test(name)) return isBelow(place, SEED_FOLDERS) || /^seeds?\b/.test(name) ? 'script' : 'runtime';
  return 'config';
}
