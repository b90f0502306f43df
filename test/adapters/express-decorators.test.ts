import { expect, test } from 'vitest';
import { listFacts } from '../support/listing.js';

test('facts of controller classes on Express', async () => {
  await expect(listFacts('fixtures/adapters/express-decorators')).toMatchFileSnapshot(
    '../../fixtures/adapters/express-decorators/facts.txt',
  );
});
