import type { EndpointFact, MiddlewareFact } from '../../facts/backend.js';
import type { FileFacts } from '../../facts/file.js';
import type { FunctionRef, LocatedValue } from '../../facts/project.js';
import type { PackageInfo } from '../../facts/source.js';
import { frameworks } from '../../frameworks/index.js';
import { packageOf } from '../packages/packages.js';
import type { Evaluator } from '../values/evaluate.js';
import { joinPaths } from './endpoint-paths.js';
import type { Way } from './router-ways.js';

/** What a path must hold. */
interface PathPattern {
  readonly plain: string;
  /** The pattern ends in a star. */
  readonly isOpen: boolean;
}

/** Something that runs before handlers, and the names of the router that it stands on. */
export interface Covering {
  readonly fact: MiddlewareFact;
  /** What runs. */
  readonly value: LocatedValue;
  readonly file: FileFacts;
  readonly keys: readonly string[];
  /** The path of a whole app that it stands on, `null` for all of them. */
  readonly pattern: PathPattern | null;
  /** Of the file, see `appOf`. */
  readonly app: PackageInfo | null;
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

/** Whether something may cover endpoints that a framework has in a file: what can be told once for all of them. */
export function mayCover({ fact, file: from, app: home }: Covering, file: FileFacts, app: PackageInfo | null, framework: string): boolean {
  if (fact.scope.of === 'app') return fact.framework === framework && (home === app || from === file);
  return fact.scope.of !== 'class' || from === file;
}

/** Whether something that may cover the endpoints of a file covers one of them. */
export function covers(covering: Covering, endpoint: Covered): boolean {
  const { scope } = covering.fact;
  const { fact, handler } = endpoint;
  switch (scope.of) {
    case 'app':
      if (scope.methods && !scope.methods.includes(fact.method)) return false;
      return !covering.pattern || endpoint.path === null || patternCovers(covering.pattern, endpoint.path);
    case 'class':
      return scope.cls === fact.cls;
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
  const hung = fact.role === 'error-handler' || fact.role === 'not-found' ? null : endpoint.chain.get(key);
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
export function patternOf({ scope }: MiddlewareFact): PathPattern | null {
  if (scope.of !== 'app' || !scope.path) return null;
  const star = scope.path.indexOf('*');
  return { plain: (star < 0 ? scope.path : scope.path.slice(0, star).replace(/\/?\(?$/, '')).replace(/^\/+/, ''), isOpen: star >= 0 };
}

const patternCovers = ({ plain, isOpen }: PathPattern, path: string): boolean => (isOpen ? path.replace(/^\/+/, '') : path).includes(plain);

/** The package of a file where there are several apps: one backend with its libraries counts as one, of several each covers its own package. */
export const appOf = (packages: readonly PackageInfo[], file: FileFacts): PackageInfo | null => (countApps(packages) <= 1 ? null : packageOf(file.path, packages));

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
