import type { FileFacts } from '../facts/file.js';
import { own } from '../facts/own.js';
import type { ClassRef, FunctionRef, LocatedValue, Place, Resolved } from '../facts/project.js';
import type { Value } from '../facts/value.js';
import { frameworks } from '../frameworks/index.js';
import type { Evaluator } from './evaluate.js';
import { matches } from './symbol-patterns.js';

export interface RouterKeys {
  /** Every name under which a router is known: where it was made, the parameter that it comes in, the object that holds it. */
  keysOf(located: LocatedValue, framework: string): string[];
}

const models = new Map(frameworks.map((f) => [f.name, f.routers]));

/** Levels of base classes and of getters that are followed to the field of a router. */
const maxLevels = 6;

export const madeKey = (place: Place): string => `made:${place.file.path}:${place.at.start}:${place.at.end}`;

export function createRouterKeys(
  files: readonly FileFacts[],
  evaluator: Evaluator,
  argumentsOf: (fn: FunctionRef, index: number) => readonly LocatedValue[],
): RouterKeys {
  const keysOf = (located: LocatedValue, framework: string, level = 0): string[] => {
    const { file, value } = located;
    if (level > 4) return [];
    if (value.k === 'union') return value.of.flatMap((of) => keysOf({ ...located, value: of }, framework, level));
    const keys = new Set<string>();
    const holder = value.k === 'member' && value.of.k === 'param' ? value.of : value;
    if (holder.k === 'param') {
      const name = value.k === 'member' ? value.name : null;
      const fn = evaluator.fn(file, holder.fn);
      // a rest parameter that is taken apart: its element `n` is argument `index + n`
      const rest = name !== null && /^\d+$/.test(name);
      const position = rest ? holder.index + Number(name) : holder.index;
      keys.add(`param:${file.path}:${holder.fn}:${position}`);
      for (const given of argumentsOf(fn, position)) {
        const passed: Value = name === null || rest ? given.value : { k: 'member', of: given.value, name };
        for (const key of keysOf({ ...given, value: passed }, framework, level + 1)) keys.add(key);
      }
    }
    if (value.k === 'this')
      for (const ref of subclasses().of(evaluator.cls(file, value.cls))) for (const name of routerFields(ref, framework)) keys.add(fieldKey(ref, name));
    if (value.k === 'this') keys.add(classKey(evaluator.cls(file, value.cls)));
    const held = heldBy(located);
    for (const one of held) keys.add(one.key);
    // each object of a base class has a router of its own: where that class makes it says nothing
    if (held.some((one) => one.inherited)) return [...keys];
    if ((value.k === 'call' || value.k === 'new') && !models.get(framework)?.symbols) keys.add(madeKey({ file, at: value.at }));
    for (const resolved of evaluator.resolve(located)) for (const key of resolvedKeys(resolved, framework)) keys.add(key);
    return [...keys];
  };

  const resolvedKeys = (resolved: Resolved, framework: string): string[] => {
    const model = models.get(framework);
    switch (resolved.r) {
      case 'external': {
        const step = resolved.path.at(-1)?.replace(/\(\)$/, '');
        // a router that another one gives, or a framework whose routers are calls: the last call is the router
        const place = !model?.symbols || (step !== undefined && model.derive?.includes(step)) ? resolved.last : resolved.made;
        return place ? [madeKey(place)] : [];
      }
      case 'function':
        // a plugin: what is registered inside hangs on its first parameter
        return [`param:${resolved.ref.file.path}:${resolved.ref.index}:0`];
      case 'instance': {
        // the object is a router itself, or keeps one
        if (resolved.made && isRouter(evaluator.origins(resolved), framework)) return [madeKey(resolved.made), ...lineOf(resolved.ref).map(classKey)];
        return routerFields(resolved.ref, framework).map((name) => fieldKey(resolved.ref, name));
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

  /** The router fields that `orders.router`, a getter or `orders.getRouter()` stand for, by the class of the object. */
  const heldBy = ({ file, value, scope }: LocatedValue): { key: string; inherited: boolean }[] => {
    const member = value.k === 'call' && value.args.length === 0 ? value.callee : value;
    if (member.k !== 'member') return [];
    const { of, name } = member;
    const objects =
      of.k === 'this'
        ? [evaluator.cls(file, of.cls), ...subclasses().of(evaluator.cls(file, of.cls))]
        : evaluator.resolve({ file, value: of, scope }).flatMap((r) => (r.r === 'instance' ? [r.ref] : []));
    return objects.flatMap((ref, i) => {
      const found = fieldOf(ref, name, 0);
      if (!found) return [];
      return [{ key: fieldKey(ref, found.name), inherited: (of.k !== 'this' || i === 0) && found.owner !== ref }];
    });
  };

  /** A field that the class or one above it fills itself, by its name or by that of a method that gives it. */
  const fieldOf = (ref: ClassRef, name: string, level: number): { owner: ClassRef; name: string } | null => {
    if (level > maxLevels) return null;
    const field = own(ref.fact.fields, name);
    const getter = field?.value?.k === 'call' && field.value.callee.k === 'function' ? field.value.callee.fn : undefined;
    if (field?.value && getter === undefined) return isMade(field.value) ? { owner: ref, name } : null;
    const method = getter ?? own(ref.fact.methods, name);
    if (method !== undefined) {
      const [returned, ...others] = ref.file.functions[method]!.returns;
      const { value } = returned ?? {};
      return others.length === 0 && value?.k === 'member' && value.of.k === 'this' ? fieldOf(ref, value.name, level + 1) : null;
    }
    const above = baseOf(ref);
    return above ? fieldOf(above, name, level + 1) : null;
  };

  const isMade = (value: Value): boolean => value?.k === 'call' || value?.k === 'new';

  const baseOf = (ref: ClassRef): ClassRef | null => {
    if (!ref.fact.extends) return null;
    const found = evaluator.resolve({ file: ref.file, value: ref.fact.extends, scope: null }).find((r) => r.r === 'class');
    return found?.r === 'class' ? found.ref : null;
  };

  /** A class and the classes above it. */
  const lineOf = (start: ClassRef): ClassRef[] => {
    const line: ClassRef[] = [];
    for (let ref: ClassRef | null = start; ref && line.length <= maxLevels; ref = baseOf(ref)) line.push(ref);
    return line;
  };

  /** Names of the fields of a class and those above it that hold a router. */
  const routerFields = (start: ClassRef, framework: string): string[] => {
    const names = new Set<string>();
    for (const ref of lineOf(start))
      for (const [name, { value }] of Object.entries(ref.fact.fields)) {
        if (!value || !isMade(value) || names.has(name)) continue;
        const made = evaluator.resolve({ file: ref.file, value, scope: null });
        if (!models.get(framework)?.symbols || made.some((r) => isRouter(evaluator.origins(r), framework))) names.add(name);
      }
    return [...names];
  };

  let below: ReturnType<typeof indexSubclasses> | null = null;
  const subclasses = (): ReturnType<typeof indexSubclasses> => (below ??= indexSubclasses(files, evaluator, baseOf));

  return { keysOf: (located, framework) => keysOf(located, framework) };
}

/** Classes by the classes that they extend, however far above. */
function indexSubclasses(files: readonly FileFacts[], evaluator: Evaluator, baseOf: (ref: ClassRef) => ClassRef | null): { of(ref: ClassRef): readonly ClassRef[] } {
  const index = new Map<ClassRef, ClassRef[]>();
  for (const file of files)
    file.classes.forEach((fact, i) => {
      if (!fact.extends) return;
      const ref = evaluator.cls(file, i);
      let above = baseOf(ref);
      for (let level = 0; above && above !== ref && level <= maxLevels; level += 1, above = baseOf(above)) {
        const list = index.get(above);
        if (list) list.push(ref);
        else index.set(above, [ref]);
      }
    });
  return { of: (ref) => index.get(ref) ?? [] };
}
