import { expect, test } from 'vitest';
import { listFacts } from '../support/listing.js';

test('facts of a tRPC backend', async () => {
  await expect(listFacts('fixtures/adapters/trpc')).toMatchFileSnapshot('../../fixtures/adapters/trpc/facts.txt');
});
