import type { FileFacts } from '../../facts/file.js';
import type { FunctionRef, Project } from '../../facts/project.js';
import type { Span } from '../../facts/source.js';
import { isWithin } from '../../facts/source.js';
import { lastName } from '../../facts/value.js';
import { takesCallbacks } from '../../recognise/auth.js';

type World = Pick<Project, 'resolve' | 'fn'>;

/**
 * Functions that are written where a library takes them, to run them for requests: the factory of a parameter decorator
 * (docs.nestjs.com/custom-decorators), what a strategy verifies with (passportjs.org/concepts/authentication/strategies),
 * callbacks in the options of an authentication library. Misses options that are put together elsewhere than at the call.
 */
export function callbacksOf(project: World, file: FileFacts): readonly FunctionRef[] {
  const decorates = file.imports.some(({ source, names }) => source === '@nestjs/common' && names.includes('createParamDecorator'));
  const authenticates = file.imports.some(({ source }) => source.includes('passport'));
  const found: FunctionRef[] = [];
  if (decorates || authenticates)
    file.functions.forEach(({ passedTo }, index) => {
      const name = passedTo ? lastName(passedTo.callee) : '';
      if ((decorates && name === 'createParamDecorator') || (authenticates && name.endsWith('Strategy'))) found.push(project.fn(file, index));
    });
  if (file.kind === 'runtime' && file.imports.some(({ source }) => takesCallbacks(source)))
    for (const { callee, args, at } of file.calls) {
      if (callee.k !== 'import' || !takesCallbacks(callee.source)) continue;
      found.push(...functionsWithin(project, file, at));
      for (const arg of args)
        if (arg.k === 'ref' || arg.k === 'import')
          for (const r of project.resolve({ file, value: arg, scope: null })) if (r.r === 'value' && r.located.value.k === 'object') found.push(...functionsWithin(project, r.located.file, r.located.value.at));
    }
  return found;
}

/** The outermost functions in options that are told of a request or wait for something: getters do not; what a method such as `map` takes runs at once. */
function functionsWithin(project: World, file: FileFacts, at: Span): FunctionRef[] {
  const isInside = (index: number): boolean => isWithin(file.functions[index]!.at, at);
  return file.functions.flatMap(({ parent, passedTo, params, isAsync }, index) =>
    isInside(index) && (params.length > 0 || isAsync) && (parent === null || !isInside(parent)) && (!passedTo || passedTo.callee.k === 'import') ? [project.fn(file, index)] : [],
  );
}

/** Methods of clients that build a server action: next-safe-action.dev/docs/define-actions, zsa.vercel.app/docs. */
const buildsAction: ReadonlySet<string> = new Set(['action', 'stateAction', 'handler']);

/** Server actions of a file: what it exports answers a POST of anybody (nextjs.org/docs/app/guides/data-security, react.dev/reference/rsc/use-server). */
export function actionsOf(project: World, file: FileFacts): readonly FunctionRef[] {
  if (!file.isOfActions || file.kind !== 'runtime') return [];
  const exported = Object.values(file.exports).flatMap((fact) => ('from' in fact ? [] : project.resolve({ file, value: fact.value, scope: null })));
  const built = file.functions.flatMap(({ passedTo }, index) => (passedTo?.callee.k === 'member' && buildsAction.has(passedTo.callee.name) ? [project.fn(file, index)] : []));
  return [...exported.flatMap((r) => (r.r === 'function' && r.ref.file === file ? [r.ref] : [])), ...built];
}
