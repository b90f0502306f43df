import { expect, test } from 'vitest';
import { listFacts } from '../support/listing.js';

test('facts of a Mongoose backend', async () => {
  await expect(listFacts('fixtures/adapters/mongoose', { details: true })).toMatchFileSnapshot('../../fixtures/adapters/mongoose/facts.txt');
});
