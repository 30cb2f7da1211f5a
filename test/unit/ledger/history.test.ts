/**
 * Proves the ledger's rules: whatever the history of requests, waits, restarts and failures of the disk, the ledger in
 * SQLite gives the same answers as a bank that knows nothing but a list (naive/naive-bank.ts), and its books pass the audit.
 * A failure prints the seed and the smallest history that shows it.
 */
import fc from 'fast-check';
import { test } from 'vitest';
import { compare, histories } from './history.ts';

test('random histories of all operations are answered as by the naive bank', { timeout: 180_000 }, async () => {
  await fc.assert(fc.asyncProperty(histories, compare), { numRuns: 1_500 });
});
