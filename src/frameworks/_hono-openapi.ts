import type { EndpointFact, InputKind } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import { localValue } from '../syntax/local-values.js';
import { flatHandlers, httpMethod, option, routePath } from '../syntax/routes.js';
import type { SourceFile } from '../syntax/source-file.js';
import { symbolOf } from '../syntax/symbols.js';
import { memberOf } from '../syntax/value-parts.js';

/** What a route object of `@hono/zod-openapi` says. */
export type OpenApiRoute = Pick<EndpointFact, 'method' | 'methodValue' | 'path' | 'pathValue' | 'schemas' | 'documentedResponse'> & {
  readonly before: readonly Value[];
};

/**
 * Reads `createRoute({ method, path, request, responses, middleware })`, inline or through constants of this file
 * (https://hono.dev/examples/zod-openapi). Of a route object that another file makes, method and path come as values
 * and every schema as a member of the import; the linker drops those that the object does not have.
 */
export function readOpenApiRoute(file: SourceFile, given: Value): OpenApiRoute {
  const local = localValue(file, given);
  const route = local.k === 'call' && isCreateRoute(local.callee) && local.args[0] ? localValue(file, local.args[0]) : local;
  if (route.k !== 'object')
    return {
      method: 'ALL',
      methodValue: memberOf(given, 'method'),
      path: null,
      pathValue: memberOf(given, 'path'),
      schemas: schemasOf(file, memberOf(given, 'request')),
      documentedResponse: memberOf(given, 'responses'),
      before: [],
    };
  const [spread] = route.spreads.slice(-1);
  /** A part of the route, or of what is spread into it last: `createRoute({ ...config, method: 'put' })`. */
  const part = (name: string): Value => {
    const written = option(file, route, name);
    return written.k === 'unknown' && spread ? memberOf(spread, name) : written;
  };
  const methodValue = part('method');
  const method = localValue(file, methodValue);
  const known = method.k === 'literal' && typeof method.value === 'string' ? httpMethod(method.value) : null;
  const middleware = option(file, route, 'middleware');
  const request = part('request');
  const responses = part('responses');
  return {
    method: known ?? 'ALL',
    ...(known ? {} : { methodValue }),
    ...routePath(file, part('path')),
    schemas: request.k === 'unknown' ? {} : schemasOf(file, request),
    ...(responses.k === 'unknown' ? {} : { documentedResponse: responseOf(file, responses) }),
    before: middleware.k === 'unknown' ? [] : flatHandlers(file, [middleware]),
  };
}

/** `createRoute` itself; a project's own function of that shape is taken for one too, being called on its first argument. */
const isCreateRoute = (callee: Value): boolean => /(^|[#.])createRoute$/.test(symbolOf(callee) ?? '');

const mediaTypes = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'] as const;

function schemasOf(file: SourceFile, request: Value): Partial<Record<InputKind, Value>> {
  const schemas: Partial<Record<InputKind, Value>> = {};
  const body = option(file, request, 'body');
  if (body.k !== 'unknown') {
    const schema = contentSchema(file, body);
    if (schema) schemas.body = schema;
  }
  for (const kind of ['query', 'params', 'headers'] as const) {
    const value = option(file, request, kind);
    if (value.k !== 'unknown') schemas[kind] = value;
  }
  return schemas;
}

/** The schema of `{ content: { 'application/json': { schema } } }`; a helper such as `jsonContent(schema)` stays a call. */
function contentSchema(file: SourceFile, value: Value): Value | null {
  const local = localValue(file, value);
  if (local.k === 'call') return local;
  const content = option(file, local, 'content');
  if (content.k === 'unknown') return null;
  const types = localValue(file, content);
  const names = types.k === 'object' ? [...mediaTypes, ...Object.keys(types.props)] : mediaTypes;
  for (const name of names) {
    const media = option(file, types, name);
    const schema = media.k === 'unknown' ? media : option(file, media, 'schema');
    if (schema.k !== 'unknown') return schema;
  }
  return null;
}

/** The schema of the first success response, or the responses as a whole where none is told. */
function responseOf(file: SourceFile, responses: Value): Value {
  const local = localValue(file, responses);
  if (local.k !== 'object') return responses;
  for (const [status, response] of Object.entries(local.props)) {
    const schema = /^(2|default)/i.test(status) ? contentSchema(file, response) : null;
    if (schema) return schema;
  }
  return responses;
}
