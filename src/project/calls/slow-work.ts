import type { SlowJob } from '../../facts/effects.js';
import type { FunctionRef, LinkedCall, LocatedValue, Project } from '../../facts/project.js';
import { lineAt, shownName } from '../../facts/trail.js';
import type { TypeRef, Value } from '../../facts/value.js';
import { lastName } from '../../facts/value.js';
import { handOverTable, handsOver, jobWords, mailClass, sendsMail, slowKindOf } from '../../recognise/slow-work.js';

type World = Pick<Project, 'calls' | 'effectsIn' | 'queriesIn' | 'resolve' | 'isDeclared'>;

/** Calls followed below the one that is asked about. */
const maxDepth = 4;

/**
 * Tells of a call what slow work it is: what it calls, or what that calls in turn, awaits a message, a document or text of
 * a model, and does little else by its name. The answers for functions are remembered.
 */
export function createSlowWork(project: World): (call: LinkedCall) => SlowJob | null {
  const known = new Map<FunctionRef, SlowJob | null>();

  const slowIn = (fn: FunctionRef, depth: number): SlowJob | null => {
    const remembered = known.get(fn);
    if (remembered !== undefined) return remembered;
    if (depth > maxDepth || fn.file.kind !== 'runtime') return null;
    known.set(fn, null);
    const job = find(fn, depth);
    known.set(fn, job);
    return job;
  };

  const find = (fn: FunctionRef, depth: number): SlowJob | null => {
    for (const effect of project.effectsIn(fn)) {
      const kind = slowKindOf(effect);
      const { file, fact } = effect;
      if (kind) return { kind, trail: [{ path: file.path, line: lineAt(file.lines, fact.at.start), message: `\`${fact.written}\`` }] };
    }
    for (const call of project.calls(fn)) {
      if (call.unawaited !== null) continue;
      const below = anyOf(call.targets.filter((target) => target !== fn), depth + 1);
      if (below) return below;
    }
    const isMail = sendsMail.test(fn.fact.name ?? '') && mayWait(fn) && !isHandedOver(fn, 0);
    return isMail ? { kind: 'mail', trail: [{ path: fn.file.path, line: fn.fact.line, message: `\`${fn.fact.name}\`` }] } : null;
  };

  /** The slow work of one of the functions that a call may reach. Of several methods nothing is certain where others wait for something else. */
  const anyOf = (targets: readonly FunctionRef[], depth: number): SlowJob | null => {
    const jobs = targets.map((target) => slowIn(target, depth));
    const first = jobs.findIndex((job) => job !== null);
    const job = jobs[first];
    const target = targets[first];
    if (!job || !target || isContested(targets, job.kind, depth)) return null;
    return { kind: job.kind, trail: [{ path: target.file.path, line: target.fact.line, message: `through \`${shownName(target)}\`` }, ...job.trail] };
  };

  /** Whether one of several methods does other work than this. */
  const isContested = (others: readonly FunctionRef[], kind: SlowJob['kind'], depth: number): boolean => others.some((other) => slowIn(other, depth) === null && isUnlike(other, kind));

  /** Whether a method waits for something, and neither its class nor its file is named for such work. */
  const isUnlike = (fn: FunctionRef, kind: SlowJob['kind']): boolean => {
    const cls = fn.fact.cls === null ? undefined : fn.file.classes[fn.fact.cls];
    return cls !== undefined && !jobWords[kind].test(`${cls.name ?? ''} ${fn.file.path.slice(fn.file.path.lastIndexOf('/') + 1)}`) && mayWait(fn);
  };

  /** As `slowIn`, where the function calls a method of what this call gives it: `notify(new MailAgent(), user)`. */
  const slowWith = (fn: FunctionRef, args: readonly LocatedValue[]): SlowJob | null => {
    if (fn.file.kind !== 'runtime') return null;
    for (const call of project.calls(fn)) {
      const { callee, targets } = call;
      if (call.unawaited !== null || targets.length < 2 || callee.k !== 'member' || callee.of.k !== 'param' || callee.of.fn !== fn.index) continue;
      const given = project.resolve({ file: fn.file, value: callee, scope: { fn, args, outer: null } }).flatMap((r) => (r.r === 'function' ? [r.ref] : []));
      const job = given.length < targets.length ? anyOf(given, 1) : null;
      if (job) return job;
    }
    return null;
  };

  /** Whether a function waits for something at all, or gives a promise. */
  const mayWait = (fn: FunctionRef, depth = 0): boolean => {
    const { fact } = fn;
    if (fact.isAsync) return project.calls(fn).some((call) => call.unawaited === null) || project.effectsIn(fn).some(({ fact: effect }) => effect.unawaited === undefined);
    if (isPlain(fact.returnType)) return false;
    return fact.returns.some(({ value, at }) => {
      if (plainKinds.has(value.k)) return false;
      const targets = value.k === 'call' && depth < 3 ? project.calls(fn).filter((call) => call.at.start >= at.start && call.at.start === value.at.start).flatMap((call) => call.targets) : [];
      return targets.length === 0 || targets.some((target) => mayWait(target, depth + 1));
    });
  };

  /** Whether a function gives its work to a queue, a workflow or a table that something else reads. */
  const isHandedOver = (fn: FunctionRef, depth: number): boolean => {
    if (project.effectsIn(fn).some(({ kind }) => kind === 'publish') || project.queriesIn(fn).some(({ fact, tableName }) => fact.action === 'insert' && handOverTable.test(tableName ?? ''))) return true;
    return project.calls(fn).some((call) => handsOver.test(lastName(call.callee)) || handsOver.test(ownerName(call.callee)) || (depth < 2 && call.targets.some((target) => target !== fn && isHandedOver(target, depth + 1))));
  };

  /** A mailer that cannot be followed: a parameter, an alias that leads nowhere, a generated file. */
  const isMailOutOfSight = ({ file, callee, targets }: LinkedCall): boolean => {
    if (targets.length > 0) return false;
    const name = lastName(callee);
    if (sendsMail.test(name)) return !handsOver.test(ownerName(callee));
    if (callee.k !== 'member' || !/^(?:re)?send|^notify/.test(name)) return false;
    const at = (value: Value): LocatedValue => ({ file, value, scope: null });
    return project.resolve(at(callee)).some((r) => {
      if (r.r !== 'external') return false;
      const hash = r.symbol.lastIndexOf('#');
      const source = r.symbol.slice(0, hash);
      if (source === 'global' || project.isDeclared(file.path, source)) return false;
      return mailClass.test(r.symbol.slice(hash + 1));
    });
  };

  return (call) => {
    for (const target of call.targets) {
      const job = slowIn(target, 0) ?? slowWith(target, call.args);
      if (job && isJob(target, job)) return isContested(call.targets.filter((other) => other !== target), job.kind, 0) ? null : job;
    }
    return isMailOutOfSight(call) ? { kind: 'mail', trail: [] } : null;
  };
}

/** Values that nobody waits for. */
const plainKinds: ReadonlySet<Value['k']> = new Set(['literal', 'text', 'scalar', 'object', 'array']);

const isPlain = (type: TypeRef | null): boolean =>
  type?.t === 'literal' || (type?.t === 'primitive' && !/^(?:any|unknown|object)$/.test(type.name)) || (type?.t === 'union' && type.of.every(isPlain));

/** Whether a function, its class or its file is there for that work alone, told by its name. */
function isJob(fn: FunctionRef, { kind, trail }: SlowJob): boolean {
  const words = jobWords[kind];
  if (kind === 'mail' && trail.length === 1 && /^_?(?:re)?send|^deliver|^notify/i.test(fn.fact.name ?? '')) return true;
  const cls = fn.fact.cls === null ? null : fn.file.classes[fn.fact.cls]?.name;
  return words.test(fn.fact.name ?? '') || words.test(cls ?? '') || words.test(fn.file.path.split('/').slice(-3).join('/'));
}

const ownerName = (callee: Value): string => (callee.k === 'member' ? lastName(callee.of.k === 'call' ? callee.of.callee : callee.of) : '');
