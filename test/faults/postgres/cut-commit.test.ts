/**
 * Proves that a bank whose link to the database is cut in the middle of a commit finds out what became of it and does it
 * once, also when the database gets the commit long after the bank has given it up.
 */
import { afterEach, expect, test } from 'vitest';
import { describeWhere } from '../../describe-where.ts';
import { WITHOUT_POSTGRES } from '../../postgres/cluster.ts';
import { dropBooks } from '../../postgres/test-cluster.ts';
import { banksBehindProxy } from './banks-behind-proxy.ts';
import type { Cut } from './database-proxy.ts';

afterEach(dropBooks);

/** A bank behind the proxy and another beside it, each with a customer. */
async function open() {
  const { cluster, proxy, cut, other } = await banksBehindProxy();
  const here = await cut.terminal();
  await here.enter('1999', '999');
  const there = await other.terminal();
  await there.enter('1998', '998');
  return { cluster, proxy, here, there };
}

const deposit = (id: number, key: string) => ({ id, op: 'deposit', amount: 100, key });

describeWhere(WITHOUT_POSTGRES, 'a commit that is cut', () => {
  test.each<Cut>(['lost', 'unanswered', 'late'])('%s: is done once, and the session goes on', async (kind) => {
    const { cluster, proxy, here, there } = await open();
    // The statement is known to the server by now.
    expect(await here.ask(deposit(1, 'before-it'))).toMatchObject({ ok: true });
    const cut = proxy.cutNext(kind);
    const reply = here.ask(deposit(2, 'in-the-cut'));
    await cut;
    expect(await reply).toMatchObject({ ok: true, balance: 500_200, repeated: false });
    proxy.release();
    // What is late has reached the server, which has answered to nobody.
    await expect
      .poll(() =>
        cluster.psql("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'lobby' AND state = 'active'"),
      )
      .toBe('0');
    const again = await here.ask(deposit(3, 'in-the-cut'));
    expect(again).toMatchObject({ ok: true, balance: 500_200, repeated: true });
    expect(await there.ask({ id: 4, op: 'look-up', sequence: 6 })).toMatchObject({ ok: false });
  });

  test('that another bank overtakes meanwhile is not taken for that bank’s', async () => {
    const { proxy, here, there } = await open();
    expect(await here.ask(deposit(1, 'before-it'))).toMatchObject({ ok: true });
    const cut = proxy.cutNext('late');
    const reply = here.ask(deposit(2, 'in-the-cut'));
    await cut;
    expect(await there.ask(deposit(1, 'meanwhile'))).toMatchObject({ ok: true });
    expect(await reply).toMatchObject({ ok: true, repeated: false });
    proxy.release();
    expect(await here.ask(deposit(3, 'in-the-cut'))).toMatchObject({ balance: 500_200, repeated: true });
  });

  test('while nobody asks for anything, the connection is made anew, and the next request is done', async () => {
    const { cluster, here } = await open();
    const before = cluster.psql("SELECT max(pid) FROM pg_stat_activity WHERE application_name = 'lobby'");
    cluster.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lobby'");
    const settled = () =>
      cluster.psql(`SELECT count(*) FROM pg_stat_activity WHERE application_name = 'lobby' AND pid > ${before}`);
    await expect.poll(settled).toBe('2');
    expect(await here.ask(deposit(3, 'after-it'))).toMatchObject({ ok: true });
  });
});
