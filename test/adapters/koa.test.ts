import { expect, test } from 'vitest';
import { listFacts } from '../support/listing.js';

test('facts of a Koa backend', async () => {
  await expect(listFacts('fixtures/adapters/koa')).toMatchFileSnapshot('../../fixtures/adapters/koa/facts.txt');
});
