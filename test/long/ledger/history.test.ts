/** The property of test/unit/ledger/history.test.ts over many more histories. A failure prints its seed. */
import fc from 'fast-check';
import { test } from 'vitest';
import { compare, histories } from '../../unit/ledger/history.ts';

test('50,000 random histories are answered as by the naive bank', async () => {
  await fc.assert(fc.asyncProperty(histories, compare), { numRuns: 50_000 });
});
