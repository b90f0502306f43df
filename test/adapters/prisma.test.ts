import { expect, test } from 'vitest';
import { listFacts } from '../support/listing.js';

test('prisma: facts of the fixture', async () => {
  await expect(listFacts('fixtures/adapters/prisma')).toMatchFileSnapshot('../../fixtures/adapters/prisma/facts.txt');
});
