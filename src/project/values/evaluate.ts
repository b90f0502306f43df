import type { FileFacts } from '../../facts/file.js';
import { own } from '../../facts/own.js';
import type { Dispatched, FunctionRef, LocatedType, LocatedValue, Resolved, Scope } from '../../facts/project.js';
import { positionOf } from './call-arguments.js';
import { createAdded } from './evaluate-added.js';
import { createCalls } from './evaluate-calls.js';
import { createMembers } from './evaluate-members.js';
import { createTypes } from './evaluate-types.js';
import type { Evaluation, World } from './evaluation.js';
import { createFollowed } from './followed.js';
import type { Refs } from './refs.js';
import { createRefs } from './refs.js';
import { all, at, each, external, instance, nothing, splitSymbol } from './resolved.js';

export interface Evaluator extends Refs {
  resolve(located: LocatedValue): readonly Resolved[];
  resolveType(located: LocatedType): readonly Resolved[];
  member(of: Resolved, name: string): readonly Resolved[];
  dispatched(call: LocatedValue): readonly Dispatched[];
  origins(resolved: Resolved): readonly string[];
}

/** Follows values across the project. Results that hold in every call context are remembered; nothing is followed for ever. */
export function createEvaluator(world: World): Evaluator {
  const followed = createFollowed();
  const { fn, cls } = createRefs();

  const resolve = (located: LocatedValue): readonly Resolved[] => {
    const { file, value, scope } = located;
    // what is remembered of a literal without a call context holds none
    if (scope && (value.k === 'object' || value.k === 'array' || value.k === 'text' || value.k === 'function')) return compute(located);
    return followed.follow(file, value, scope, compute, located);
  };

  const compute = (located: LocatedValue): readonly Resolved[] => {
    const { file, value, scope } = located;
    switch (value.k) {
      case 'unknown':
        return nothing;
      case 'literal':
      case 'scalar':
        return [{ r: 'value', located: scope ? at(file, value) : located }];
      case 'tagged': {
        followed.uses(scope);
        const query = world.queryAt(file, value.at);
        return query ? [{ r: 'query', query, path: [], scope }] : [{ r: 'value', located }];
      }
      case 'text':
      case 'object':
      case 'array':
        followed.uses(scope);
        return [{ r: 'value', located }];
      case 'spread':
      case 'omit':
        return resolve(at(file, value.of, scope));
      case 'ref': {
        const bound = own(file.bindings, value.name);
        if (bound) return resolve(at(file, bound));
        return nothing;
      }
      case 'import':
        return importedName(file, value.source, value.name);
      case 'global':
        return [external(`global#${value.name}`, file, null)];
      case 'function':
        followed.uses(scope);
        return [{ r: 'function', ref: fn(file, value.fn), scope }];
      case 'class':
        return [{ r: 'class', ref: cls(file, value.cls) }];
      case 'this':
        return [instance(cls(file, value.cls))];
      case 'super':
        return members.superInstance(cls(file, value.cls));
      case 'param':
        return param(file, value.fn, value.index, scope);
      case 'member':
        return each(resolve(at(file, value.of, scope)), (r) => members.member(r, value.name));
      case 'element':
        return each(resolve(at(file, value.of, scope)), members.element);
      case 'union':
        return each(value.of, (v) => resolve(at(file, v, scope)));
      case 'typed':
        return types.resolveType({ file, type: value.type });
      case 'new':
        return calls.construct(located);
      case 'call':
        return calls.call(located);
    }
  };

  const importedName = (file: FileFacts, source: string, name: string): readonly Resolved[] => {
    const found = world.symbols.imported(file, source, name);
    if (!found) return nothing;
    switch (found.kind) {
      case 'value':
        return resolve(at(found.file, found.value));
      case 'namespace': {
        // `require('./x')` gives what `module.exports` was set to
        const whole = own(found.file.exports, 'default');
        const exported = whole && 'value' in whole && whole.commonjs ? resolve(at(found.file, whole.value)) : nothing;
        return [...exported, { r: 'namespace', file: found.file }];
      }
      case 'type':
        return types.declared(found.file, found.name);
      case 'external':
        return [external(`${found.source}#${found.name}`, file, null)];
    }
  };

  const param = (file: FileFacts, index: number, position: number, scope: Scope | null): readonly Resolved[] => {
    const ref = fn(file, index);
    for (let s = scope; s; s = s.outer)
      if (s.fn.file === file && s.fn.index === index) {
        followed.uses(s);
        const given = s.args[positionOf(s.fn, position)];
        if (given) {
          const found = resolve(given);
          if (found.length > 0) return found;
        }
        break;
      }
    followed.leavesOpen(ref);
    const fact = ref.fact.params[position];
    if (world.isInjected(ref)) {
      const named = fact?.name ? added.heldAs(fact.name) : nothing;
      if (named.length > 0) return named;
      if (position === 0) return [{ r: 'param', fn: ref, index: 0, path: [] }];
    }
    if (fact?.type) {
      const typed = types.resolveType({ file, type: fact.type });
      if (typed.length > 0) return typed;
    }
    const passed = callbackParam(ref, position);
    if (passed.length > 0) return passed;
    const expected = expectedParam(ref, position);
    if (expected.length > 0) return expected;
    const given = all([...world.argumentsOf(ref, position).map((a) => resolve(a)), ...(fact?.initial ? [resolve(at(file, fact.initial))] : [])]);
    return given.length > 0 ? given : [{ r: 'param', fn: ref, index: position, path: [] }];
  };

  /** `client.$transaction(async (tx) => …)`: what a client hands to a callback is the client itself. */
  const callbackParam = (ref: FunctionRef, position: number): readonly Resolved[] => {
    const { passedTo } = ref.fact;
    if (!passedTo || position !== 0 || passedTo.callee.k !== 'member') return nothing;
    if (!/^\$?transaction$|^\$extends$|^begin$|^connect$|^tx$|^withTransaction$|^transacting$|^transactional$/.test(passedTo.callee.name)) return nothing;
    return resolve(at(ref.file, passedTo.callee.of)).filter((r) => r.r === 'external' || r.r === 'instance');
  };

  /** `each(rows, async (row) => …)`: what a function of the project is handed takes what it says of that parameter. */
  const expectedParam = (ref: FunctionRef, position: number): readonly Resolved[] => {
    const { passedTo } = ref.fact;
    if (!passedTo) return nothing;
    return each(resolve(at(ref.file, passedTo.callee)), (r) => {
      const type = r.r === 'function' ? r.ref.fact.params[passedTo.index]?.type : null;
      if (r.r !== 'function' || !type) return nothing;
      return each(types.resolveType({ file: r.ref.file, type }), (t) => {
        const params = t.r === 'type' && t.located.type.t === 'function' ? t.located.type.params : undefined;
        const param = params?.[position];
        return param && t.r === 'type' ? types.resolveType({ file: t.located.file, type: param }) : nothing;
      });
    });
  };

  const origins = (resolved: Resolved, level = 0): readonly string[] => {
    if (resolved.r === 'external') {
      const path = resolved.path.filter((p) => p !== '()').map((p) => p.replace(/\(\)$/, ''));
      const symbols = [resolved.symbol];
      const [source, name] = splitSymbol(resolved.symbol);
      // `import * as express` and `import express`: a member is an export
      if ((name === '*' || name === 'default') && path[0]) symbols.push(`${source}#${path[0]}`);
      return symbols;
    }
    if ((resolved.r === 'instance' || resolved.r === 'class') && level < 6) {
      const { ref } = resolved;
      if (!ref.fact.extends) return [];
      return resolve(at(ref.file, ref.fact.extends)).flatMap((r) => [...origins(r, level + 1)]);
    }
    if (resolved.r === 'type' && resolved.located.type.t === 'name' && resolved.located.type.symbol.k === 'ref' && level < 6) {
      const declared = own(resolved.located.file.types, resolved.located.type.symbol.name);
      return (declared?.extends ?? []).flatMap((e) => types.resolveType({ file: resolved.located.file, type: e }).flatMap((r) => [...origins(r, level + 1)]));
    }
    return [];
  };

  const evaluation: Evaluation = {
    world,
    followed,
    fn,
    cls,
    resolve,
    imported: importedName,
    resolveType: (located) => types.resolveType(located),
    typeMember: (located, name, typeArgs) => types.typeMember(located, name, typeArgs),
    member: (of, name) => members.member(of, name),
    element: (of) => members.element(of),
    implementing: (key, name, typeArgs) => members.implementing(key, name, typeArgs),
    returned: (ref, args, outer) => calls.returned(ref, args, outer),
  };
  const added = createAdded(evaluation);
  const types = createTypes(evaluation);
  const members = createMembers(evaluation, added);
  const calls = createCalls(evaluation, added);

  return { resolve, resolveType: types.resolveType, member: members.member, dispatched: calls.dispatched, origins: (r) => origins(r), fn, cls };
}
