import { expect, test } from 'vitest';
import { listFacts } from '../support/listing.js';

test('facts of a Sequelize backend', async () => {
  await expect(listFacts('fixtures/adapters/sequelize', { details: true })).toMatchFileSnapshot('../../fixtures/adapters/sequelize/facts.txt');
});
