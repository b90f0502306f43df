import { own } from '../../facts/own.js';
import type { LocatedValue, Resolved } from '../../facts/project.js';
import type { Value } from '../../facts/value.js';
import { handlerParams, openInterfaces, openSymbols } from '../../recognise/open-interfaces.js';
import type { AmbientType } from './ambient.js';
import type { Evaluation } from './evaluation.js';
import { all, at, instance, nothing, splitSymbol } from './resolved.js';

type Carrier = Extract<Resolved, { r: 'external' | 'param' }>;

/** What a project puts within reach without an import: in containers, and on objects of a framework. */
export interface Added {
  fromContainer(callee: Value, args: readonly LocatedValue[]): readonly Resolved[];
  asInstance(provider: LocatedValue): readonly Resolved[];
  /** What a container holds under a name. */
  heldAs(name: string): readonly Resolved[];
  /** A member that the project adds to an object of a framework. */
  memberOf(carrier: Carrier, name: string): readonly Resolved[];
  contextVariable(r: Carrier, args: readonly LocatedValue[]): readonly Resolved[];
}

export function createAdded({ world, resolve, resolveType, member, typeMember }: Evaluation): Added {
  /** `container.resolve(OrdersController)`, `Container.get('Orders')`: an instance of the class, or what the token stands for. */
  const fromContainer = (callee: Value, args: readonly LocatedValue[]): readonly Resolved[] => {
    const [token] = args;
    if (callee.k !== 'member' || !token || !/^(resolve|get|getOrThrow|getInstance|make)$/.test(callee.name)) return nothing;
    const classes = token.value.k === 'literal' ? nothing : resolve(token).filter((r) => r.r === 'class');
    if (classes.length > 0) return classes.flatMap((r) => (r.r === 'class' ? [instance(r.ref)] : []));
    return all(world.providedFor(token).map(asInstance));
  };

  /** What a container hands out for a provider: an instance of a class, or the value itself. */
  const asInstance = (provider: LocatedValue): readonly Resolved[] => resolve(provider).map((r) => (r.r === 'class' ? instance(r.ref) : r));

  const heldAs = (name: string): readonly Resolved[] => all(world.held(name).map(asInstance));

  /** What an object is among those that projects add members to: `fastify#FastifyInstance`, `hono#Context.var`. */
  const carrierOf = (r: Carrier): string => {
    if (r.r === 'external') {
      if (!openSymbols.has(r.symbol)) return '';
      if (r.path.length === 0) return r.how === 'instance' ? r.symbol : '';
      return r.path[0] === '()' ? `${r.symbol}()${r.path.slice(1).join('.')}` : [r.symbol, ...r.path].join('.');
    }
    // a function that is handed to a method of an app: its parameters need no written type
    const { passedTo, params } = r.fn.fact;
    if (!passedTo || passedTo.callee.k !== 'member' || params.length > 3) return '';
    const { of, name } = passedTo.callee;
    for (const on of resolve(at(r.fn.file, of))) {
      const source = on.r === 'external' ? splitSymbol(on.symbol)[0] : '';
      const type = source === 'fastify' && name === 'register' ? 'fastify#FastifyInstance' : own(handlerParams, source)?.[r.index];
      if (type && (name !== 'register' || r.index === 0)) return [type, ...r.path].join('.');
    }
    return '';
  };

  /** A member that the project adds to a type of a framework: by `decorate`, or by an interface merged into it. */
  const addedMember = (carrier: string, name: string): readonly Resolved[] => {
    const interfaces = own(openInterfaces, carrier);
    if (!interfaces) return nothing;
    const decorated = interfaces.some((key) => key.startsWith('fastify#')) ? all(world.ambient.decorated(name).map((value) => resolve(value))) : nothing;
    return decorated.length > 0 ? decorated : all(interfaces.flatMap((key) => world.ambient.typesOf(key).map((one) => ambientMember(one, name))));
  };

  const ambientMember = ({ file, fact }: AmbientType, name: string): readonly Resolved[] => {
    const direct = typeMember({ file, type: fact.type }, name);
    return direct.length > 0 ? direct : all(fact.extends.map((type) => all(resolveType({ file, type }).map((r) => member(r, name)))));
  };

  /** `c.get('db')` of Hono: what `c.var.db` is. */
  const contextVariable = (r: Carrier, args: readonly LocatedValue[]): readonly Resolved[] => {
    const key = args[0]?.value;
    if (r.path.at(-1) !== 'get' || key?.k !== 'literal' || typeof key.value !== 'string') return nothing;
    return carrierOf({ ...r, path: r.path.slice(0, -1) }) === 'hono#Context' ? addedMember('hono#Context.var', key.value) : nothing;
  };

  return { fromContainer, asInstance, heldAs, memberOf: (carrier, name) => addedMember(carrierOf(carrier), name), contextVariable };
}
