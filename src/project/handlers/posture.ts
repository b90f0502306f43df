import type { MiddlewareFact } from '../../facts/backend.js';
import type { FileFacts } from '../../facts/file.js';
import type { Posture } from '../../facts/inspection.js';
import { own } from '../../facts/own.js';
import type { Endpoint, LocatedValue, Project } from '../../facts/project.js';
import type { Value } from '../../facts/value.js';
import { publicMarkerName, publicMarkers } from '../../recognise/auth.js';
import type { LibraryNames } from '../../recognise/library-names.js';
import { isListed } from '../../recognise/library-names.js';
import { nestResponseDocuments } from '../../recognise/nest-decorators.js';
import { nestParams } from '../../recognise/nest-params.js';
import { limitSkippers } from '../../recognise/rate-limiters.js';
import { symbolOf } from '../../syntax/symbols.js';
import { packageOf } from '../packages/packages.js';
import type { Answer, Cover } from './cover-follower.js';
import { authentication, createFollower, limiting } from './cover-follower.js';
import { payloadCheck } from './decorated-inputs.js';
import { hasKnownInput, rawReads } from './handlers.js';

/**
 * Answers, for one project, what stands between the network and a handler.
 *
 * Authenticated is an endpoint with something before it (or called in its handler) that is one of the known symbols of
 * `recognise/auth.ts` or of the config's `authGuard`, or a function or class of the project whose own code reaches one
 * of them or turns callers away with 401. The same goes for limits with 429. `unknown` stands where something that
 * could be it cannot be followed, and where the handler is not known. Misses what a proxy or gateway does, hosts that
 * check a session by hand and answer 403 or redirect, and a limiter plugin's `global: false`; takes a middleware that merely looks a token up for one that
 * requires it.
 */
export function createPosture(project: Project): (endpoint: Endpoint) => Posture {
  const roles = new Map<Value, MiddlewareFact['role']>();
  for (const file of project.files) for (const { value, role } of file.middlewares) roles.set(value, role);
  const follow = createFollower(project);
  const doors = project.files.filter((file) => /(^|\/)(middleware|proxy)\.[cm]?[jt]s$/.test(file.path) && file.imports.some(({ source }) => source === 'next' || source.startsWith('next/') || source.startsWith('next-auth')));

  const covered = (endpoint: Endpoint, cover: Cover): Answer => {
    let open = endpoint.handler === null;
    for (const value of [...endpoint.before, ...follow.wrappers(endpoint)]) {
      if (insteadOfHandlers.has(roles.get(value.value) ?? 'middleware')) continue;
      const answer = follow.covers(value, cover);
      if (answer === 'yes') return 'yes';
      open ||= answer === 'unknown';
    }
    if (endpoint.handler && follow.reaches(endpoint.handler, cover, false)) return 'yes';
    // Next.js runs `middleware.ts` for the paths of its matcher, which may be any
    const ofApp = doors.filter((file) => endpoint.fact.framework.startsWith('nextjs') && packageOf(file.path, project.packages) === packageOf(endpoint.file.path, project.packages));
    open ||= ofApp.some((file) => file.functions.some((_, index) => follow.reaches(project.fn(file, index), cover, true)));
    return open ? 'unknown' : 'no';
  };

  return (endpoint) => ({
    validated: validated(project, endpoint),
    authenticated: isMarked(project, endpoint, publicMarkers, 'publicMarker', publicMarkerName) ? 'no' : covered(endpoint, authentication),
    rateLimited: isMarked(project, endpoint, limitSkippers, null, null) ? 'no' : covered(endpoint, limiting),
    responseSchema: declaresResponse(endpoint),
  });
}

/** Nobody is turned away by what runs in the place of a handler. */
const insteadOfHandlers: ReadonlySet<MiddlewareFact['role']> = new Set(['error-handler', 'filter', 'not-found']);

/** GraphQL answers by its schema; the others by one of the route, of an interceptor or in their documentation. */
const declaresResponse = (endpoint: Endpoint): boolean =>
  endpoint.fact.protocol === 'graphql' ||
  Boolean(endpoint.fact.schemas.response ?? endpoint.fact.documentedResponse) ||
  endpoint.serialised ||
  (endpoint.handler?.fact.decorators ?? []).some(
    ({ callee, args }) => nestResponseDocuments.has(symbolOf(callee) ?? '') && args.some((arg) => arg.k === 'object' && ['type', 'schema'].some((key) => Object.hasOwn(arg.props, key))),
  );

function validated(project: Project, endpoint: Endpoint): Posture['validated'] {
  const { handler, fact } = endpoint;
  if (handler && fact.framework === 'nestjs' && (fact.protocol === 'message' || fact.protocol === 'websocket')) return payloadCheck(project, endpoint);
  if (project.unvalidatedInputs(endpoint).length > 0) return 'no';
  if (fact.schemas.body || fact.schemas.query || fact.schemas.params) return 'yes';
  if (!handler || !hasKnownInput(endpoint)) return 'unknown';
  const decorated = handler.fact.params.some((param) =>
    param.decorators.some(({ callee }) => ['body', 'query'].includes(own(nestParams, symbolOf(callee) ?? '') ?? '')),
  );
  return decorated || rawReads(project, endpoint).some(({ kind }) => kind === 'body' || kind === 'query') ? 'yes' : 'no input';
}

/** Decorators of the handler and of its class. */
const decoratorsOf = ({ handler, file, fact }: Endpoint): { readonly callee: Value; readonly file: FileFacts }[] => [
  ...(handler?.fact.decorators ?? []).map(({ callee }) => ({ callee, file: handler?.file ?? file })),
  ...(fact.cls === null ? [] : (file.classes[fact.cls]?.decorators ?? [])).map(({ callee }) => ({ callee, file })),
];

/** Whether a decorator of the handler or of its class, or a marker among its middlewares, takes it out of a global cover. */
function isMarked(project: Project, endpoint: Endpoint, libraries: LibraryNames, recogniser: string | null, name: RegExp | null): boolean {
  const given = endpoint.before.map(({ file, value }) => ({ file, callee: value.k === 'call' ? value.callee : value }));
  return [...decoratorsOf(endpoint), ...given].some(({ callee, file }) => {
    const value: LocatedValue = { file, value: callee, scope: null };
    if (recogniser !== null && project.isRecognised(recogniser, value)) return true;
    const symbol = symbolOf(callee);
    if (symbol !== null && isListed(libraries, symbol, [])) return true;
    const last = callee.k === 'import' || callee.k === 'ref' || callee.k === 'member' ? callee.name : '';
    return name?.test(last) === true;
  });
}
