import type { Effect } from '../facts/effects.js';
import type { FileFacts } from '../facts/file.js';
import type { FunctionRef, LocatedValue, Project } from '../facts/project.js';
import { remembered } from '../facts/remembered.js';
import type { Value } from '../facts/value.js';
import { checkName, checkedModelCalls, formatOptions, otherNames, schemaOptions, textMethods, textNames } from './model-sdks.js';

/** Values nested and functions followed before text counts as lost. */
const maxDepth = 12;
const maxHops = 3;

/** Follows the text of language models through the values of one file. */
export interface ModelText {
  /** The model call whose unchecked text a value is or holds, `null` if there is none. */
  in(file: FileFacts, value: Value): Effect | null;
}

/** A model that the config declares answers with the text itself. */
const isDeclared = (source: unknown): boolean => typeof source === 'object' && source !== null && 'library' in source && source.library === '';

/** Finds text of model calls that nothing of the call, its file or its callers holds to a schema. */
export function createModelText(project: Project): ModelText {
  /** Model calls of a file that are held to no schema, by where they start. */
  const callsIn = remembered((file: FileFacts): ReadonlyMap<number, Effect> => {
    const open = project.effectsOf(file).filter((effect) => effect.kind === 'model' && !isHeldToSchema(project, effect));
    return new Map(open.map((effect) => [effect.fact.at.start, effect]));
  });

  const guarded = new Map<Effect, boolean>();
  /** Something in the file that checks or cleans is handed the text. */
  const isGuarded = (effect: Effect): boolean => {
    const known = guarded.get(effect);
    if (known !== undefined) return known;
    guarded.set(effect, false);
    const result = effect.file.calls.some((call) => isCheck(project, effect.file, call.callee) && call.args.some((arg) => textIn(effect.file, arg, sourceIn(effect.file), 0, 0) === effect));
    guarded.set(effect, result);
    return result;
  };
  const sourceIn = (file: FileFacts) => (value: Value): Effect | null => {
    if (value.k !== 'call') return null;
    const known = callsIn(file).get(value.at.start);
    if (known || !isOwnFunction(value.callee)) return known ?? null;
    // a function of the file that hands on the model's answer as a whole
    for (const r of project.resolve({ file, value: value.callee, scope: null })) {
      if (r.r !== 'function' || r.ref.file !== file) continue;
      for (const { value: returned } of r.ref.fact.returns) {
        const inside = returned.k === 'call' ? callsIn(file).get(returned.at.start) : undefined;
        if (inside) return inside;
      }
    }
    return null;
  };

  /** What of a value comes, as text, from a source; `T` is what the source is known by. */
  const textIn = <T>(file: FileFacts, value: Value, source: (value: Value) => T | null, depth: number, hops: number): T | null => {
    if (depth > maxDepth) return null;
    const next = (one: Value): T | null => textIn(file, one, source, depth + 1, hops);
    const first = (values: readonly Value[]): T | null => values.reduce<T | null>((found, one) => found ?? next(one), null);
    const direct = answerText(file, value, source, []);
    if (direct !== null) return direct;
    const whole = value.k === 'call' ? source(value) : null;
    if (whole !== null && isDeclared(whole)) return whole;
    switch (value.k) {
      case 'text':
        return first(value.parts);
      case 'object':
        return first([...Object.values(value.props), ...value.spreads]);
      case 'array':
        return first(value.items);
      case 'union':
        return first(value.of);
      case 'spread':
      case 'element':
      case 'omit':
        return next(value.of);
      case 'member':
        return value.name === 'length' ? null : next(value.of);
      case 'call': {
        if (value.callee.k === 'member' && textMethods.has(value.callee.name)) {
          const [callback] = value.args;
          const each = callback?.k === 'function' ? first((file.functions[callback.fn]?.returns ?? []).map((returned) => returned.value)) : null;
          return each ?? next(value.callee.of);
        }
        if (value.callee.k === 'member' && value.callee.of.k === 'global' && value.callee.of.name === 'JSON') return value.callee.name === 'stringify' && value.args[0] ? next(value.args[0]) : null;
        return hops < maxHops ? throughFunction(file, value, source, depth, hops) : null;
      }
      default:
        return null;
    }
  };

  /** A function of the same file that returns the text of a model call of its own, text that it is handed, or text of an answer that it is handed. */
  const throughFunction = <T>(file: FileFacts, call: Extract<Value, { k: 'call' }>, source: (value: Value) => T | null, depth: number, hops: number): T | null => {
    if (!isOwnFunction(call.callee)) return null;
    for (const r of project.resolve({ file, value: call.callee, scope: null })) {
      if (r.r !== 'function' || r.ref.file !== file) continue;
      for (const { value } of r.ref.fact.returns) {
        const found = textIn(file, withArguments(value, r.ref.index, call.args, 0), source, depth + 1, hops + 1);
        if (found !== null) return found;
      }
    }
    return null;
  };

  return {
    in: (file, value) => {
      if (callsIn(file).size === 0) return null;
      const effect = textIn(file, value, sourceIn(file), 0, 0);
      return effect && !isGuarded(effect) ? effect : null;
    },
  };
}

