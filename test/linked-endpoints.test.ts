import { expect, test } from 'vitest';
import { auditTree } from '../src/hosts/audit.js';
import { openTree } from '../src/hosts/read-tree.js';
import { positionAt } from '../src/syntax/source-file.js';
import { writeTree } from './support/tree.js';

/** One line an endpoint: where it is written, its method, its path through every mount, and the function that answers. */
async function endpoints(root: string): Promise<string> {
  const { project } = (await auditTree(await openTree(root, { noConfig: true }), {})).linked();
  return project.endpoints
    .map(({ file, fact, method, path, handler }) => `${file.path}:${positionAt(file.lines, fact.at.start).line} ${method} ${path} -> ${handler ? (handler.fact.name ?? 'inline') : 'none'}\n`)
    .sort()
    .join('');
}

test.each(['express', 'koa', 'hono', 'fastify', 'trpc'])('paths and handlers across the files of a %s backend', async (name) => {
  const listed = await endpoints(`fixtures/adapters/${name}`);
  await expect(listed).toMatchFileSnapshot(`../fixtures/adapters/${name}/endpoints.txt`);
});

test('no endpoint is listed twice', async () => {
  const lines = (await endpoints('fixtures/adapters/express')).trimEnd().split('\n');
  expect(new Set(lines).size).toBe(lines.length);
});

test.each([
  ['a tuple', 'type Init<T> = [router: T, tenant: Tenant];'],
  ['the parameters of a function type', 'type Register<T> = (router: T, tenant: Tenant) => void;\ntype Init<T> = Parameters<Register<T>>;'],
])('services of a rest parameter that is typed as %s', async (_name, types) => {
  const root = writeTree({
    'package.json': { name: 'shop', dependencies: { '@koa/router': '13', koa: '2' } },
    'src/tenant.ts': 'export class Orders {\n  list(): string[] {\n    return [];\n  }\n}\nexport class Tenant {\n  readonly libraries = { orders: new Orders() };\n}\n',
    'src/routes.ts': `import type Router from '@koa/router';
import type { Tenant } from './tenant.js';
${types}
export function routes<T extends Router>(...[router, { libraries }]: Init<T>): void {
  router.get('/orders', (ctx) => {
    ctx.body = libraries.orders.list();
  });
}
`,
  });
  const { project } = (await auditTree(await openTree(root, { noConfig: true }), {})).linked();
  const [endpoint] = project.endpoints;
  expect(endpoint?.handler && project.calls(endpoint.handler).flatMap(({ targets }) => targets.map(({ fact }) => fact.name))).toEqual(['list']);
});
