import { own } from '../../facts/own.js';
import { packageOfSymbol } from '../../facts/package-name.js';
import type { Body, BodyKind, LocatedValue, Project, Resolved, Scope } from '../../facts/project.js';
import type { Value } from '../../facts/value.js';
import { namedStatus } from '../../recognise/http-statuses.js';
import { problemPackages } from '../../recognise/responses.js';
import { validatorPackages } from '../../recognise/validators.js';
import { symbolOf } from '../../syntax/symbols.js';

/** Calls and branches followed before a body counts as unknown. */
const maxDepth = 8;

/** Keys that say something in words. */
const words: ReadonlySet<string> = new Set(['message', 'messages', 'msg', 'error', 'errors', 'detail', 'details', 'reason', 'description', 'error_description', 'errorMessage', 'code', 'title', 'info', 'warning']);
/** Keys that may stand beside words in a body that says nothing else. */
const envelope: ReadonlySet<string> = new Set([
  ...words,
  'success',
  'succeeded',
  'ok',
  'okay',
  'acknowledged',
  'deleted',
  'removed',
  'done',
  'result',
  'status',
  'statusCode',
  'statusText',
  'type',
  'path',
  'timestamp',
  'time',
  'meta',
  'requestId',
  'instance',
  'stack',
  'issues',
  'name',
  'errorCode',
  'error_code',
  'httpStatus',
  'method',
  'traceId',
]);
const flags: readonly string[] = ['success', 'succeeded', 'ok', 'okay', 'acknowledged', 'deleted', 'removed', 'done', 'result', 'status'];
/** How many they were is something to read. */
const counted: readonly string[] = ['deleted', 'removed'];
const isCount = (value: Value): boolean =>
  (value.k === 'literal' && typeof value.value === 'number') || (value.k === 'scalar' && value.type === 'number') || (value.k === 'union' && value.of.some(isCount));
const failing: readonly string[] = ['success', 'succeeded', 'ok', 'okay'];
const codes: readonly string[] = ['statusCode', 'httpStatus', 'status', 'code'];
/** `400`, `HttpStatus.BAD_REQUEST`. */
const isErrorStatus = (value: Value): boolean => {
  const code = value.k === 'literal' ? value.value : namedStatus(symbolOf(value));
  return typeof code === 'number' && code >= 400 && code < 600;
};
const errorKeys: readonly string[] = ['error', 'errors', 'errorMessage', 'error_description'];
/** Members that hold the words of an error. */
const textMembers = /^(message|stack|statusText|reason|toString|join)$/;

