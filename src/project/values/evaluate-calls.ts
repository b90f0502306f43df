import type { FileFacts } from '../../facts/file.js';
import type { Dispatched, FunctionRef, LocatedValue, Resolved, Scope } from '../../facts/project.js';
import type { Span } from '../../facts/source.js';
import type { Value } from '../../facts/value.js';
import { givesModel } from '../../recognise/narrowed-models.js';
import { heldUnder } from '../../recognise/result-types.js';
import { keepsFunction } from '../../recognise/same-function.js';
import type { Added } from './evaluate-added.js';
import type { Evaluation } from './evaluation.js';
import { isNoRow } from './narrowed.js';
import { all, argsOf, at, called, classKey, each, external, nothing, withPath } from './resolved.js';
import { makesCaller } from './router-callers.js';

/** Array methods that give the same elements, and those that give one of them. */
const sameElements = new Set(['filter', 'slice', 'sort', 'reverse', 'concat', 'toSorted', 'toReversed', 'splice', 'flat', 'finally', 'catch', 'values']);
const oneElement = new Set(['find', 'at', 'pop', 'shift', 'findLast']);

/** Members of requests and applications that awilix' companions put a container at. */
const containerNames = new Set(['container', 'scope', 'diScope', 'diContainer']);

/** What calls and constructions give. */
export interface Calls {
  call(located: LocatedValue): readonly Resolved[];
  construct(located: LocatedValue): readonly Resolved[];
  returned(ref: FunctionRef, args: readonly LocatedValue[], outer: Scope | null): readonly Resolved[];
  /** What a call runs by way of a message bus or a caller of procedures. */
  dispatched(located: LocatedValue): readonly Dispatched[];
}

