import { expect, test } from 'vitest';
import { listFacts } from '../support/listing.js';

test('sql-drivers: facts of the fixture', async () => {
  await expect(listFacts('fixtures/adapters/sql-drivers')).toMatchFileSnapshot('../../fixtures/adapters/sql-drivers/facts.txt');
});
