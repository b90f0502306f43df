/**
 * Sees: resource routes of Remix and of React Router's framework mode: route modules below `app/routes` that export a
 * `loader` or an `action` and no component, so that what these give is what the client gets. Wrapped functions count.
 *
 * Does not see: the loaders of pages, whose data goes to the page's own component; routes that `routes.ts` or the
 * `routes` option of the build places elsewhere; which branch of an action serves which method. An action is one endpoint:
 * of the method that it compares `request.method` with, of all where it compares it with several or asks otherwise.
 *
 * https://remix.run/docs/en/main/guides/resource-routes, https://reactrouter.com/how-to/resource-routes
 */
import type { HttpMethod } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import { remixResponders } from '../recognise/responses.js';
import type { FrameworkAdapter } from '../syntax/adapter.js';
import { comparedMethods } from '../syntax/compared-methods.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { valuesOf } from '../syntax/values.js';
import { exportedEndpoint, exportedValues, localFunction } from './_exported-values.js';
import { routeModulePath } from './_remix-paths.js';

export default {
  name: 'remix',
  docs: 'https://reactrouter.com/how-to/resource-routes',
  enabledBy: ['@remix-run/node', '@remix-run/server-runtime', '@remix-run/cloudflare', '@remix-run/deno', '@remix-run/dev', '@react-router/dev', '@react-router/node'],
  handler: {
    inputs: {
      body: ['0.request.json()', '0.request.formData()', '0.request.text()', '0.request.clone().json()', '0.request.clone().text()'],
      query: ['0.request.url'],
      params: ['0.params'],
      headers: ['0.request.headers'],
    },
    sends: [],
    returnIsResponse: true,
    responders: ['global#Response.json', 'global#Response', ...remixResponders],
  },
  visit(file, emit) {
    const path = routeModulePath(file.path);
    if (path === null || file.nodes('ExportDefaultDeclaration').length > 0) return;
    const exported = exportedValues(file);
    // a page by another spelling: `export { Orders as default }`
    if (exported.some(({ name }) => name === 'default')) return;
    for (const one of exported) {
      if (one.name === 'loader') emit.endpoint(exportedEndpoint(file, one, { framework: 'remix', method: 'GET', path }));
      else if (one.name === 'action') emit.endpoint(exportedEndpoint(file, one, { framework: 'remix', method: methodOf(file, one.value), path }));
    }
  },
} satisfies FrameworkAdapter;

/** POST is what a form sends, and what an action that asks for no method is for. */
function methodOf(file: SourceFile, action: Value): HttpMethod {
  const fn = functionOf(file, action);
  const [method, ...others] = fn ? comparedMethods(fn) : [];
  if (method && others.length === 0) return method;
  return /\brequest\s*\.\s*method\b/.test(file.text) ? 'ALL' : 'POST';
}

/** The function of `withUser(withLog(action))`, `null` where another file makes it. */
function functionOf(file: SourceFile, value: Value): Node | null {
  const local = localFunction(file, value);
  if (local.k === 'function') return valuesOf(file).functionNodes[local.fn] ?? null;
  return local.k === 'call' ? (local.args.map((arg) => functionOf(file, arg)).find((fn) => fn !== null) ?? null) : null;
}