/** What a function's value is for one call: its parameters are what the call hands over. */
function withArguments(value: Value, fn: number, args: readonly Value[], depth: number): Value {
  if (depth > maxDepth) return value;
  const next = (one: Value): Value => withArguments(one, fn, args, depth + 1);
  switch (value.k) {
    case 'param':
      return value.fn === fn ? (args[value.index] ?? value) : value;
    case 'member':
    case 'element':
    case 'spread':
    case 'omit':
      return { ...value, of: next(value.of) };
    case 'call':
    case 'new':
      return { ...value, callee: next(value.callee), args: value.args.map(next) };
    case 'union':
      return { ...value, of: value.of.map(next) };
    case 'array':
      return { ...value, items: value.items.map(next) };
    case 'text':
      return { ...value, parts: value.parts.map(next) };
    case 'object':
      return { ...value, props: Object.fromEntries(Object.entries(value.props).map(([name, prop]) => [name, next(prop)])), spreads: value.spreads.map(next) };
    default:
      return value;
  }
}

/** What could be a function or method of the same file. */
const isOwnFunction = (callee: Value): boolean => callee.k === 'function' || callee.k === 'ref' || (callee.k === 'member' && callee.of.k === 'this');

/** Methods that hand out elements of what they are called on. */
const elementMethods: ReadonlySet<string> = new Set(['find', 'filter', 'at', 'slice', 'flatMap', 'map', 'pop', 'shift']);

/** The source that a chain of members stands on, where the chain leads to text: `completion.choices[0].message.content`. */
function answerText<T>(file: FileFacts, value: Value, source: (value: Value) => T | null, path: readonly string[]): T | null {
  if (path.length > 24) return null;
  const found = source(value);
  if (found !== null) return value.k !== 'call' || leadsToText(path, value) ? found : null;
  switch (value.k) {
    case 'member':
      return answerText(file, value.of, source, [...path, value.name]);
    case 'element':
    case 'spread':
      return answerText(file, value.of, source, path);
    case 'array':
      return path.length === 0 ? null : value.items.reduce<T | null>((known, item) => known ?? answerText(file, item, source, path), null);
    case 'call': {
      if (value.callee.k !== 'member') return null;
      const [callback] = value.args;
      if (elementMethods.has(value.callee.name)) {
        // what a callback makes of each element: `topics.map((topic) => client.chat(…))`
        const made = callback?.k === 'function' ? (file.functions[callback.fn]?.returns ?? []).map((one) => one.value).filter((one) => one.k === 'call') : [];
        return made.reduce<T | null>((known, one) => known ?? answerText(file, one, source, [...path, '[]']), null) ?? answerText(file, value.callee.of, source, [...path, '[]']);
      }
      return callback ? null : answerText(file, value.callee.of, source, [...path, `${value.callee.name}()`]);
    }
    default:
      return null;
  }
}

function leadsToText(path: readonly string[], call: Extract<Value, { k: 'call' }>): boolean {
  if (path.some((name) => otherNames.has(name))) return false;
  if (path.some((name) => textNames.has(name))) return true;
  // a chain that ends in a parser of text gives the text itself (js.langchain.com, StringOutputParser)
  return path.every((name) => /^\d+$|\(\)$|^\[\]$/.test(name)) && mentions(call.callee, (name) => name === 'StringOutputParser' || name === 'predict');
}

