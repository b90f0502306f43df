import type { FileFacts } from '../../facts/file.js';
import { packageOfSymbol } from '../../facts/package-name.js';
import type { LocatedValue, Project } from '../../facts/project.js';
import { authLibraries, soundsLikeAuth } from '../../recognise/auth.js';
import { classifyIdGenerator } from '../../recognise/id-generators.js';
import { isListed } from '../../recognise/library-names.js';
import { levelMethods } from '../../recognise/loggers.js';
import { rateLimiters, soundsLikeLimit } from '../../recognise/rate-limiters.js';
import { validatorPackages } from '../../recognise/validators.js';
import { positionAt } from '../../syntax/source-file.js';

/** A symbol of the project that does what a recogniser names, found by how it is used. */
export interface LikelyRecogniser {
  readonly kind: 'logger' | 'validatorMiddleware' | 'idGenerator' | 'authGuard' | 'rateLimiter';
  /** As the configuration takes it: `src/log.ts#logger`, `@acme/http#validate`. */
  readonly symbol: string;
  /** Proven by its use; otherwise its name and place only speak for it. */
  readonly isProven: boolean;
  /** One sentence: what it rests on, with a place. */
  readonly because: string;
}

/** Uses that make a proof: one alone may be a coincidence. */
const enoughUses = 2;
const enoughLevels = 3;

/**
 * Symbols that the configuration should name, because Fortress cannot follow them and their use tells what they are. What
 * it follows by itself is none of them.
 * - a logger: three log levels are called on it, in two files at least
 * - a validating middleware: it is given a schema of a validator on two endpoints at least
 * - an id generator: it returns a time-ordered id of a known package
 * - a guard or limiter: only its name, on two endpoints at least, says so
 */
export function likelyRecognisers(project: Project): LikelyRecogniser[] {
  const found = [...loggers(project), ...middlewares(project), ...idGenerators(project)];
  return found.sort((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : a.symbol < b.symbol ? -1 : 1));
}

interface Uses {
  readonly places: Set<string>;
  readonly methods: Set<string>;
  first: string;
}

function loggers(project: Project): LikelyRecogniser[] {
  const proven = new Set(project.files.flatMap((file) => project.logsOf(file).map(({ fact }) => fact)));
  const uses = new Map<string, Uses>();
  for (const file of project.files)
    for (const fact of file.logs ?? []) {
      if (fact.receiver === null || proven.has(fact) || !levelMethods.has(fact.method)) continue;
      const symbol = symbolFor(project, { file, value: fact.receiver, scope: null });
      if (symbol !== null) note(uses, symbol, file, fact.at.start, file.path, fact.method);
    }
  return [...uses]
    .filter(([, { places, methods }]) => places.size >= enoughUses && methods.size >= enoughLevels)
    .map(([symbol, { places, methods, first }]) => ({ kind: 'logger', symbol, isProven: true, because: `${[...methods].sort().join(', ')} are called on it in ${places.size} files, first in ${first}` }));
}

function middlewares(project: Project): LikelyRecogniser[] {
  const validating = new Map<string, Uses>();
  const sounding = { authGuard: new Map<string, Uses>(), rateLimiter: new Map<string, Uses>() };
  for (const endpoint of project.endpoints) {
    const key = `${endpoint.method} ${endpoint.path ?? endpoint.file.path}`;
    for (const before of endpoint.before) {
      const { value, file } = before;
      const callee = value.k === 'call' || value.k === 'new' ? value.callee : value;
      const symbol = symbolFor(project, { ...before, value: callee });
      if (symbol === null || isListed(authLibraries, symbol, []) || isListed(rateLimiters, symbol, [])) continue;
      const at = value.k === 'call' || value.k === 'new' ? value.at.start : endpoint.fact.at.start;
      const isUnvalidated = project.unvalidatedInputs(endpoint).length > 0;
      if (value.k === 'call' && isUnvalidated && value.args.some((arg) => isSchema(project, { ...before, value: arg }))) note(validating, symbol, file, at, key, '');
      else if (soundsLikeAuth.test(nameIn(symbol))) note(sounding.authGuard, symbol, file, at, key, '');
      else if (soundsLikeLimit.test(nameIn(symbol))) note(sounding.rateLimiter, symbol, file, at, key, '');
    }
  }
  const often = (uses: Map<string, Uses>): [string, Uses][] => [...uses].filter(([, { places }]) => places.size >= enoughUses);
  return [
    ...often(validating).map(([symbol, { places, first }]): LikelyRecogniser => ({ kind: 'validatorMiddleware', symbol, isProven: true, because: `it is given a schema on ${places.size} endpoints, first in ${first}` })),
    ...(['authGuard', 'rateLimiter'] as const).flatMap((kind) =>
      often(sounding[kind]).map(([symbol, { places, first }]): LikelyRecogniser => ({ kind, symbol, isProven: false, because: `its name says so, on ${places.size} endpoints, first in ${first}` })),
    ),
  ];
}

function idGenerators(project: Project): LikelyRecogniser[] {
  return project.files.flatMap((file) =>
    file.kind !== 'runtime'
      ? []
      : Object.entries(file.exports).flatMap(([name, exported]): LikelyRecogniser[] => {
          if (!('value' in exported)) return [];
          const made = project.resolve({ file, value: exported.value, scope: null }).flatMap((r) => (r.r === 'function' && r.ref.file === file ? r.ref.fact.returns.map(({ value }) => classifyIdGenerator(value)) : []));
          const [kind] = made;
          if (!kind || !/^(?:uuid-v7|ulid)$/u.test(kind) || made.some((other) => other !== kind)) return [];
          return [{ kind: 'idGenerator', symbol: `${file.path}#${name}`, isProven: true, because: `it returns a ${kind === 'ulid' ? 'ULID' : 'UUIDv7'}` }];
        }),
  );
}

function note(uses: Map<string, Uses>, symbol: string, file: FileFacts, offset: number, place: string, method: string): void {
  let use = uses.get(symbol);
  if (!use) uses.set(symbol, (use = { places: new Set(), methods: new Set(), first: `${file.path}:${positionAt(file.lines, offset).line}` }));
  use.places.add(place);
  if (method !== '') use.methods.add(method);
}

const nameIn = (symbol: string): string => symbol.slice(symbol.lastIndexOf('#') + 1);

/** Whether a value is made by a validator's package: `z.object({ … })`, a DTO schema of `joi`. */
const isSchema = (project: Project, value: LocatedValue): boolean =>
  project.resolve(value).some((r) => r.r === 'external' && validatorPackages.has(packageOfSymbol(r.symbol)));

/**
 * How the configuration names what an import leads to, where Fortress cannot follow it any further: a package that no
 * manifest lists or that is not known, or an export of the project whose value is out of sight. `null` for the rest.
 */
function symbolFor(project: Project, located: LocatedValue): string | null {
  const root = located.value.k === 'member' ? located.value.of : located.value;
  if (root.k !== 'import' || root.name === '*') return null;
  const member = located.value.k === 'member' && located.value.name !== '[]' ? `.${located.value.name}` : '';
  const target = project.importsOf(located.file).find(({ fact }) => fact.source === root.source)?.target ?? null;
  if (target === null ? root.source.startsWith('.') : project.resolve(located).length > 0) return null;
  return `${target ?? root.source}#${root.name}${member}`;
}
