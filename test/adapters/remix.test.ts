import { expect, test } from 'vitest';
import { routeModulePath } from '../../src/frameworks/_remix-paths.js';
import { listFacts } from '../support/listing.js';

test('facts of resource routes of Remix', async () => {
  await expect(listFacts('fixtures/adapters/remix')).toMatchFileSnapshot('../../fixtures/adapters/remix/facts.txt');
});

test.each([
  ['app/routes/api.orders.$orderId.ts', '/api/orders/:orderId'], ['apps/web/app/routes/_auth.login.ts', '/login'], ['app/routes/_index.ts', '/'],
  ['app/routes/files.$.ts', '/files/*'], ['app/routes/orders_.archive.ts', '/orders/archive'], ['app/routes/($lang).prices.ts', '/:lang/prices'],
  ['app/routes/sitemap[.]xml.ts', '/sitemap.xml'], ['app/routes/api/orders/index.ts', '/api/orders'], ['app/routes/orders/route.ts', '/orders'],
  ['app/routes/api+/orders.ts', '/api/orders'], ['app/routes/orders.server.ts', null], ['app/lib/orders.ts', null],
])('the path of %s is %s', (file, path) => expect(routeModulePath(file)).toBe(path));