/** The call itself says that the answer follows a schema, or hands out a stream of the SDK's own. */
function isHeldToSchema(project: Project, effect: Effect): boolean {
  if (checkedModelCalls.has(effect.call)) return true;
  if (mentions(effect.fact.callee, isStructure) || (effect.target?.path ?? []).some((step) => step === 'withStructuredOutput()')) return true;
  if (pipedParts(effect.fact.callee).some((part) => project.resolve({ file: effect.file, value: part, scope: null }).some((r) => r.r === 'external' && (isStructure(r.symbol.slice(r.symbol.lastIndexOf('#') + 1)) || r.path.some((step) => isStructure(step.replace(/\(\)$/, ''))))))) return true;
  return [...effect.args, ...(effect.target?.args ?? [])].some((options) => optionsHoldSchema(project, options, 0));
}

const isStructure = (name: string): boolean => name === 'withStructuredOutput' || /^(Structured|Zod|JsonOutputFunctions|JsonOutputKeyTools)\w*Parser$/.test(name) || name === 'createStructuredOutputRunnable';

/** Arguments of `pipe` on the way to a call: `prompt.pipe(model).pipe(parser).invoke`. */
function pipedParts(value: Value): Value[] {
  if (value.k === 'member') return pipedParts(value.of);
  if (value.k !== 'call') return [];
  return [...(value.callee.k === 'member' && (value.callee.name === 'pipe' || value.callee.name === 'from') ? value.args.flatMap((arg) => (arg.k === 'array' ? arg.items : [arg])) : []), ...pipedParts(value.callee)];
}

function optionsHoldSchema(project: Project, options: LocatedValue, depth: number): boolean {
  const { value } = options;
  if (depth > 4) return false;
  const next = (one: Value): boolean => optionsHoldSchema(project, { ...options, value: one }, depth + 1);
  if (value.k === 'union') return value.of.some(next);
  if (value.k === 'object')
    return (
      Object.entries(value.props).some(([name, given]) => {
        if (name === 'messages' || name === 'tools' || name === 'contents') return false;
        if (schemaOptions.has(name)) return !(given.k === 'literal' && given.value === false);
        if (formatOptions.has(name)) return given.k === 'object' ? next(given) : given.k !== 'literal';
        return given.k === 'object' && next(given);
      }) || value.spreads.some(next)
    );
  if (value.k === 'literal' || value.k === 'text' || value.k === 'array' || value.k === 'function' || value.k === 'scalar') return false;
  return project.resolve(options).some((r) => r.r === 'value' && r.located.value !== value && optionsHoldSchema(project, r.located, depth + 1));
}

/** Whether a name stands anywhere in a chain of calls, their arguments included. */
function mentions(value: Value, test: (name: string) => boolean, depth = 0): boolean {
  if (depth > maxDepth) return false;
  const next = (one: Value): boolean => mentions(one, test, depth + 1);
  switch (value.k) {
    case 'member':
      return test(value.name) || next(value.of);
    case 'import':
    case 'ref':
      return test(value.name);
    case 'call':
    case 'new':
      return next(value.callee) || value.args.some(next);
    case 'array':
      return value.items.some(next);
    default:
      return false;
  }
}

/** A schema, a validator, a type guard, a sanitiser; or a function of the project that calls one. */
export function isCheck(project: Project, file: FileFacts, callee: Value): boolean {
  if ((callee.k === 'member' || callee.k === 'import' || callee.k === 'ref') && checkName.test(callee.name)) return true;
  return project.resolve({ file, value: callee, scope: null }).some((r) => r.r === 'function' && (checkName.test(r.ref.fact.name ?? '') || checksInside(r.ref)));
}

const checksInside = (ref: FunctionRef): boolean => ref.file.calls.some((call) => call.fn === ref.index && call.callee.k === 'member' && checkName.test(call.callee.name));

/** Whether a value holds the result of a call, at any depth. */
export function holdsCall(value: Value, start: number, depth = 0): boolean {
  if (depth > maxDepth) return false;
  const next = (one: Value): boolean => holdsCall(one, start, depth + 1);
  switch (value.k) {
    case 'call':
      return value.at.start === start || next(value.callee) || value.args.some(next);
    case 'new':
      return value.args.some(next);
    case 'member':
    case 'element':
    case 'spread':
    case 'omit':
      return next(value.of);
    case 'union':
      return value.of.some(next);
    case 'object':
      return Object.values(value.props).some(next) || value.spreads.some(next);
    case 'array':
      return value.items.some(next);
    case 'text':
      return value.parts.some(next);
    default:
      return false;
  }
}
