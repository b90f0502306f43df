import { expect, test } from 'vitest';
import { audit } from '../src/hosts/audit.js';
import { inspect } from '../src/hosts/inspect.js';
import { writeTree } from './support/tree.js';

const files = {
  'package.json': { name: 'api', dependencies: { express: '5', '@prisma/client': '6' } },
  'schema.prisma': 'model User {\n  id Int @id\n}\n',
  'src/own.ts': `const pass = (_req: unknown, _res: unknown, next: () => void): void => next();
export const slow = (_perMinute: number) => pass;
export const anyone = (_req: unknown, _res: unknown, next: () => void): void => next();
export const known = (_req: unknown, _res: unknown, next: () => void): void => next();
export const shown = (row: unknown) => row;
`,
  'src/app.ts': `import express from 'express';
import { PrismaClient } from '@prisma/client';
import { anyone, known, shown, slow } from './own.js';
const prisma = new PrismaClient();
const app = express();
app.use(known);
app.get('/users', slow(3), async (_req, res) => { res.json(shown(await prisma.user.findMany({ take: 3 }))); });
app.get('/open', anyone, (_req, res) => { res.json(1); });
`,
};
const recognisers = { rateLimiter: ['src/own.ts#slow'], authGuard: ['src/own.ts#known'], publicMarker: ['src/own.ts#anyone'], mapper: ['src/own.ts#shown'] };

test.each([
  ['without a configuration', {}, ['/users no no', '/open no no'], ['no-raw-entity-return']],
  ['with their own in the configuration', { 'fortress.config.json': { recognisers } }, ['/users yes yes', '/open no no'], []],
])('limiters, guards, public markers and mappers %s', async (_name, config, covers, found) => {
  const root = writeTree({ ...files, ...config });
  expect((await inspect(root)).endpoints.map((e) => `${e.route} ${e.authenticated} ${e.rateLimited}`)).toEqual(covers);
  const { report } = await audit(root, { laws: ['no-raw-entity-return'] });
  expect(report.findings.map(({ law }) => law)).toEqual(found);
});
