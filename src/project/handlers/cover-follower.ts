import type { FileFacts } from '../../facts/file.js';
import { own } from '../../facts/own.js';
import type { Endpoint, FunctionRef, LocatedValue, Project, Resolved } from '../../facts/project.js';
import type { Value } from '../../facts/value.js';
import { membersOf } from '../../facts/value.js';
import { authenticatingMembers, authLibraries, soundsLikeAuth } from '../../recognise/auth.js';
import { verifiesTokens } from '../../recognise/declared-tokens.js';
import type { Denial } from '../../recognise/denials.js';
import { denialOf, deniesBy } from '../../recognise/denials.js';
import type { LibraryNames } from '../../recognise/library-names.js';
import { isListed } from '../../recognise/library-names.js';
import { rateLimiters, soundsLikeLimit } from '../../recognise/rate-limiters.js';
import { symbolOf } from '../../syntax/symbols.js';
import { functionsOf } from '../values/flow.js';
import { splitSymbol } from '../values/resolved.js';

/** One kind of cover that something before a handler may give. */
export interface Cover {
  readonly recogniser: 'authGuard' | 'rateLimiter';
  readonly libraries: LibraryNames;
  readonly members: readonly string[];
  readonly denial: Denial;
  readonly sounds: RegExp;
}

export const authentication: Cover = { recogniser: 'authGuard', libraries: authLibraries, members: authenticatingMembers, denial: 'unauthorized', sounds: soundsLikeAuth };
export const limiting: Cover = { recogniser: 'rateLimiter', libraries: rateLimiters, members: [], denial: 'too many requests', sounds: soundsLikeLimit };

export type Answer = 'yes' | 'no' | 'unknown';

/** How far the code of a middleware is followed for what it rests on. */
const maxDepth = 4;
const maxFunctions = 150;
/** Methods of a guard or middleware class that run before the handler. */
const entryMethods = ['canActivate', 'use', 'intercept', 'authorize', 'handle', 'execute'];

export interface Follower {
  /** What a handler is wrapped in (`withAuth(handler)`, `compose(auth, handler)`), each without the functions inside it. */
  wrappers(endpoint: Endpoint): readonly LocatedValue[];
  covers(value: LocatedValue, cover: Cover): Answer;
  /** @param denials whether turning callers away counts as well: not in a handler, where a login does it */
  reaches(fn: FunctionRef, cover: Cover, denials: boolean): boolean;
}

