import { expect, test } from 'vitest';
import { listFacts } from '../support/listing.js';

test('kysely: facts of the fixture', async () => {
  await expect(listFacts('fixtures/adapters/kysely')).toMatchFileSnapshot('../../fixtures/adapters/kysely/facts.txt');
});
