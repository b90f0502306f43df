import { expect, test } from 'vitest';
import { listFacts } from '../support/listing.js';

test('facts of a NestJS backend', async () => {
  await expect(listFacts('fixtures/adapters/nestjs')).toMatchFileSnapshot('../../fixtures/adapters/nestjs/facts.txt');
});
