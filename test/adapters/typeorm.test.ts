import { expect, test } from 'vitest';
import { listFacts } from '../support/listing.js';

test('facts of a TypeORM backend', async () => {
  await expect(listFacts('fixtures/adapters/typeorm', { details: true })).toMatchFileSnapshot('../../fixtures/adapters/typeorm/facts.txt');
});
