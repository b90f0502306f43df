import { expect, test } from 'vitest';
import { listFacts } from '../support/listing.js';

test('facts of a MikroORM backend', async () => {
  await expect(listFacts('fixtures/adapters/mikro-orm', { details: true })).toMatchFileSnapshot('../../fixtures/adapters/mikro-orm/facts.txt');
});
