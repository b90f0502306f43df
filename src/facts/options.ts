import { own } from './own.js';
import type { LocatedValue, Project } from './project.js';

/** What an options argument says about one option. */
export type Option =
  | { readonly state: 'given'; readonly values: readonly LocatedValue[] }
  /** The option is certainly not given, so its default holds. */
  | { readonly state: 'absent' }
  /** Something that cannot be followed may hold it. */
  | { readonly state: 'unknown' };

const absent: Option = { state: 'absent' };
const unknown: Option = { state: 'unknown' };

/** The items of a list that is written out, none of anything else. */
export const itemsOf = (list: LocatedValue): LocatedValue[] => (list.value.k === 'array' ? list.value.items.map((value) => ({ ...list, value })) : []);

/**
 * Looks an option up by its path (`['signOptions', 'algorithm']`) in an options argument, through variables, spreads,
 * branches and other files. A callback in the place of the options means that there are none.
 * @param options `undefined` where the argument is not given
 */
export function optionOf(project: Project, options: LocatedValue | undefined, path: readonly string[]): Option {
  const [name, ...rest] = path;
  if (name === undefined) return options ? { state: 'given', values: [options] } : absent;
  const first = propertyOf(project, options, name, 0);
  return first.state === 'given' && rest.length > 0 ? joined(first.values.map((value) => optionOf(project, value, rest))) : first;
}

function propertyOf(project: Project, located: LocatedValue | undefined, name: string, depth: number): Option {
  if (!located) return absent;
  if (depth > 8) return unknown;
  const { value } = located;
  switch (value.k) {
    case 'literal':
    case 'scalar':
    case 'text':
    case 'function':
      return absent;
    case 'object': {
      const given = own(value.props, name);
      if (given) return given.k === 'literal' && given.value === null ? absent : { state: 'given', values: [{ ...located, value: given }] };
      return joined(value.spreads.map((spread) => propertyOf(project, { ...located, value: spread }, name, depth + 1)));
    }
    case 'union':
      return joined(value.of.map((one) => propertyOf(project, { ...located, value: one }, name, depth + 1)));
    case 'unknown':
      return unknown;
  }
  const resolved = project.resolve(located);
  if (resolved.length === 0) return unknown;
  return joined(
    resolved.map((r) => {
      if (r.r === 'value' && r.located.value !== value) return propertyOf(project, r.located, name, depth + 1);
      return r.r === 'function' || (r.r === 'type' && r.located.type.t === 'function') ? absent : unknown;
    }),
  );
}

/** What is given anywhere counts; otherwise one place that cannot be followed is enough not to know. */
function joined(options: readonly Option[]): Option {
  const values = options.flatMap((option) => (option.state === 'given' ? option.values : []));
  if (values.length > 0) return { state: 'given', values };
  return options.some((option) => option.state === 'unknown') ? unknown : absent;
}

/**
 * The constants that a value may be, arrays taken apart and members of a library's enums by their name
 * (`Algorithm.RS256`). `open` when it may be something else as well.
 */
export function constantsOf(project: Project, located: LocatedValue): { readonly constants: readonly LocatedConstant[]; readonly open: boolean } {
  const constants: LocatedConstant[] = [];
  let open = false;
  const visit = (one: LocatedValue, depth: number): void => {
    const { value } = one;
    if (depth > 8) open = true;
    else if (value.k === 'literal') constants.push({ constant: value.value, at: one });
    else if (value.k === 'union') for (const part of value.of) visit({ ...one, value: part }, depth + 1);
    else if (value.k === 'array') for (const item of value.items) visit({ ...one, value: item.k === 'spread' ? item.of : item }, depth + 1);
    else if (value.k === 'object' || value.k === 'scalar' || value.k === 'text' || value.k === 'unknown' || value.k === 'function') open = true;
    else {
      const resolved = project.resolve(one);
      if (resolved.length === 0) open = true;
      for (const r of resolved) {
        if (r.r === 'value' && r.located.value !== value) visit(r.located, depth + 1);
        else if (r.r === 'external' && !r.symbol.startsWith('global#') && r.path.every((step) => !step.endsWith(')')))
          constants.push({ constant: r.path.at(-1) ?? r.symbol.slice(r.symbol.lastIndexOf('#') + 1), at: one });
        else open = true;
      }
    }
  };
  visit(located, 0);
  return { constants, open };
}

export interface LocatedConstant {
  readonly constant: string | number | boolean | null;
  readonly at: LocatedValue;
}