export function createCalls({ world, followed, fn, resolve, resolveType, element }: Evaluation, added: Added): Calls {
  // values and types that no file wrote: one object each, for what is found is kept by it
  const elements = new Map<Value, Value>();
  const results = new Map<Value, Value>();

  const construct = (located: LocatedValue): readonly Resolved[] => {
    const { file, value, scope } = located;
    if (value.k !== 'new') return nothing;
    followed.uses(scope);
    const args = argsOf(file, value.args, scope);
    return each(resolve(at(file, value.callee, scope)), (r) => {
      if (r.r === 'class') return [{ r: 'instance', ref: r.ref, args, scope, typeArgs: [], made: { file, at: value.at } }];
      if (r.r === 'external')
        return r.path.length === 0
          ? [external(r.symbol, file, value.at, 'instance', [], args)]
          : [{ ...r, how: 'instance', args, made: { file, at: value.at }, last: { file, at: value.at } }];
      return nothing;
    });
  };

  const call = (located: LocatedValue): readonly Resolved[] => {
    const { file, value, scope } = located;
    if (value.k !== 'call') return nothing;
    const query = world.queryAt(file, value.at);
    const args = argsOf(file, value.args, scope);
    if (query?.fact.action === 'transaction') {
      // a transaction gives what its callback returns, or what each query of a list gives
      const callback = args.find((arg) => arg.value.k === 'function');
      if (args[0]?.value.k === 'array') return resolve(args[0]);
      const result = callback ? all(resolve(callback).map((r) => (r.r === 'function' ? returned(r.ref, [], r.scope) : nothing))) : nothing;
      if (result.length > 0) return result;
    }
    if (query) {
      followed.uses(scope);
      // what a caller hands in decides the columns
      if (query.fact.columnsFrom && query.fact.fn !== null) followed.leavesOpen(fn(file, query.fact.fn));
      return [{ r: 'query', query, path: [], scope }];
    }
    if (value.callee.k === 'member') {
      const collection = collectionCall(value.callee.name, at(file, value.callee.of, scope), args);
      if (collection) return collection;
    }
    const found = calledHere(located, value, args);
    // a container that is out of sight: the written type says what it hands out
    const isHidden = value.gives !== undefined && found.every((r) => r.r === 'external' || r.r === 'param');
    const typed = isHidden ? resolveType({ file, type: value.gives! }).filter(isService) : nothing;
    return typed.length > 0 ? typed : found;
  };

  /** What has methods of the project: an object of a class, or of one that implements an interface. */
  const isService = (r: Resolved): boolean =>
    r.r === 'instance'
      ? Object.keys(r.ref.fact.methods).length > 0
      : r.r === 'type' && r.located.type.t === 'name' && r.located.type.symbol.k === 'ref' && world.implementers(classKey(r.located.file, r.located.type.symbol.name)).length > 0;

  const calledHere = ({ file, scope }: LocatedValue, value: Extract<Value, { k: 'call' }>, args: readonly LocatedValue[]): readonly Resolved[] =>
    each(resolve(at(file, value.callee, scope)), (r) => {
      switch (r.r) {
        case 'function':
          return returned(r.ref, args, r.scope).map((one) => madeHere(one, r.ref, file, value.at));
        case 'external': {
          const contained = added.fromContainer(value.callee, args);
          if (contained.length > 0) return contained;
          const variable = added.contextVariable(r, args);
          if (variable.length > 0) return variable;
          if (value.callee.k === 'member' && givesModel(r.symbol, r.path)) {
            const models = resolve(at(file, value.callee.of, scope)).filter((one) => one.r === 'class');
            if (models.length > 0) return models;
          }
          if (args.length > 0) followed.uses(scope);
          if (r.how === 'itself' && args[0] && keepsFunction(r.symbol, r.path)) return resolve(args[0]);
          const held = r.how === 'itself' && value.args[0] ? heldUnder(r.symbol, r.path) : null;
          if (held) return [{ r: 'value', located: at(file, resultOf(value, value.args[0]!, held), scope) }];
          const sent = world.dispatched(r, args);
          if (sent.length > 0) return all(sent.map((one) => (one.answers ? returned(one.ref, one.args, null) : nothing)));
          const place = { file, at: value.at };
          return [{ r: 'external', symbol: r.symbol, how: r.how, path: called(r.path), typeArgs: r.typeArgs, args: makesCaller(r) ? r.args : args, made: r.made ?? place, last: place }];
        }
        case 'param': {
          const contained = containerNames.has(r.path.at(-2) ?? '') ? added.fromContainer(value.callee, args) : added.contextVariable(r, args);
          return contained.length > 0 ? contained : [withPath(r, called(r.path))];
        }
        case 'query':
          return [withPath(r, called(r.path))];
        case 'type': {
          const { type } = r.located;
          return type.t === 'function' ? resolveType({ file: r.located.file, type: type.returns }) : nothing;
        }
        default:
          return nothing;
      }
    });

  /** `E.right(order)` as the object that it makes. */
  const resultOf = (call: Extract<Value, { k: 'call' }>, of: Value, members: readonly string[]): Value => {
    let value = results.get(call);
    if (!value) results.set(call, (value = { k: 'object', props: Object.fromEntries(members.map((name) => [name, of])), spreads: [], at: call.at }));
    return value;
  };

  const dispatched = ({ file, value, scope }: LocatedValue): readonly Dispatched[] =>
    value.k === 'call' && value.callee.k === 'member'
      ? resolve(at(file, value.callee, scope)).flatMap((r) => (r.r === 'external' ? world.dispatched(r, argsOf(file, value.args, scope)) : []))
      : [];

  /** What a factory of the project makes is another thing at every call of it. */
  const madeHere = (one: Resolved, ref: FunctionRef, file: FileFacts, at: Span): Resolved => {
    if (one.r !== 'external' || one.made?.file !== ref.file || one.made.at.start < ref.fact.at.start || one.made.at.end > ref.fact.at.end) return one;
    return { r: 'external', symbol: one.symbol, how: one.how, path: one.path, typeArgs: one.typeArgs, args: one.args, made: { file, at }, last: one.last };
  };

  /** Array and promise methods, on whatever is known to be one; `null` when the receiver is something else. */
  const collectionCall = (name: string, receiver: LocatedValue, args: readonly LocatedValue[]): readonly Resolved[] | null => {
    const isMap = name === 'map' || name === 'flatMap' || name === 'then';
    if (!isMap && !sameElements.has(name) && !oneElement.has(name)) return null;
    const found = resolve(receiver);
    const fits = found.filter(
      // the class of a row may have a method of that name
      (r) => (r.r === 'query' && world.rowMethods(r.query, r.path, name).length === 0) || (r.r === 'value' && r.located.value.k === 'array') || (name === 'then' && (r.r === 'external' || r.r === 'namespace')),
    );
    // whatever `map` is called on with a function literal is a list
    if (fits.length === 0 && !(name === 'map' && args[0]?.value.k === 'function' && found.every((r) => r.r === 'param' || r.r === 'type'))) return null;
    if (isMap) {
      const callback = args[0];
      if (!callback) return nothing;
      const results = all(
        resolve(callback).map((r) => (r.r === 'function' ? returned(r.ref, name === 'then' ? [receiver] : [elementValue(receiver)], r.scope) : nothing)),
      );
      if (name === 'then') return results;
      return results.map((r): Resolved => (r.r === 'query' ? withPath(r, [...r.path, 'map()']) : r));
    }
    if (oneElement.has(name)) return all(fits.map(element));
    return fits;
  };

  const elementValue = (collection: LocatedValue): LocatedValue => {
    let value = elements.get(collection.value);
    if (!value) elements.set(collection.value, (value = { k: 'element', of: collection.value }));
    return { ...collection, value };
  };

  const returned = (ref: FunctionRef, args: readonly LocatedValue[], outer: Scope | null): readonly Resolved[] => {
    const scope: Scope = { fn: ref, args, outer };
    if (scopeDepth(scope) > 8) {
      followed.cut();
      followed.uses(scope);
      return nothing;
    }
    const found = each(ref.fact.returns, (one) => {
      const values = resolve({ file: ref.file, value: one.value, scope });
      return values.some(({ r }) => r === 'query') && isNoRow({ resolve, resolveType }, ref, one) ? values.filter(({ r }) => r !== 'query') : values;
    });
    if (found.length > 0 || !ref.fact.returnType) return found;
    return resolveType({ file: ref.file, type: ref.fact.returnType });
  };

  const scopeDepth = (scope: Scope): number => {
    let count = 0;
    for (let s: Scope | null = scope; s; s = s.outer) count += 1;
    return count;
  };

  return { call, construct, returned, dispatched };
}
