import { expect, test } from 'vitest';
import { listFacts } from '../support/listing.js';

test('providers of dependency injection containers', async () => {
  await expect(listFacts('fixtures/adapters/containers')).toMatchFileSnapshot('../../fixtures/adapters/containers/facts.txt');
});
