import { defineCheck } from '../define.js';
import type { EnvironmentFact } from '../facts/environment.js';
import type { ImportFact } from '../facts/code.js';
import type { FileFacts } from '../facts/file.js';
import type { Project } from '../facts/project.js';
import type { Value } from '../facts/value.js';
import { headOf, lastName } from '../facts/value.js';
import { packageName } from '../facts/package-name.js';
import { lazy, remembered } from '../facts/remembered.js';
import { lineAt } from '../facts/trail.js';
import { configFolders, configWords, isNamedConfig } from '../recognise/config-modules.js';
import { checksByName, environmentNames, environmentPackages } from '../recognise/environment.js';
import { isValidatorCall, validatingMethods, validatorPackages } from '../recognise/validators.js';

export default defineCheck({
  id: 'env-schema',
  needs: ['environment', 'effects'],
  rationale:
    'A variable that is missing or misspelt shows when the line that reads it runs: at night, in one branch, as `undefined` in a URL. One module that parses `process.env` with a schema at start turns that into a process that does not start and says why.',
  messages: {
    outside:
      '`{{read}}` is read here, outside the module that parses the environment, so a missing or misspelt value shows only when this line runs. {{advice}} and import the value from there.',
    unparsed:
      'This configuration module reads `{{read}}`{{more}} without a schema, so a missing or wrong value shows only when something uses it. Parse `process.env` once with a schema (zod, envalid, t3-env) and stop the start when it does not fit.',
  },
  examples: {
    bad: [
      {
        'package.json': '{ "name": "shop", "dependencies": { "express": "^5.0.0", "zod": "^4.0.0" } }',
        'src/config/env.ts': "import { z } from 'zod';\nexport const env = z.object({ PORT: z.coerce.number() }).parse(process.env);",
        'src/mailer.ts': "export function sender() {\n  // ruleid: env-schema\n  return process.env.MAIL_FROM ?? 'shop@example.com';\n}",
      },
      {
        'package.json': '{ "name": "shop", "dependencies": { "express": "^5.0.0" } }',
        'src/config.ts': "export default {\n  // ruleid: env-schema\n  port: process.env.PORT,\n  databaseUrl: process.env.DATABASE_URL,\n};",
      },
    ],
    good: [
      {
        'package.json': '{ "name": "shop", "dependencies": { "express": "^5.0.0", "zod": "^4.0.0" } }',
        'src/config/env.ts':
          "import { z } from 'zod';\n// ok: env-schema\nexport const env = z.object({ MAIL_FROM: z.email() }).parse(process.env);",
        'src/mailer.ts': "import { env } from './config/env.js';\nexport const sender = () => env.MAIL_FROM;",
      },
    ],
  },
  limits: [
    'Reads of NODE_ENV are left alone. What a package reads by itself is not seen.',
    'A configuration module counts as parsed when it, a module that it imports or a neighbour in its folder uses a schema library, whether or not every key is part of the schema.',
    'Keys are not compared with `.env.sample`.',
  ],
  check(project, report) {
    const files = project.files.filter((file) => file.kind === 'runtime' && (file.environment?.length ?? 0) > 0);
    const kindOf = remembered((file: FileFacts) => moduleKind(project, file));
    const homes = lazy(() => files.filter((file) => isHome(project, file)));
    const declared = new Set(files.flatMap((file) => (file.environment!.some((fact) => fact.form === 'declared') ? [project.packageOf(file.path)] : [])));
    let examined = 0;
    for (const file of files) {
      examined += file.environment!.length;
      if (!report.asksFor(file)) continue;
      const allow = report.options(file.path)['allow'];
      const reads = file.environment!.filter((fact) => fact.form === 'read' && !isAllowed(fact, allow));
      const kind = reads.length === 0 ? null : kindOf(file);
      if (kind === null || kind === 'parsed') continue;
      if (kind === 'config') {
        if (declared.has(project.packageOf(file.path)) || usesSchemaNearby(project, file)) continue;
        const [first] = reads;
        const others = new Set(reads.flatMap((fact) => fact.names)).size - 1;
        report.at(file, first!.at, 'unparsed', { read: first!.written, more: others > 0 ? ` and ${others} more ${others === 1 ? 'variable' : 'variables'}` : '' });
        continue;
      }
      const lines = new Set<number>();
      for (const fact of reads) {
        const line = lineAt(file.lines, fact.at.start);
        if (lines.has(line)) continue;
        lines.add(line);
        const home = homeOf(project, file, homes());
        report.at(file, fact.at, 'outside', {
          read: fact.written,
          advice: home === null ? 'Parse the environment with a schema in one module at start' : `Add it to the schema in \`${home}\``,
        });
      }
    }
    report.examined(examined, 'environment reads');
  },
});

