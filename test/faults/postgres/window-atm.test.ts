/**
 * Proves that an ATM window whose bank is lost in the middle of a deposit goes on at another bank on the same books, with
 * one transfer, and is at its own bank again once that is back and the customer has left.
 */
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { parseBooksAddress } from '../../../src-main/bank/store/postgres/address.ts';
import { Connection } from '../../../src-main/bank/store/postgres/connection.ts';
import { TAKE_TURN } from '../../../src-main/bank/store/postgres/statements.ts';
import { describeWhere } from '../../describe-where.ts';
import { WITHOUT_POSTGRES } from '../../postgres/cluster.ts';
import { dropBooks, testCluster } from '../../postgres/test-cluster.ts';
import { networkBankOn, suiteWindow } from '../../wire/postgres/shared-suite.ts';

afterEach(dropBooks);

const AMOUNT = 12_300;

/** Holds the turn to write, so that every bank's next batch waits. @returns lets them go on */
async function holdTurn(url: string): Promise<() => Promise<void>> {
  const connection = await Connection.open(parseBooksAddress(url), { patience: 0 });
  onTestFinished(() => connection.close());
  await connection.script('SET idle_in_transaction_session_timeout = 0');
  await connection.script(TAKE_TURN);
  return async () => {
    await connection.script('ROLLBACK');
  };
}

describeWhere(WITHOUT_POSTGRES, 'an ATM window', () => {
  test('goes on at another bank in the middle of a deposit, and comes back', async () => {
    const cluster = await testCluster();
    const url = cluster.url();
    const { suite, call, atm } = await suiteWindow({ database: url });
    const { bank: other, address, fingerprint } = await networkBankOn(suite, url);
    const otherBanks = [`${address} ${fingerprint}`];
    expect(await call('settings.change', { bank: { otherBanks } })).toMatchObject({ ok: true });
    await call('atm.connect');
    expect(await call('atm.login', { account: '1998', pin: '998' })).toMatchObject({ ok: true });

    let elsewhere = 0;
    onTestFinished(
      other.bank.onBoard(({ open }) => {
        elsewhere = open;
      }),
    );
    const release = await holdTurn(url);
    const deposit = call('atm.deposit', { amount: AMOUNT });
    const waiting = () => cluster.psql("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
    await expect.poll(waiting).toBe('1');
    // The port is the other bank's: this one can't open again.
    await call('settings.change', { bank: { terminalPort: other.terminalPort } });
    const reopened = call('bank.reopen');
    // What was asked of the bank that is gone still waits in the database, and the other bank waits behind it.
    await expect.poll(() => elsewhere).toBe(1);
    await release();
    expect(await reopened).toMatchObject({ value: { state: 'failed', code: 'port_in_use' } });
    expect(await deposit).toMatchObject({ ok: true, value: { balance: 300_000 + AMOUNT } });
    expect(cluster.psql(`SELECT count(*) FROM lobby.transfers WHERE amount = ${AMOUNT}`)).toBe('1');
    expect(atm()).toMatchObject({ at: 'customer', account: '1998' });

    await call('settings.change', { bank: { terminalPort: 0 } });
    expect(await call('bank.open')).toMatchObject({ value: { state: 'listening' } });
    expect(await call('atm.deposit', { amount: AMOUNT })).toMatchObject({ ok: true });
    expect(await call('atm.leave')).toMatchObject({ value: { balance: 300_000 + 2 * AMOUNT } });
    await other.bank.stop();
    expect(await call('atm.login', { account: '1998', pin: '998' })).toMatchObject({ ok: true });
    expect(suite.status()).toMatchObject({ state: 'listening', outdated: false });
  });
});
