/**
 * Sees: resource routes of Remix and of React Router's framework mode: route modules below `app/routes` that export a
 * `loader` or an `action` and no component, so that what these give is what the client gets. Wrapped functions count.
 *
 * Does not see: the loaders of pages, whose data goes to the page's own component; routes that `routes.ts` or the
 * `routes` option of the build places elsewhere; the methods that an action tells apart by `request.method`: where it
 * asks for it, the action is one endpoint of all methods.
 *
 * https://remix.run/docs/en/main/guides/resource-routes, https://reactrouter.com/how-to/resource-routes
 */
import type { FrameworkAdapter } from '../syntax/adapter.js';
import { spanOf } from '../syntax/source-file.js';
import { exportedValues, localFunction } from './_exported-values.js';
import { routeModulePath } from './_remix-paths.js';

const runtimes = ['@remix-run/node', '@remix-run/server-runtime', '@remix-run/cloudflare', '@remix-run/deno', '@react-router/node', 'react-router'];

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
    responders: ['global#Response.json', 'global#Response', ...runtimes.flatMap((source) => [`${source}#json`, `${source}#data`]), 'remix-typedjson#typedjson'],
  },
  visit(file, emit) {
    const path = routeModulePath(file.path);
    if (path === null || file.nodes('ExportDefaultDeclaration').length > 0) return;
    const exported = exportedValues(file);
    // a page by another spelling: `export { Orders as default }`
    if (exported.some(({ name }) => name === 'default')) return;
    for (const { name, value, node } of exported) {
      if (name !== 'loader' && name !== 'action') continue;
      emit.endpoint({
        framework: 'remix',
        protocol: 'http',
        method: name === 'loader' ? 'GET' : /\brequest\s*\.\s*method\b/.test(file.text) ? 'ALL' : 'POST',
        path,
        router: null,
        handlers: [localFunction(file, value)],
        schemas: {},
        cls: null,
        at: spanOf(node),
      });
    }
  },
} satisfies FrameworkAdapter;