/** What a file is: it parses the environment, it resolves configuration and does nothing else, or something else. */
type ModuleKind = 'parsed' | 'config' | 'other';

function moduleKind(project: Project, file: FileFacts): ModuleKind {
  if (isDeclaredModule(project, file)) return 'parsed';
  if (file.environment!.some((fact) => isParsed(project, file, fact))) return 'parsed';
  if (importsSchemaOfEnvironment(file)) return 'parsed';
  return isConfigFile(project, file) || onlyResolves(project, file) ? 'config' : 'other';
}

/** Whether the environment is parsed here for others: as a whole or by an object schema. One variable that is parsed on its way into an option is no home for the rest. */
const isHome = (project: Project, file: FileFacts): boolean =>
  isDeclaredModule(project, file) ||
  importsSchemaOfEnvironment(file) ||
  file.environment!.some((fact) => fact.form === 'declared' || ((fact.form === 'whole' || fact.keyed) && isParsed(project, file, fact)));

const isParsed = (project: Project, file: FileFacts, fact: EnvironmentFact): boolean => fact.form !== 'declared' && fact.consumers.some((callee) => isParser(project, file, callee, fact));

const isDeclaredModule = (project: Project, file: FileFacts): boolean =>
  ['default', ...Object.keys(file.exports)].some((name) => project.isRecognised('envModule', { file, value: { k: 'ref', name }, scope: null }));

/** A call that checks what it is given: of a schema library, or for the whole environment also a function of the project that says so. */
function isParser(project: Project, file: FileFacts, callee: Value, fact: EnvironmentFact): boolean {
  const name = lastName(callee);
  const resolved = project.resolve({ file, value: callee, scope: null });
  for (const r of resolved) {
    if (r.r === 'external') {
      const hash = r.symbol.lastIndexOf('#');
      const [source, exported] = [r.symbol.slice(0, hash), r.symbol.slice(hash + 1)];
      if (environmentPackages.has(source) || isValidatorCall(source, exported, r.path)) return true;
    }
    if (r.r === 'function' && fact.form === 'whole' && checksByName.test(r.ref.fact.name ?? name)) return true;
  }
  return fact.form === 'whole' && resolved.length === 0 && validatingMethods.has(name);
}

/** Imports a library that is for nothing else. */
const importsSchemaOfEnvironment = (file: FileFacts): boolean => file.imports.some((i) => !i.typeOnly && environmentPackages.has(i.source));

const importsSchema = (file: FileFacts): boolean =>
  file.imports.some((i) => !i.typeOnly && (environmentPackages.has(i.source) || (validatorPackages.has(packageName(i.source)) && !isTestOfValue(i))));

/** `isBooleanString` of class-validator tests one value and is no schema, as its decorators are one. */
const isTestOfValue = ({ source, names }: ImportFact): boolean => source === 'class-validator' && names.length > 0 && names.every((name) => /^is[A-Z]/.test(name));

/** The schema may stand in the module, in one that it imports, or beside it. */
function usesSchemaNearby(project: Project, file: FileFacts): boolean {
  if (importsSchema(file)) return true;
  const dir = dirOf(file.path);
  if (configFolders.has(dir.slice(dir.lastIndexOf('/') + 1)) && project.files.some((f) => f !== file && dirOf(f.path) === dir && importsSchema(f) && (isConfigFile(project, f) || f.environment?.length))) return true;
  return project.importsOf(file).some(({ target }) => {
    const imported = target === null ? null : project.file(target);
    return imported !== null && importsSchema(imported) && (isConfigFile(project, imported) || (imported.environment?.length ?? 0) > 0 || /valid|schema/i.test(imported.path));
  });
}

const isConfigFile = (project: Project, file: FileFacts): boolean =>
  isNamedConfig(file.path) && file.endpoints.length === 0 && project.effectsOf(file).every(({ kind }) => kind !== 'http') && file.tables.length === 0 && file.queries.every((query) => project.queryAt(file, query.at) === null);

