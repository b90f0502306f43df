import type { CallFact } from '../../facts/code.js';
import type { FileFacts } from '../../facts/file.js';
import { own } from '../../facts/own.js';
import type { ClassRef, FunctionRef, LocatedValue, Place, Resolved } from '../../facts/project.js';
import type { Span } from '../../facts/source.js';
import type { Value } from '../../facts/value.js';
import { frameworks } from '../../frameworks/index.js';
import type { Constructions } from '../values/constructions.js';
import type { Evaluator } from '../values/evaluate.js';
import type { Run } from '../values/repeats.js';
import { matches } from '../values/symbol-patterns.js';
import { givenIn } from './endpoint-paths.js';

export interface RouterKeys {
  /** Every name under which a router is known: where it was made, the parameter that it comes in, the object that holds it. */
  keysOf(located: LocatedValue, framework: string): string[];
  /**
   * For a router that a function of the project returns: the names that it has inside of that function, by the name of
   * what one call gives. What is hung on it inside hangs on every call's router, what is hung on one call's only there.
   */
  insideOf(key: string): readonly string[];
  /** Names that the router of one run has for itself, those of one object before those of its class. */
  ofRun(router: Value, framework: string, run: Run): string[];
  /** The name of what is made at a place. */
  keyAt(file: FileFacts, at: Span): string;
}

const models = new Map(frameworks.map((f) => [f.name, f.routers]));

/** Getters of getters that are followed to the field of a router. */
const maxLevels = 6;

const madeKey = (place: Place): string => `made:${place.file.path}:${place.at.start}:${place.at.end}`;

