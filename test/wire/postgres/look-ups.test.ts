/** Proves that a bank that began on small tables does not read them from end to end when they have grown. */
import { afterEach, expect, test } from 'vitest';
import { describeWhere } from '../../describe-where.ts';
import { WITHOUT_POSTGRES } from '../../postgres/cluster.ts';
import { dropBooks, testCluster } from '../../postgres/test-cluster.ts';
import { openNew, record, STORES } from '../../unit/store/stores.ts';

afterEach(dropBooks);

describeWhere(WITHOUT_POSTGRES, 'look-ups of transfers', () => {
  test('are by index, though reading all was cheaper when they were first asked', async () => {
    const row = STORES.find(({ name }) => name === 'PostgreSQL');
    if (row === undefined) throw new Error('there is no such store');
    const { bank } = await openNew(row.make);
    const keys = Array.from({ length: 200 }, (_, index) => `key ${index + 1}`);
    await bank.write([record(1, 'deposit')]);
    for (let round = 0; round < 10; round += 1) {
      // A transfer to be reversed has the keys looked up too.
      const journal = await bank.begin(keys, [1]);
      expect([journal.byKey('key 1')?.sequence, journal.byKey('key 2')]).toEqual([1, undefined]);
      await bank.store.rollback();
    }
    const cluster = await testCluster();
    const count = (scans: 'idx_scan' | 'seq_scan') =>
      Number(cluster.psql(`SELECT ${scans} FROM pg_stat_user_tables WHERE relid = 'lobby.transfers'::regclass`));
    // The server counts what a connection has done when that ends.
    await bank.store.close();
    await expect.poll(() => count('idx_scan')).toBeGreaterThanOrEqual(10);
    // Loading the books has read it once, when it was empty.
    expect(count('seq_scan')).toBeLessThan(10);
  });
});
