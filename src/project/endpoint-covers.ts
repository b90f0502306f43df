import { frameworks } from '../frameworks/index.js';
import type { EndpointFact, MiddlewareFact } from '../facts/backend.js';
import type { FileFacts } from '../facts/file.js';
import type { FunctionRef, LocatedValue } from '../facts/project.js';
import type { PackageInfo } from '../facts/source.js';
import { joinPaths } from './endpoint-paths.js';
import type { Evaluator } from './evaluate.js';
import { packageOf } from './packages.js';
import type { Way } from './router-ways.js';

/** Something that runs before handlers, and the names of the router that it stands on. */
export interface Covering {
  readonly fact: MiddlewareFact;
  readonly file: FileFacts;
  readonly keys: readonly string[];
}

/** An endpoint as what may cover it looks at it. */
export interface Covered {
  readonly file: FileFacts;
  readonly fact: EndpointFact;
  readonly handler: FunctionRef | null;
  readonly chain: Way['chain'];
  readonly path: string | null;
  readonly prefix: string | null;
}

export function covers(covering: Covering, endpoint: Covered, packages: readonly PackageInfo[]): boolean {
  const { scope } = covering.fact;
  const { file, fact, handler } = endpoint;
  switch (scope.of) {
    case 'app':
      if (covering.fact.framework !== fact.framework) return false;
      if (scope.methods && !scope.methods.includes(fact.method)) return false;
      if (scope.path && endpoint.path !== null && !patternCovers(scope.path, endpoint.path)) return false;
      return samePackage(packages, covering.file, file);
    case 'class':
      return covering.file === file && scope.cls === fact.cls;
    case 'function':
      return handler !== null && covering.file === handler.file && scope.fn === handler.index;
    case 'router':
      return covering.keys.some((key) => endpoint.chain.has(key) && precedes(covering, endpoint, key)) && underPath(scope.path, endpoint);
  }
}

/**
 * Express and its like run middlewares in the order of registration: before what is registered on the same router after
 * them, be it the endpoint or the router that it hangs on. Across files order is not known.
 */
function precedes({ file, fact }: Covering, endpoint: Covered, key: string): boolean {
  const hung = fact.role === 'error-handler' ? null : endpoint.chain.get(key);
  if (hung) return file !== hung.file || fact.at.start <= hung.start;
  return file !== endpoint.file || fact.at.start < endpoint.fact.at.start;
}

function underPath(scope: string | null, endpoint: Covered): boolean {
  const own = endpoint.fact.path;
  if (scope === null || scope === '' || scope === '/' || scope === '*' || own === null) return true;
  const plain = scope.replace(/\/?\*$/, '');
  return own.startsWith(plain) || (endpoint.prefix ?? '').includes(plain) || joinPaths(endpoint.prefix ?? '', own).startsWith(plain);
}

/** `*` in a path matches the rest. */
const patternCovers = (pattern: string, path: string): boolean => {
  const star = pattern.indexOf('*');
  const plain = (star < 0 ? pattern : pattern.slice(0, star).replace(/\/?\(?$/, '')).replace(/^\/+/, '');
  return star < 0 ? path.includes(plain) : path.replace(/^\/+/, '').includes(plain);
};

/** One backend with its libraries counts as one app; of several, each covers its own package. */
export function samePackage(packages: readonly PackageInfo[], a: FileFacts, b: FileFacts): boolean {
  return a === b || countApps(packages) <= 1 || packageOf(a.path, packages) === packageOf(b.path, packages);
}

const apps = new WeakMap<readonly PackageInfo[], number>();

function countApps(packages: readonly PackageInfo[]): number {
  let count = apps.get(packages);
  if (count === undefined) {
    const serves = (name: string): boolean => frameworks.some(({ enabledBy }) => enabledBy.includes(name));
    apps.set(packages, (count = packages.filter((p) => p.isBackend && p.dependencies.some(serves)).length));
  }
  return count;
}

const responseKeys = ['response', 'responses', 'output', 'responseSchema', 'outputSchema'];
const serialisers = /#(ClassSerializerInterceptor|ZodSerializerDto|ZodResponse|SerializeOptions|SerializerInterceptor)$/;

/** A middleware that is given a response schema, or an interceptor that serialises by one. */
export function serialises(evaluator: Evaluator, located: LocatedValue): boolean {
  const { value } = located;
  if (value.k === 'call' || value.k === 'new')
    for (const arg of value.args)
      if (arg.k === 'object' && responseKeys.some((key) => Object.hasOwn(arg.props, key) && arg.props[key]!.k !== 'literal')) return true;
  return evaluator.resolve(located).some((r) => evaluator.origins(r).some((symbol) => serialisers.test(symbol)));
}