export function createRouterKeys(
  evaluator: Evaluator,
  constructions: Constructions,
  argumentsOf: (fn: FunctionRef, index: number) => readonly LocatedValue[],
): RouterKeys {
  const keysOf = (located: LocatedValue, framework: string, level = 0): string[] => {
    const { file, value } = located;
    if (level > 4) return [];
    if (value.k === 'union') return value.of.flatMap((of) => keysOf({ ...located, value: of }, framework, level));
    const chained = chainedOn(value, framework);
    if (chained) return keysOf({ ...located, value: chained }, framework, level);
    const keys = new Set<string>();
    const holder = value.k === 'member' && value.of.k === 'param' ? value.of : value;
    if (holder.k === 'param') {
      const name = value.k === 'member' ? value.name : null;
      const fn = evaluator.fn(file, holder.fn);
      // a rest parameter that is taken apart: its element `n` is argument `index + n`
      const rest = name !== null && /^\d+$/.test(name);
      const position = rest ? holder.index + Number(name) : holder.index;
      keys.add(`param:${file.path}:${holder.fn}:${position}`);
      const followed = givenIn(located.scope, { ...located, value: { ...holder, index: position } });
      for (const given of followed ? [followed] : argumentsOf(fn, position)) {
        const passed: Value = name === null || rest ? given.value : { k: 'member', of: given.value, name };
        for (const key of keysOf({ ...given, value: passed }, framework, level + 1)) keys.add(key);
      }
    }
    if (value.k === 'this')
      for (const ref of constructions.below(evaluator.cls(file, value.cls))) for (const name of routerFields(ref, framework)) keys.add(fieldKey(ref, name));
    if (value.k === 'this') keys.add(classKey(evaluator.cls(file, value.cls)));
    const held = heldBy(located);
    for (const one of held) keys.add(one.key);
    // each object of a base class has a router of its own: where that class makes it says nothing
    if (held.some((one) => one.inherited)) return [...keys];
    if ((value.k === 'call' || value.k === 'new') && !models.get(framework)?.symbols) keys.add(madeKey({ file, at: value.at }));
    for (const resolved of evaluator.resolve(located)) for (const key of resolvedKeys(resolved, framework, level)) keys.add(key);
    return [...keys];
  };

  /** `router` of `router.use(a).get(b)` where it is handed in: every method but those that derive gives the router back. */
  const chainedOn = (value: Value, framework: string): Value | null => {
    const model = models.get(framework);
    let of = value;
    while (model && of.k === 'call' && of.callee.k === 'member' && !model.derive.includes(of.callee.name)) of = of.callee.of;
    return of !== value && (of.k === 'param' || (of.k === 'member' && of.of.k === 'param')) ? of : null;
  };

  const inside = new Map<string, readonly string[]>();
  const callsAt = new Map<FileFacts, Map<string, CallFact>>();

  /** What the functions of the project return that the call at a place calls. */
  const returnedAt = ({ file, at }: Place): LocatedValue[] => {
    let calls = callsAt.get(file);
    if (!calls) callsAt.set(file, (calls = new Map(file.calls.map((call) => [`${call.at.start}-${call.at.end}`, call]))));
    const call = calls.get(`${at.start}-${at.end}`);
    if (!call) return [];
    return evaluator
      .resolve({ file, value: call.callee, scope: null })
      .flatMap((r) => (r.r === 'function' ? r.ref.fact.returns.map(({ value }): LocatedValue => ({ file: r.ref.file, value, scope: null })) : []));
  };

  const resolvedKeys = (resolved: Resolved, framework: string, level: number): string[] => {
    const model = models.get(framework);
    switch (resolved.r) {
      case 'external': {
        const step = resolved.path.at(-1)?.replace(/\(\)$/, '');
        // a router that another one gives, or a framework whose routers are calls: the last call is the router
        const place = !model?.symbols || (step !== undefined && model.derive?.includes(step)) ? resolved.last : resolved.made;
        if (!place) return [];
        const key = madeKey(place);
        if (!inside.has(key)) {
          inside.set(key, []);
          inside.set(key, returnedAt(place).flatMap((returned) => keysOf(returned, framework, level + 1)).filter((one) => one !== key));
        }
        return [key];
      }
      case 'function':
        // a plugin: what is registered inside hangs on its first parameter
        return [`param:${resolved.ref.file.path}:${resolved.ref.index}:0`];
      case 'instance': {
        // the object is a router itself, or keeps one
        if (resolved.made && isRouter(evaluator.origins(resolved), framework)) return [madeKey(resolved.made), ...constructions.line(resolved.ref).map(classKey)];
        return routerFields(resolved.ref, framework).flatMap((name) => [...(resolved.made ? [objectKey(resolved.made, name)] : []), fieldKey(resolved.ref, name)]);
      }
      case 'value': {
        const { value } = resolved.located;
        return 'at' in value ? [madeKey({ file: resolved.located.file, at: value.at })] : [];
      }
      default:
        return [];
    }
  };

  const isRouter = (origins: readonly string[], framework: string): boolean => {
    const symbols = models.get(framework)?.symbols;
    return symbols !== undefined && origins.some((symbol) => matches(symbols, symbol));
  };

  /** What a class that is a router itself does to every object of it. */
  const classKey = (ref: ClassRef): string => `class:${ref.file.path}:${ref.index}`;

  const fieldKey = (ref: ClassRef, name: string): string => `held:${ref.file.path}:${ref.index}:${name}`;

  /** The router that one object keeps in a field. */
  const objectKey = (made: Place, name: string): string => `${madeKey(made)}.${name}`;

  /** The router fields that `orders.router`, a getter or `orders.getRouter()` stand for, by the class of the object. */
  const heldBy = ({ file, value, scope }: LocatedValue): { key: string; inherited: boolean }[] => {
    const member = value.k === 'call' && value.args.length === 0 ? value.callee : value;
    if (member.k !== 'member') return [];
    const { of, name } = member;
    const objects: { ref: ClassRef; made?: Place }[] =
      of.k === 'this'
        ? [evaluator.cls(file, of.cls), ...constructions.below(evaluator.cls(file, of.cls))].map((ref) => ({ ref }))
        : evaluator.resolve({ file, value: of, scope }).flatMap((r) => (r.r === 'instance' ? [r] : []));
    return objects.flatMap(({ ref, made }, i) => {
      const found = fieldOf(ref, name, 0);
      if (!found) return [];
      const inherited = (of.k !== 'this' || i === 0) && found.owner !== ref;
      return [...(made ? [objectKey(made, found.name)] : []), fieldKey(ref, found.name)].map((key) => ({ key, inherited }));
    });
  };

  /** A field that the class or one above it fills itself, by its name or by that of a method that gives it. */
  const fieldOf = (start: ClassRef, name: string, level: number): { owner: ClassRef; name: string } | null => {
    if (level > maxLevels) return null;
    for (const ref of constructions.line(start)) {
      const field = own(ref.fact.fields, name);
      const getter = field?.value?.k === 'call' && field.value.callee.k === 'function' ? field.value.callee.fn : undefined;
      if (field?.value && getter === undefined) return isMade(field.value) ? { owner: ref, name } : null;
      const method = getter ?? own(ref.fact.methods, name);
      if (method === undefined) continue;
      const [returned, ...others] = ref.file.functions[method]!.returns;
      const { value } = returned ?? {};
      return others.length === 0 && value?.k === 'member' && value.of.k === 'this' ? fieldOf(ref, value.name, level + 1) : null;
    }
    return null;
  };

  const isMade = (value: Value): boolean => value?.k === 'call' || value?.k === 'new';

  /** Names of the fields of a class and those above it that hold a router. */
  const routerFields = (start: ClassRef, framework: string): string[] => {
    const names = new Set<string>();
    for (const ref of constructions.line(start))
      for (const [name, { value }] of Object.entries(ref.fact.fields)) {
        if (!value || !isMade(value) || names.has(name)) continue;
        const made = evaluator.resolve({ file: ref.file, value, scope: null });
        if (!models.get(framework)?.symbols || made.some((r) => isRouter(evaluator.origins(r), framework))) names.add(name);
      }
    return [...names];
  };

  const ofRun = (router: Value, framework: string, { made, self }: Run): string[] => {
    // what a class registers by a method of its own hangs on the routers that it keeps
    const fields = router.k === 'member' && router.of.k === 'this' ? [router.name] : router.k === 'this' && self ? routerFields(self, framework) : [];
    const isItself = router.k !== 'member';
    return [
      ...(made && isItself ? [madeKey(made)] : []),
      ...(made ? fields.map((name) => objectKey(made, name)) : []),
      ...(self && isItself ? [classKey(self)] : []),
      ...(self ? fields.map((name) => fieldKey(self, name)) : []),
    ];
  };

  return { keysOf: (located, framework) => keysOf(located, framework), insideOf: (key) => inside.get(key) ?? [], ofRun, keyAt: (file, at) => madeKey({ file, at }) };
}
