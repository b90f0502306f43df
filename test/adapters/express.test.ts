import { expect, test } from 'vitest';
import { listFacts } from '../support/listing.js';

test('facts of an Express backend', async () => {
  await expect(listFacts('fixtures/adapters/express')).toMatchFileSnapshot('../../fixtures/adapters/express/facts.txt');
});
