import { expect, test } from 'vitest';
import { listFacts } from '../support/listing.js';

test('drizzle: facts of the fixture', async () => {
  await expect(listFacts('fixtures/adapters/drizzle')).toMatchFileSnapshot('../../fixtures/adapters/drizzle/facts.txt');
});
