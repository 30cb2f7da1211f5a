import { expect, onTestFinished, test } from 'vitest';
import { describeWhere } from '../../describe-where.ts';
import { startCluster, WITHOUT_POSTGRES } from '../../postgres/cluster.ts';

/** Proves that tests get PostgreSQL servers of their own: a primary, a standby that can take over, a crash and a restart. */

describeWhere(WITHOUT_POSTGRES, 'a PostgreSQL of a test', () => {
  test('keeps what was committed through a crash, and a standby that is promoted has it too', async () => {
    const primary = await startCluster();
    onTestFinished(() => primary.stop());
    primary.psql('CREATE TABLE seen (n integer)');
    const standby = await primary.standby('second');
    primary.set('synchronous_standby_names', 'ANY 1 (second)');
    primary.psql('INSERT INTO seen VALUES (1)');
    primary.halt('immediate');
    standby.promote();
    standby.psql('INSERT INTO seen VALUES (2)');
    expect(standby.psql("SELECT string_agg(n::text, ',' ORDER BY n) FROM seen")).toBe('1,2');
  });
});
