import { expect, test } from 'vitest';
import { auditTree } from '../src/hosts/audit.js';
import { openTree } from '../src/hosts/read-tree.js';
import { positionAt } from '../src/syntax/source-file.js';

/** One line an endpoint: where it is written, its method, its path through every mount, and the function that answers. */
async function endpoints(root: string): Promise<string> {
  const { project } = await auditTree(await openTree(root, { noConfig: true }), {});
  return project.endpoints
    .map(({ file, fact, method, path, handler }) => `${file.path}:${positionAt(file.lines, fact.at.start).line} ${method} ${path} -> ${handler ? (handler.fact.name ?? 'inline') : 'none'}\n`)
    .sort()
    .join('');
}

test.each(['express', 'koa', 'hono', 'fastify'])('paths and handlers across the files of a %s backend', async (name) => {
  const listed = await endpoints(`fixtures/adapters/${name}`);
  await expect(listed).toMatchFileSnapshot(`../fixtures/adapters/${name}/endpoints.txt`);
});

test('no endpoint is listed twice', async () => {
  const lines = (await endpoints('fixtures/adapters/express')).trimEnd().split('\n');
  expect(new Set(lines).size).toBe(lines.length);
});
