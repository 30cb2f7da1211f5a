/**
 * Proves that a bank whose network to the database is gone for a while costs the other bank seconds at most, and nobody a
 * cent: the other goes on, the one that was cut off commits nothing meanwhile, and works again once the network is back.
 */
import { afterEach, expect, test } from 'vitest';
import { describeWhere } from '../../describe-where.ts';
import { WITHOUT_POSTGRES } from '../../postgres/cluster.ts';
import { dropBooks } from '../../postgres/test-cluster.ts';
import { banksBehindProxy } from './banks-behind-proxy.ts';
import { expectGoesOn, expectGood, RecordedLoad } from './recorded-load.ts';

afterEach(dropBooks);

describeWhere(WITHOUT_POSTGRES, 'two banks, of which one is cut off from the database under load', () => {
  test.each(['silent', 'down'] as const)('and comes back: the network is %s', async (kind) => {
    const { cluster, proxy, cut, other } = await banksBehindProxy();
    const session = await cut.terminal();
    await session.enter('1998', '998');
    const load = new RecordedLoad();
    load.start([cut.terminalPort, other.terminalPort], 6, 1);
    await load.more(100);
    const comeBack = kind === 'silent' ? proxy.goSilent() : proxy.goDown();
    // These are of the other bank.
    await load.more(100);
    const before = cluster.psql('SELECT commits FROM lobby.head');
    const seen = cluster.psql(
      `SELECT count(DISTINCT bank) FROM lobby.batches WHERE commits > ${before} - 20 AND bank <> 'fence'`,
    );
    expect(seen).toBe('1');
    comeBack();
    load.start([cut.terminalPort], 3, 100);
    await load.more(100);
    await load.expectExplained();
    await expectGoesOn(session);
    await expectGood(cluster.url(), other);
  });
});
