import { join } from 'node:path';
import { expect, it } from 'vitest';
import { audit } from '../src/hosts/audit.js';
import { repository } from './support/built.js';

it('env-schema names the module that a file may import: not one of another app', async () => {
  const { report } = await audit(join(repository, 'fixtures/env-schema/workspaces'), { laws: ['env-schema'] });
  const told = new Map(report.findings.map(({ path, message }) => [path, message]));
  expect(told.get('apps/api/src/server.ts')).toContain('Add it to the schema in `packages/settings/src/env.ts` and import the value from there');
  expect(told.get('apps/mail/src/send.ts')).toContain('Parse the environment with a schema in one module at start and import the value from there');
});

it('env-schema calls a module that makes a client of a variable no configuration module', async () => {
  const { report } = await audit(join(repository, 'fixtures/env-schema/without-schema'), { laws: ['env-schema'] });
  const told = new Map(report.findings.map(({ path, message }) => [path, message]));
  expect(told.get('src/payments.ts')).toContain('outside the module that parses the environment');
  expect(told.get('src/limits.ts')).toContain('This configuration module reads `process.env.HOME_URL` and 1 more variable');
});

it('no-slow-work-in-request names an operation of GraphQL by its kind', async () => {
  const { report } = await audit(join(repository, 'fixtures/no-slow-work-in-request/nestjs-mailer'), { laws: ['no-slow-work-in-request'] });
  const told = new Map(report.findings.map(({ path, message }) => [path, message]));
  expect(told.get('src/bookings.resolver.ts')).toContain('while the client of the mutation `confirmBooking` waits');
});

it('typed-errors names who throws: the handler by its route, no callback by what keeps its result', async () => {
  const { report } = await audit(join(repository, 'fixtures/typed-errors/express'), { laws: ['typed-errors'] });
  const told = (path: string) => report.findings.filter((finding) => finding.path === path).map(({ message }) => message.slice(0, message.indexOf(' on the request path')));
  expect(told('src/app.ts')).toEqual(['This function throws a bare `Error`', 'The handler of GET /orders/:id throws a string', 'The handler of GET /orders/:id/trace throws a bare `Error`']);
  expect(told('src/list-orders.ts')).toEqual(['This function throws a bare `Error`', 'This function throws a bare `Error`']);
  expect(told('src/find-order.ts')).toEqual(['`findOrder` throws a bare `Error`']);
});

it('no-sql-injection counts the text that is put together among the SQL queries, each once', async () => {
  const { report } = await audit(join(repository, 'fixtures/no-sql-injection/commands'), { laws: ['no-sql-injection'] });
  const law = report.laws.find(({ id }) => id === 'no-sql-injection');
  expect(law?.findings).toBeGreaterThan(0);
  expect(law?.examined.count).toBeGreaterThanOrEqual(law?.findings ?? 0);
});

it('no-n-plus-one names what a loop calls by the function that gives it', async () => {
  const { report } = await audit(join(repository, 'fixtures/no-n-plus-one/express-prisma'), { laws: ['no-n-plus-one'] });
  const told = report.findings.filter(({ path }) => path === 'src/curried.ts').map(({ message }) => message.slice(0, message.indexOf(' reaches')));
  expect(told).toEqual(['`removeOrder`', '`createOrder`']);
});
