import type { Resolved } from '../facts/project.js';

type WithPath = Extract<Resolved, { path: readonly string[] }>;

/** The same thing with other steps behind it. Written out: this is done for every member and call, and objects of several shapes are slow to spread. */
export function withPath(of: WithPath, path: readonly string[]): WithPath {
  switch (of.r) {
    case 'external':
      return { r: 'external', symbol: of.symbol, how: of.how, path, typeArgs: of.typeArgs, args: of.args, made: of.made, last: of.last };
    case 'query':
      return { r: 'query', query: of.query, path, scope: of.scope };
    case 'param':
      return { r: 'param', fn: of.fn, index: of.index, path };
  }
}
