import type { EndpointFact } from '../../facts/backend.js';
import type { FileFacts } from '../../facts/file.js';
import { itemsOf } from '../../facts/options.js';
import { packageName, packageOfSymbol } from '../../facts/package-name.js';
import type { LocatedValue } from '../../facts/project.js';
import { nestRoutes } from '../../recognise/nest-decorators.js';
import { joinPaths } from '../../syntax/symbols.js';
import type { Evaluator } from '../values/evaluate.js';
import type { BroughtDecorator } from './composed-decorators.js';
import { broughtBy, nameOf } from './composed-decorators.js';
import type { PathReader, PathText } from './endpoint-paths.js';
import { givenIn, known } from './endpoint-paths.js';

export interface ComposedRoute {
  readonly fact: EndpointFact;
  /** Of the controller and the method. */
  readonly path: PathText;
}

const routePackages: ReadonlySet<string> = new Set(Object.keys(nestRoutes).map(packageOfSymbol));

const decorating = new WeakMap<FileFacts, boolean>();

/** Whether some file imports a package whose decorators make routes: without one there is nothing to compose. */
export function importsRouteDecorators(files: readonly FileFacts[]): boolean {
  return files.some((file) => {
    let imports = decorating.get(file);
    if (imports === undefined) decorating.set(file, (imports = file.imports.some(({ source }) => routePackages.has(packageName(source)))));
    return imports;
  });
}

const controllers: ReadonlySet<string> = new Set(['@nestjs/common#Controller', '@nestia/core#EncryptedController']);

/**
 * HTTP routes of NestJS that decorators of the project make:
 * `PostJson = (path) => applyDecorators(Post(path), UseGuards(JsonGuard))`, `Create = () => Post()`. A method with a route decorator of its own is told by
 * the adapter. Decorators that may make different routes (`admin ? Get(path) : Post(path)`) make none that is known.
 */
export function composedRoutes(file: FileFacts, evaluator: Evaluator, paths: PathReader): ComposedRoute[] {
  const told = new Set(file.endpoints.flatMap(({ handlers }) => handlers.flatMap((value) => (value.k === 'function' ? [value.fn] : []))));
  return file.functions.flatMap(({ cls, decorators }, fn): ComposedRoute[] => {
    if (cls === null || decorators.length === 0 || told.has(fn)) return [];
    const own = decorators.map((decorator) => ({ decorator, brought: broughtBy(evaluator, file, decorator) }));
    const routes = own.flatMap(({ decorator, brought }) =>
      brought.flatMap(({ symbol, args }) => {
        const route = Object.hasOwn(nestRoutes, symbol) ? nestRoutes[symbol] : undefined;
        return route?.protocol === 'http' ? [{ ...route, at: decorator.at, paths: textsOf(args[0], evaluator, paths) }] : [];
      }),
    );
    const [route, ...others] = routes;
    if (!route || others.some((other) => other.method !== route.method || other.paths.map(({ text }) => text).join() !== route.paths.map(({ text }) => text).join())) return [];
    const onClass = (file.classes[cls]?.decorators ?? []).flatMap((decorator) => broughtBy(evaluator, file, decorator));
    const controller = controllerOf(onClass, evaluator);
    const versions = versionsOf(versionArgument(own.flatMap(({ brought }) => brought)), evaluator) ?? versionsOf(controller.version ?? versionArgument(onClass), evaluator) ?? [null];
    return textsOf(controller.path, evaluator, paths).flatMap((prefix) =>
      route.paths.flatMap((path) =>
        versions.map((version): ComposedRoute => {
          const whole: PathText = { text: joinPaths(prefix.text, path.text), gap: prefix.gap ?? path.gap };
          return {
            path: whole,
            fact: {
              kind: 'endpoint',
              framework: 'nestjs',
              protocol: 'http',
              method: route.method,
              path: whole.gap === null ? whole.text : null,
              router: null,
              handlers: [{ k: 'function', fn }],
              schemas: {},
              cls,
              ...(version !== null && { version }),
              at: route.at,
            },
          };
        }),
      ),
    );
  });
}

const versionArgument = (brought: readonly BroughtDecorator[]): LocatedValue | undefined => brought.find(({ symbol }) => symbol === '@nestjs/common#Version')?.args[0];

/** `@Controller('orders')`, `@Controller({ path: 'orders', version: '1' })`, composed or not. */
function controllerOf(brought: readonly BroughtDecorator[], evaluator: Evaluator): { readonly path?: LocatedValue | undefined; readonly version?: LocatedValue | undefined } {
  const given = filled(brought.find(({ symbol }) => controllers.has(symbol))?.args[0]);
  for (const r of given ? evaluator.resolve(given) : []) {
    if (r.r !== 'value' || r.located.value.k !== 'object') continue;
    const { file, scope, value } = r.located;
    const [path, version] = ['path', 'version'].map((key): LocatedValue | undefined => (value.props[key] ? { file, value: value.props[key], scope } : undefined));
    return { path, version };
  }
  return { path: given };
}

/** What the calls that led here give: a parameter that none of them fills and that has no default is `undefined`. */
function filled(located: LocatedValue | undefined): LocatedValue | undefined {
  if (!located) return undefined;
  const { value, scope } = located;
  if (value.k === 'spread') return filled({ ...located, value: value.of });
  if (value.k === 'param') return filled(givenIn(scope, located) ?? undefined);
  return value.k === 'global' && value.name === 'undefined' ? undefined : located;
}

/** The items of a list, what stands for a single value itself. */
function listOf(located: LocatedValue, evaluator: Evaluator): LocatedValue[] {
  const [list, ...others] = evaluator.resolve(located);
  return list?.r === 'value' && list.located.value.k === 'array' && others.length === 0 ? itemsOf(list.located) : [located];
}

/** Paths that an argument gives: one, several of a list, the empty one where nothing is given. */
function textsOf(argument: LocatedValue | undefined, evaluator: Evaluator, paths: PathReader): PathText[] {
  const located = filled(argument);
  const texts = located ? listOf(located, evaluator).map((item) => paths.of(item, null)) : [];
  return texts.length > 0 ? texts : [known('')];
}

/** As the adapter reads them: `''` for `VERSION_NEUTRAL`, `null` where none is known. */
function versionsOf(argument: LocatedValue | undefined, evaluator: Evaluator): readonly string[] | null {
  const located = filled(argument);
  if (!located) return null;
  const found = listOf(located, evaluator).flatMap((item) =>
    evaluator.resolve(item).flatMap((r) => {
      if (r.r === 'external') return nameOf(r) === '@nestjs/common#VERSION_NEUTRAL' ? [''] : [];
      return r.r === 'value' && r.located.value.k === 'literal' && typeof r.located.value.value === 'string' ? [r.located.value.value] : [];
    }),
  );
  return found.length > 0 ? found : null;
}