/** Follows what stands before handlers to what it rests on. */
export function createFollower(project: Project): Follower {
  const targetOf = (file: FileFacts, source: string): FileFacts | null => {
    const target = project.importsOf(file).find(({ fact }) => fact.source === source)?.target ?? null;
    return target === null ? null : project.file(target);
  };
  /** What an imported name is in the file that declares it. */
  const declared = (file: FileFacts, source: string, name: string, level: number): LocatedValue | null => {
    const target = targetOf(file, source);
    const fact = target && own(target.exports, name);
    if (!target || !fact || level > 6) return null;
    return 'from' in fact ? declared(target, fact.from, fact.name, level + 1) : { file: target, value: fact.value, scope: null };
  };

  /** The value and what it is put together from: items of arrays, steps of a chain (`procedure.use(a).use(b)`), arguments of a wrapper. */
  const parts = (located: LocatedValue, level: number, into: LocatedValue[]): void => {
    if (level > 8 || into.length > 60) return;
    const next = (value: Value): void => parts({ ...located, value }, level + 1, into);
    const { value, file } = located;
    switch (value.k) {
      case 'array':
        value.items.forEach(next);
        return;
      case 'spread':
        return next(value.of);
      case 'union':
        value.of.forEach(next);
        return;
      case 'ref': {
        const bound = own(file.bindings, value.name);
        into.push(located);
        if (bound && (bound.k === 'call' || bound.k === 'array' || bound.k === 'import' || bound.k === 'ref')) next(bound);
        return;
      }
      case 'import': {
        const found = declared(file, value.source, value.name, 0);
        into.push(located);
        if (found && found.value.k !== 'function' && found.value.k !== 'class') parts(found, level + 1, into);
        return;
      }
      case 'call':
        into.push(located);
        if (value.callee.k === 'member') next(value.callee.of);
        // a factory of the project: `scoped('webhooks')` gives `authed.use(…)`
        for (const r of project.resolve({ ...located, value: value.callee }))
          if (r.r === 'function') for (const returned of r.ref.fact.returns) parts({ file: r.ref.file, value: returned.value, scope: null }, level + 1, into);
        for (const arg of value.args) if (arg.k !== 'object' && arg.k !== 'literal') next(arg);
        return;
      default:
        into.push(located);
    }
  };

  const wrappers = ({ file, fact, handler }: Endpoint): readonly LocatedValue[] => {
    /** `makeLogin(service)` gives the handler itself, which is nothing in front of it. */
    const makes = (fn: FunctionRef): boolean => {
      for (let i = handler?.file === fn.file ? handler.index : null; i !== null; i = fn.file.functions[i]?.parent ?? null) if (i === fn.index) return true;
      return false;
    };
    const found: LocatedValue[] = [];
    const unwrap = (located: LocatedValue, level: number): void => {
      const { value } = located;
      if (level > 6) return;
      if (value.k === 'import') {
        const target = declared(located.file, value.source, value.name, 0);
        if (target) unwrap(target, level + 1);
      } else if (value.k === 'ref') {
        const bound = own(located.file.bindings, value.name);
        if (bound) unwrap({ ...located, value: bound }, level + 1);
      } else if (value.k === 'call' && value.callee.k !== 'unknown') {
        if (!functionsOf(project, { ...located, value: value.callee }).some(makes)) found.push({ ...located, value: { ...value, args: value.args.filter(({ k }) => k === 'object' || k === 'literal') } });
        for (const arg of value.args) unwrap({ ...located, value: arg }, level + 1);
      }
    };
    const last = fact.handlers.at(-1);
    if (last && handler) unwrap({ file, value: last, scope: null }, 0);
    return found;
  };

  const isKnown = (r: Resolved, cover: Cover): boolean =>
    r.r === 'external' ? isListed(cover.libraries, r.symbol, r.path) : project.origins(r).some((symbol) => isListed(cover.libraries, symbol, []));

  const memo = new Map<FunctionRef, Map<string, boolean>>();
  const reaches = (start: FunctionRef, cover: Cover, denials: boolean): boolean => {
    const key = `${cover.recogniser} ${denials}`;
    let known = memo.get(start);
    if (!known) memo.set(start, (known = new Map()));
    const before = known.get(key);
    if (before !== undefined) return before;
    const seen = new Map<FunctionRef, number>([[start, 0]]);
    let found = false;
    for (const [fn, depth] of seen) {
      if (coversItself(fn, cover, denials)) {
        found = true;
        break;
      }
      if (depth >= maxDepth || seen.size > maxFunctions) continue;
      for (const call of project.calls(fn)) for (const target of call.targets) if (!seen.has(target)) seen.set(target, depth + 1);
    }
    known.set(key, found);
    return found;
  };

  /** Whether the function itself calls something known, or turns callers away. */
  const coversItself = (fn: FunctionRef, cover: Cover, denials: boolean): boolean => {
    const calls = project.calls(fn);
    for (const call of calls) {
      if (denials && denialOf(call.callee, call.args.map((arg) => arg.value)) === cover.denial) return true;
      if (callsMember(call.callee, cover.members)) return true;
      const value: LocatedValue = { file: call.file, value: call.callee, scope: null };
      if (project.isRecognised(cover.recogniser, value) || (cover === authentication && verifiesTokens(project, value))) return true;
      if (project.resolve(value).some((r) => r.r === 'external' && isKnown(r, cover))) return true;
    }
    if (!denials) return false;
    const inside = (index: number | null): boolean => {
      for (let i = index; i !== null; i = fn.file.functions[i]?.parent ?? null) if (i === fn.index) return true;
      return false;
    };
    return (
      (fn.file.answers ?? []).some((answer) => answer.status !== null && deniesBy(answer.status) === cover.denial && inside(answer.fn)) ||
      fn.file.assigns.some(({ target, value, fn: index }) => target.k === 'member' && /^status(Code)?$/.test(target.name) && deniesBy(value) === cover.denial && inside(index))
    );
  };

  const callsMember = (callee: Value, members: readonly string[]): boolean => {
    const { root, path } = membersOf(callee);
    const written = `${path.join('.')}()`;
    return (root.k === 'param' || root.k === 'typed' || root.k === 'this') && members.some((member) => written === member || written.endsWith(`.${member}`));
  };

  const decorations = (): ReadonlyMap<string, readonly LocatedValue[]> => {
    if (decorated) return decorated;
    const found = new Map<string, LocatedValue[]>();
    for (const file of project.files)
      for (const { callee, args } of file.calls) {
        const [name, value] = args;
        if (callee.k !== 'member' || callee.name !== 'decorate' || name?.k !== 'literal' || typeof name.value !== 'string' || !value) continue;
        found.set(name.value, [...(found.get(name.value) ?? []), { file, value, scope: null }]);
      }
    return (decorated = found);
  };
  let decorated: ReadonlyMap<string, readonly LocatedValue[]> | null = null;

  /** Functions that a middleware is or is made by, of the project. */
  const functionsBehind = (value: LocatedValue, resolved: readonly Resolved[]): FunctionRef[] => {
    const found = functionsOf(project, value);
    for (const r of resolved) {
      if (r.r !== 'class' && r.r !== 'instance') continue;
      for (const name of entryMethods) {
        const method = own(r.ref.fact.methods, name);
        if (method !== undefined) found.push(project.fn(r.ref.file, method));
      }
    }
    if (value.value.k === 'call') found.push(...functionsOf(project, { ...value, value: value.value.callee }));
    // what a plugin decorates the app with: `onRequest: [app.authenticate]` (fastify.dev/docs/latest/Reference/Decorators)
    if (found.length === 0 && value.value.k === 'member')
      for (const one of decorations().get(value.value.name) ?? []) found.push(...functionsOf(project, one));
    return found;
  };

  /** Whether what cannot be followed may be a cover. */
  const mayCover = (value: LocatedValue, resolved: readonly Resolved[], cover: Cover): boolean => {
    const written = symbolOf(value.value) ?? (value.value.k === 'member' || value.value.k === 'ref' ? value.value.name : '');
    if (resolved.length === 0) return value.value.k === 'unknown' || cover.sounds.test(written) || written === '';
    return resolved.some((r) => {
      if (r.r === 'param' || r.r === 'type') return true;
      if (r.r !== 'external' || r.symbol.startsWith('global#') || isListed(authLibraries, r.symbol, r.path) || isListed(rateLimiters, r.symbol, r.path)) return false;
      return !project.isDeclared(value.file.path, splitSymbol(r.symbol)[0]) ? cover.sounds.test(`${r.symbol}.${r.path.join('.')}`) : cover.sounds.test(splitSymbol(r.symbol)[1]);
    });
  };

  const coversOne = (value: LocatedValue, cover: Cover): Answer => {
    if (project.isRecognised(cover.recogniser, value)) return 'yes';
    const resolved = project.resolve(value);
    if (resolved.some((r) => isKnown(r, cover))) return 'yes';
    const functions = functionsBehind(value, resolved);
    if (functions.some((fn) => reaches(fn, cover, true))) return 'yes';
    return functions.length === 0 && mayCover(value, resolved, cover) ? 'unknown' : 'no';
  };

  return {
    covers: (value, cover) => {
      const atoms: LocatedValue[] = [];
      parts(value, 0, atoms);
      const answers = atoms.map((atom) => coversOne(atom, cover));
      return answers.find((answer) => answer === 'yes') ?? answers.find((answer) => answer === 'unknown') ?? 'no';
    },
    reaches,
    wrappers,
  };
}
