import { expect, test } from 'vitest';
import { listFacts } from '../support/listing.js';

test('facts of Next.js route handlers', async () => {
  await expect(listFacts('fixtures/adapters/nextjs')).toMatchFileSnapshot('../../fixtures/adapters/nextjs/facts.txt');
});
