import { expect, test } from 'vitest';
import { listFacts } from '../support/listing.js';

test('facts of Next.js API routes', async () => {
  await expect(listFacts('fixtures/adapters/nextjs-pages')).toMatchFileSnapshot('../../fixtures/adapters/nextjs-pages/facts.txt');
});
