import { expect, test } from 'vitest';
import { listFacts } from '../support/listing.js';

test('facts of an Elysia backend', async () => {
  await expect(listFacts('fixtures/adapters/elysia')).toMatchFileSnapshot('../../fixtures/adapters/elysia/facts.txt');
});