/** Whatever its name: every variable of the module comes from the environment, and there is nothing else. */
function onlyResolves(project: Project, file: FileFacts): boolean {
  const bindings = Object.values(file.bindings);
  if (bindings.length === 0 || file.functions.length > 0 || file.classes.length > 0 || Object.keys(file.exports).length === 0) return false;
  const own = new Set(project.importsOf(file).flatMap(({ fact, target }) => (target === null ? [] : [fact.source])));
  const isFlag = (value: Value): boolean => value.k === 'scalar' && value.type === 'boolean';
  // what `process.env.X === '1'` compares is not kept: then there must be a read for each variable
  if (bindings.some(isFlag) && (bindings.every(isFlag) || file.environment!.length < bindings.length)) return false;
  return bindings.every((value) => isFlag(value) || comesFromEnvironment(value, own, 0));
}

/** @param own what imports of the project are imported from */
function comesFromEnvironment(value: Value, own: ReadonlySet<string>, depth: number): boolean {
  if (depth > 6) return false;
  switch (value.k) {
    case 'member':
      return (value.name === 'env' && value.of.k === 'global' && (value.of.name === 'process' || value.of.name === 'Bun')) || comesFromEnvironment(value.of, own, depth + 1);
    case 'union':
      return value.of.some((one) => comesFromEnvironment(one, own, depth + 1));
    case 'object':
      return Object.values(value.props).length > 0 && Object.values(value.props).every((prop) => comesFromEnvironment(prop, own, depth + 1));
    case 'call':
    case 'new':
      return comesFromEnvironment(value.callee, own, depth + 1) || (isConversion(value, own) && value.args.some((arg) => comesFromEnvironment(arg, own, depth + 1)));
    case 'text':
      return value.parts.some((part) => comesFromEnvironment(part, own, depth + 1));
    default:
      return false;
  }
}

/** `Number(process.env.PORT)`, `new URL(…)`, a function of the project: another form of the value. `new Client(process.env.KEY)` is a client. */
function isConversion({ k, callee }: Extract<Value, { k: 'call' | 'new' }>, own: ReadonlySet<string>): boolean {
  const head = headOf(callee);
  return head.k === 'global' || (k === 'call' && head.k === 'import' && own.has(head.source));
}

function isAllowed(fact: EnvironmentFact, allow: unknown): boolean {
  if (fact.names.length === 0) return false;
  const patterns = Array.isArray(allow) ? allow.map((name) => new RegExp(`^${String(name).split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`)) : [];
  return fact.names.every((name) => environmentNames.has(name) || patterns.some((pattern) => pattern.test(name)));
}

/** The module that a variable belongs into: of the file's own package or one that encloses it, else of a package for configuration that it depends on. */
function homeOf(project: Project, from: FileFacts, homes: readonly FileFacts[]): string | null {
  const own = project.packageOf(from.path);
  const inside: string[] = [];
  const shared: string[] = [];
  for (const { path } of homes) {
    const other = project.packageOf(path);
    if (own === other && isForOnePart(path.slice(other?.dir.length ?? 0), from.path.slice(own?.dir.length ?? 0))) continue;
    if (own === null || other === null || own === other || other.dir === '' || own.dir.startsWith(`${other.dir}/`)) inside.push(path);
    else if (other.name !== null && [...own.dependencies, ...own.devDependencies].includes(other.name) && other.name.toLowerCase().split(/[^a-z]+/).some((word) => configWords.has(word))) shared.push(path);
  }
  return nearest(from.path, inside) ?? nearest(from.path, shared);
}

/** Whether a module lies in the folder of one part of the service, and a reader does not: `src/slack/env.ts`. */
function isForOnePart(home: string, reader: string): boolean {
  const folders = home.split('/').slice(0, -1);
  const part = folders.findIndex((folder) => folder !== '' && !generalFolders.has(folder.toLowerCase()));
  return part >= 0 && !reader.startsWith(`${folders.slice(0, part + 1).join('/')}/`);
}

const generalFolders: ReadonlySet<string> = new Set([...configFolders, 'src', 'app', 'apps', 'lib', 'libs', 'util', 'utils', 'helpers', 'common', 'core', 'main', 'server', 'backend', 'api', 'shared', 'settings', 'constants', 'infra', 'infrastructure', 'internal', 'types', 'schema', 'schemas', 'validation', 'validators', 'bootstrap', 'base', 'global', 'system', 'platform', 'services']);

/** The module of most shared folders. */
function nearest(path: string, candidates: readonly string[]): string | null {
  const shared = (other: string): number => {
    const a = path.split('/');
    const b = other.split('/');
    let count = 0;
    while (count < a.length && a[count] === b[count]) count += 1;
    return count;
  };
  let best: string | null = null;
  for (const candidate of candidates) if (best === null || shared(candidate) > shared(best)) best = candidate;
  return best;
}

const dirOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