/** What a body may be, one entry for each branch that can be told apart. */
export function bodiesOf(project: Project, body: LocatedValue): readonly Body[] {
  const found: Body[] = [];
  const active = new Set<Value>();
  const add = (kind: BodyKind, located: LocatedValue, keys: readonly string[] = []): void => {
    if (found.length < 12) found.push({ kind, keys, located, at: 'at' in located.value ? { file: located.file, at: located.value.at } : null });
  };

  const follow = (located: LocatedValue, depth: number): void => {
    const { file, value, scope } = located;
    if (depth > maxDepth || active.has(value)) return add('unknown', located);
    active.add(value);
    try {
      step();
    } finally {
      active.delete(value);
    }

    function step(): void {
      switch (value.k) {
        case 'literal':
          return add(value.value === null || value.value === '' ? 'empty' : typeof value.value === 'string' ? 'text' : 'data', located);
        case 'text':
          return add('text', located);
        case 'scalar':
          return add(value.type === 'string' ? 'text' : 'data', located);
        case 'global':
          return add(value.name === 'undefined' ? 'empty' : 'unknown', located);
        case 'union':
          for (const one of value.of) follow({ file, value: one, scope }, depth + 1);
          return;
        case 'object':
          return object(located, value);
        case 'array':
          return add('data', located);
        case 'call': {
          if (value.callee.k === 'member' && value.callee.name === 'stringify' && value.callee.of.k === 'global' && value.args[0]) return follow({ file, value: value.args[0], scope }, depth + 1);
          if (value.callee.k === 'member' && textMembers.test(value.callee.name)) return add('text', located);
          // github.com/typestack/class-transformer: an instance with the keys of the object
          if (/^class-transformer#plainTo(Instance|Class)$/.test(symbolOf(value.callee) ?? '') && value.args[1]) return follow({ file, value: value.args[1], scope }, depth + 1);
          const args = value.args.map((a): LocatedValue => ({ file, value: a, scope }));
          const functions = [
            ...project.resolve({ file, value: value.callee, scope }).flatMap((r): Scope[] => (r.r === 'function' ? [{ fn: r.ref, args, outer: r.scope }] : [])),
            ...project.dispatched(located).flatMap((one): Scope[] => (one.answers ? [{ fn: one.ref, args: one.args, outer: null }] : [])),
          ];
          if (functions.length === 0) break;
          for (const inner of functions) {
            const ref = inner.fn;
            const returns = ref.fact.returns;
            if (returns.length === 0) add(givesNothing(ref.fact.returnType) ? 'empty' : 'unknown', located);
            for (const returned of returns) follow({ file: ref.file, value: returned.value, scope: inner }, depth + 1);
          }
          return;
        }
        case 'member':
          if (textMembers.test(value.name) && value.name !== 'join') return add('text', located);
          break;
        case 'param': {
          // an argument that the call leaves out
          for (let s: Scope | null = scope; s; s = s.outer)
            if (s.fn.file === file && s.fn.index === value.fn && value.index >= s.args.length) return add('empty', located);
          break;
        }
        case 'unknown':
          return add('unknown', located);
        default:
          break;
      }
      const resolved = project.resolve(located);
      if (resolved.length === 0) return add('unknown', located);
      for (const r of resolved) known(r, located, depth);
    }
  };

  const known = (r: Resolved, from: LocatedValue, depth: number): void => {
    switch (r.r) {
      case 'value':
        return r.located.value === from.value ? add('unknown', from) : follow(r.located, depth + 1);
      case 'instance': {
        const fields = Object.keys(r.ref.fact.fields);
        if (isDocument(fields) || project.origins(r).some((symbol) => problemPackages.has(packageOfSymbol(symbol)))) return add('problem', from);
        return add('unknown', from);
      }
      case 'external':
        return add(problemPackages.has(packageOfSymbol(r.symbol)) ? 'problem' : isOfValidator(r) ? 'data' : 'unknown', from);
      case 'query':
        return add('data', from);
      default:
        return add('unknown', from);
    }
  };

  const object = (located: LocatedValue, value: Extract<Value, { k: 'object' }>): void => {
    const { file, scope } = located;
    const props: Record<string, LocatedValue> = {};
    let isOpen = false;
    for (const spread of value.spreads) {
      const part = project.resolve({ file, value: spread, scope });
      const objects = part.filter((r) => r.r === 'value' && r.located.value.k === 'object');
      if (objects.length !== part.length || part.length === 0) isOpen = true;
      for (const r of objects) if (r.r === 'value' && r.located.value.k === 'object') for (const [key, v] of Object.entries(r.located.value.props)) props[key] = { ...r.located, value: v };
    }
    for (const [key, v] of Object.entries(value.props)) props[key] = { file, value: v, scope };
    const keys = Object.keys(props);
    if (isDocument(keys) || protocolErrors.some((shape) => shape.every((key) => keys.includes(key)))) return add('problem', located, keys);
    if (keys.length === 0) return add(isOpen ? 'unknown' : 'empty', located, keys);
    const is = (key: string, wanted: (v: Value) => boolean): boolean => {
      const given = own(props, key);
      if (!given) return false;
      if (wanted(given.value)) return true;
      if (given.value.k !== 'member' && given.value.k !== 'ref' && given.value.k !== 'param' && given.value.k !== 'import') return false;
      const resolved = project.resolve(given);
      return resolved.length > 0 && resolved.every((r) => r.r === 'value' && wanted(r.located.value));
    };
    const isFalse = (v: Value): boolean => v.k === 'literal' && v.value === false;
    const failed =
      failing.some((key) => is(key, isFalse)) ||
      is('status', (v) => v.k === 'literal' && (v.value === false || v.value === 'error' || v.value === 'fail' || v.value === 'failed' || v.value === 'failure')) ||
      is('error', (v) => v.k === 'literal' && v.value === true);
    const says = keys.some((key) => words.has(key) && !is(key, (v) => v.k === 'literal' && (v.value === null || typeof v.value === 'boolean')));
    // a batch says which ones succeeded: a list is no flag
    const isList = (v: Value): boolean => v.k === 'array' || (v.k === 'call' && v.callee.k === 'member' && /^(map|filter|flatMap)$/.test(v.callee.name));
    const isEnvelope = !isOpen && keys.every((key) => envelope.has(key)) && !failing.some((key) => is(key, isList)) && !counted.some((key) => is(key, isCount));
    // an `error` beside data is a field of a result
    const error = errorKeys.some((key) => own(props, key) !== undefined && !is(key, (v) => v.k === 'literal' && (v.value === null || v.value === false || v.value === ''))) && isEnvelope;
    // `{ status: 'error', response: { message } }`
    const saysWithin = failed && Object.values(value.props).some((v) => v.k === 'object' && Object.keys(v.props).some((key) => words.has(key)));
    if (failed || error || (says && codes.some((key) => is(key, isErrorStatus)))) return add(says || saysWithin ? 'error' : 'flag', located, keys);
    const isFlag = (v: Value): boolean => (v.k === 'literal' && v.value !== null) || v.k === 'text' || v.k === 'scalar';
    const isMessage = isEnvelope && (keys.some((key) => flags.includes(key) && is(key, isFlag)) || keys.some((key) => ['message', 'messages', 'msg', 'info'].includes(key)));
    // whatever the key, a single written text only says that it has worked
    const isSentence = !isOpen && keys.length === 1 && is(keys[0]!, (v) => v.k === 'literal' && typeof v.value === 'string' && /^\w.*[ !.]/.test(v.value));
    if (isMessage || isSentence || (!isOpen && keys.length === 1 && ['data', 'result'].includes(keys[0]!) && is(keys[0]!, saysOnly))) return add('message', located, keys);
    return add('data', located, keys);
  };

  follow(body, 0);
  return found;
}

/** What a schema found wrong: `schema.safeParse(body).error`, `.error.flatten()` (zod.dev/error-formatting, joi.dev/api). */
const isOfValidator = ({ symbol, path }: Extract<Resolved, { r: 'external' }>): boolean => {
  const parsed = path.findIndex((step) => /^(safeParse|safeParseAsync|validate|spa)\(\)$/.test(step));
  return parsed >= 0 && validatorPackages.has(packageOfSymbol(symbol)) && /^(error|errors|issues)$/.test(path[parsed + 1] ?? '');
};

/** `{ success: true, message: 'deleted' }`: an object that says that it has worked, and nothing more. */
const saysOnly = (value: Value): boolean =>
  value.k === 'object' &&
  value.spreads.length === 0 &&
  Object.entries(value.props).some(([key, v]) => (flags.includes(key) && v.k === 'literal' && v.value === true) || (key === 'message' && (v.k === 'literal' || v.k === 'text'))) &&
  Object.keys(value.props).every((key) => envelope.has(key));

/** Error bodies that a protocol prescribes: OAuth (RFC 6749, 5.2), SCIM (RFC 7644, 3.12), JSON-RPC 2.0. */
const protocolErrors: readonly (readonly string[])[] = [['error', 'error_description'], ['schemas', 'detail'], ['jsonrpc', 'error'], ['schemas', 'scimType']];

const isDocument = (keys: readonly string[]): boolean => keys.includes('title') && (keys.includes('type') || keys.includes('detail') || keys.includes('instance')) && !keys.includes('error') && !keys.includes('message');

const givesNothing = (type: import('../../facts/value.js').TypeRef | null): boolean => {
  if (!type) return true;
  if (type.t === 'primitive') return type.name === 'void' || type.name === 'undefined' || type.name === 'never';
  return type.t === 'name' && type.symbol.k === 'global' && type.symbol.name === 'Promise' && type.args[0] !== undefined && givesNothing(type.args[0]);
};
