import { expect, test } from 'vitest';
import { listFacts } from '../support/listing.js';

test('facts of a Hono backend', async () => {
  await expect(listFacts('fixtures/adapters/hono')).toMatchFileSnapshot('../../fixtures/adapters/hono/facts.txt');
});
