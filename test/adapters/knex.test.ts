import { expect, test } from 'vitest';
import { listFacts } from '../support/listing.js';

test('knex: facts of the fixture', async () => {
  await expect(listFacts('fixtures/adapters/knex')).toMatchFileSnapshot('../../fixtures/adapters/knex/facts.txt');
});
