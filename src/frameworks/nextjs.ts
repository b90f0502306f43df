/**
 * Sees: route handlers of the App Router: what an `app/…/route.*` file exports as GET, POST, PUT, PATCH, DELETE, HEAD or
 * OPTIONS, be it a function, a constant, a wrapped function, an alias (`export { handler as GET }`), a destructured
 * constant or a re-export. The handler is the value as written, wrappers included.
 *
 * Does not see: server actions, pages and their data functions, `middleware.ts`; `basePath`, rewrites and the
 * `pageExtensions` of the configuration; a root folder named `app` above the one that routes start in.
 *
 * `request.url` is a read of the query where `search` or `searchParams` is taken from it.
 *
 * https://nextjs.org/docs/app/api-reference/file-conventions/route
 */
import { isRequestMethod } from '../facts/request-methods.js';
import type { FrameworkAdapter } from '../syntax/adapter.js';
import { exportedEndpoint, exportedValues } from './_exported-values.js';
import { appRoutePath } from './_nextjs-paths.js';

export default {
  name: 'nextjs',
  docs: 'https://nextjs.org/docs/app/api-reference/file-conventions/route',
  enabledBy: ['next'],
  handler: {
    inputs: {
      body: ['0.json()', '0.formData()', '0.text()', '0.body', '0.arrayBuffer()', '0.blob()', '0.clone().json()', '0.clone().text()'],
      query: ['0.nextUrl.searchParams', '0.url', '0.nextUrl.search'],
      params: ['1.params'],
      headers: ['0.headers'],
    },
    sends: [],
    returnIsResponse: false,
    responders: [
      'next/server#NextResponse.json',
      'next/server#NextResponse',
      'next/server.js#NextResponse.json',
      'next/server.js#NextResponse',
      'global#NextResponse.json',
      'global#Response.json',
      'global#Response',
    ],
  },
  visit(file, emit) {
    const path = appRoutePath(file.path);
    if (path === null) return;
    for (const one of exportedValues(file)) if (isRequestMethod(one.name)) emit.endpoint(exportedEndpoint(file, one, { framework: 'nextjs', method: one.name, path }));
  },
} satisfies FrameworkAdapter;
