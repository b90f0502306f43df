import { expect, test } from 'vitest';
import { listFacts } from '../support/listing.js';

test('facts of a Fastify backend', async () => {
  await expect(listFacts('fixtures/adapters/fastify')).toMatchFileSnapshot('../../fixtures/adapters/fastify/facts.txt');
});
