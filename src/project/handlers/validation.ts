import type { InputKind } from '../../facts/backend.js';
import type { ConsumerFact, ParamReadFact } from '../../facts/code.js';
import type { Endpoint, FunctionRef, LinkedCall, Project, UnvalidatedInput } from '../../facts/project.js';
import { remembered } from '../../facts/remembered.js';
import { decoratedInput } from './decorated-inputs.js';
import type { RawRead } from './handlers.js';
import { rawReads, rolesOf } from './handlers.js';
import { coversKind, functionValidates } from './input-covers.js';
import { addressParsedAt, isValidatedByDecorator, isValidatorConsumer, isWholeParam } from './validator-calls.js';

const judged: readonly InputKind[] = ['body', 'query'];

/** The first unvalidated read of each kind, in order. Whatever cannot be followed counts as validated. */
export function unvalidatedInputs(project: Project, endpoint: Endpoint): UnvalidatedInput[] {
  const { handler, fact } = endpoint;
  if (!handler || (fact.protocol !== 'http' && fact.protocol !== 'trpc') || isValidatedByDecorator(project, handler)) return [];
  const found: UnvalidatedInput[] = [];
  const reads = rawReads(project, endpoint);
  for (const kind of judged) {
    const read = reads.filter((one) => one.kind === kind).map((one) => one.fact.fields);
    const fields = read.some((names) => names.length === 0) ? [] : read.flat();
    if (fact.schemas[kind] || endpoint.before.some((value) => coversKind(project, value, kind, fields)) || endpoint.calls.some(({ fn }) => functionValidates(project, fn, kind, fields))) continue;
    const input = decoratedInput(project, endpoint, handler, kind) ?? rawInput(project, endpoint, reads, kind);
    if (input) found.push(input);
  }
  return found;
}

function rawInput(project: Project, endpoint: Endpoint, reads: readonly RawRead[], kind: InputKind): UnvalidatedInput | null {
  const ofKind = reads.filter((r) => r.kind === kind).sort((a, b) => a.fact.at.start - b.fact.at.start);
  let validatedFrom = kind === 'query' ? Math.min(...[...new Set(ofKind.map(({ fn }) => fn))].map((fn) => addressParsedAt(project, fn))) : Infinity;
  // Next.js pages give path segments in `req.query`, catch-all ones too
  const segment = endpoint.fact.framework === 'nextjs-pages' ? /[:*]([\w-]+)/g : /:([\w-]+)/g;
  const segments = new Set(Array.from((endpoint.path ?? endpoint.fact.path ?? '').matchAll(segment), ([, name]) => name!));
  const checkedAt = remembered((fn: FunctionRef) => requestCheckedAt(project, endpoint, fn, kind));
  for (const read of ofKind) {
    const fields = read.fact.fields.filter((f) => kind !== 'query' || !segments.has(f));
    if (kind === 'query' && read.fact.fields.length > 0 && fields.length === 0) continue;
    if (kind === 'query' && read.fact.argument !== null && segments.has(read.fact.argument)) continue;
    if (read.fact.at.start >= validatedFrom || firstUse(read.fact) >= checkedAt(read.fn)) continue;
    const validator = read.fact.consumers.filter((c) => isValidatorConsumer(project, read.fn, read.fact, c, 0));
    if (validator.length > 0) {
      const first = Math.min(...validator.map((c) => c.at.start));
      validatedFrom = Math.min(validatedFrom, first);
      if (!read.fact.otherUse || first <= read.fact.otherUse.start || isSameStatement(read.fact, validator)) continue;
    }
    if (validator.length === 0 && read.fact.consumers.length === 0 && !read.fact.otherUse) continue; // never used
    if (ofKind.every((r) => isOnlyLogged(r.fact))) continue;
    return { kind, file: read.fn.file, at: read.fact.at, written: writtenAs(read) };
  }
  return null;
}

/** Where what is read is first used, or read where nothing uses it. */
const firstUse = ({ at, consumers, otherUse }: ParamReadFact): number => Math.min(...consumers.map((one) => one.at.start), ...(otherUse ? [otherUse.start] : []), ...(consumers.length === 0 && !otherUse ? [at.start] : []));

/** Where the handler hands its whole request to a function of the project that validates the kind: `await this.validated({ request, schema })`; `Infinity` where it does not. */
function requestCheckedAt(project: Project, endpoint: Endpoint, fn: FunctionRef, kind: InputKind): number {
  if (fn !== endpoint.handler) return Infinity;
  const requests = [...rolesOf(endpoint, fn)].flatMap(([index, role]) => (role === '0' || role === 'req' ? [index] : []));
  const isHanded = ({ args }: LinkedCall): boolean => args.some(({ value }) => requests.some((index) => isWholeParam(value, fn.index, index)));
  // what a name says is not enough here: `validateCsrfToken(req)` looks at one field
  const runsValidator = (target: FunctionRef): boolean => project.calls(target).some(({ callee, at }) => isValidatorConsumer(project, target, null, { callee, index: 0, at }, 3));
  const found = project.calls(fn).find((call) => isHanded(call) && call.targets.some((target) => functionValidates(project, target, kind, []) && runsValidator(target)));
  return found?.at.start ?? Infinity;
}

const isSameStatement = (read: ParamReadFact, validators: readonly ConsumerFact[]): boolean =>
  validators.some((v) => v.at.start <= read.at.start && v.at.end >= read.at.end);

/** `if (!req.body)` and log lines are no use of the input. */
const isOnlyLogged = (read: ParamReadFact): boolean =>
  read.otherUse === null && read.consumers.length > 0 && read.consumers.every((c) => c.callee.k === 'member' && c.callee.of.k === 'global' && c.callee.of.name === 'console');

function writtenAs(read: RawRead): string {
  const name = read.fn.fact.params[read.fact.param]?.name;
  return [...(name ? [name] : []), ...read.fact.path].join('.');
}
