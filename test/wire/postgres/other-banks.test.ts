/**
 * Proves that other banks are tried before they are kept as a setting, that ATM windows use those that are kept and no
 * others, and that a PIN is sent to none whose certificate is not the one that the setting names.
 */
import { afterEach, expect, test } from 'vitest';
import { describeWhere } from '../../describe-where.ts';
import { freePort } from '../../free-port.ts';
import { WITHOUT_POSTGRES } from '../../postgres/cluster.ts';
import { dropBooks, testCluster } from '../../postgres/test-cluster.ts';
import { sharedBooks } from './shared-bank.ts';
import { networkBank, networkBankOn, suiteWindow } from './shared-suite.ts';

afterEach(dropBooks);

/** The fingerprint of another certificate. */
const another = (fingerprint: string) => fingerprint.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));

describeWhere(WITHOUT_POSTGRES, 'other banks by setting', () => {
  test('are tried before they are kept', async () => {
    const url = (await testCluster()).url();
    const { suite, call } = await suiteWindow({ database: url });
    const other = await networkBankOn(suite, url);
    const elsewhere = await networkBank(suite, {});
    const plain = await networkBank(suite, { host: '127.0.0.1' });
    const full = await networkBank(suite, { books: sharedBooks(url), limits: { sessions: 0 } });
    const choose = (...otherBanks: string[]) => call('settings.change', { bank: { otherBanks } });
    const right = `${other.address} ${other.fingerprint}`;
    const wrong: readonly [string, string][] = [
      [`127.0.0.1:${await freePort()}`, 'other_bank_unreachable'],
      [plain.address, 'other_bank_unreachable'],
      [other.address, 'other_bank_certificate'],
      [`${other.address} ${another(other.fingerprint)}`, 'other_bank_certificate'],
      [`${elsewhere.address} ${elsewhere.fingerprint}`, 'other_bank_books'],
      [`${full.address} ${full.fingerprint}`, 'too_many_sessions'],
      ['no address', 'bad_argument'],
    ];
    for (const [bank, code] of wrong) {
      const { ok, ...outcome } = await choose(right, bank);
      expect({ bank, ok, ...outcome }).toMatchObject({ bank, ok: false, error: { code } });
    }
    expect(suite.settings.current.bank.otherBanks).toEqual([]);
    expect(await choose(right)).toMatchObject({ ok: true });
    expect(suite.status()).toMatchObject({ state: 'listening', outdated: false });
    // One that is kept may be lost by now: that must not hold up what is changed beside it.
    await other.bank.bank.stop();
    expect(await choose(right)).toMatchObject({ ok: true });
    expect(await choose()).toMatchObject({ ok: true });
  });

  test('are nothing for books on this computer', async () => {
    const { suite, call, atm } = await suiteWindow({ otherBanks: ['127.0.0.1:9'] });
    expect(suite.atmBanks()).toHaveLength(1);
    await call('atm.connect');
    await expect.poll(() => atm()?.at).toBe('ready');
  });

  test('are used no more once they have opened other books', async () => {
    const url = (await testCluster()).url();
    const { suite, call, atm } = await suiteWindow({ database: url });
    const other = await networkBankOn(suite, url);
    const { data, terminalPort } = other.bank;
    const otherBanks = [`${other.address} ${other.fingerprint}`];
    expect(await call('settings.change', { bank: { otherBanks } })).toMatchObject({ ok: true });
    await call('atm.connect');
    await expect.poll(() => atm()?.at).toBe('ready');
    await other.bank.bank.stop();
    const opened = await networkBank(suite, { data, ports: { teletype: 0, terminal: terminalPort } });
    expect(opened.fingerprint).toBe(other.fingerprint);
    await call('settings.change', { bank: { terminalPort } });
    expect(await call('bank.reopen')).toMatchObject({ value: { state: 'failed', code: 'port_in_use' } });
    await expect
      .poll(() => atm())
      .toMatchObject({
        at: 'lost',
        code: 'other_bank_books',
        message: expect.stringContaining("other books than this computer's bank"),
      });
    expect(await call('atm.login', { account: '1998', pin: '998' })).toMatchObject({
      error: { code: 'other_bank_books' },
    });
  });

  test('are used while there is no bank here, if they prove themselves, and else told nothing', async () => {
    const url = (await testCluster()).url();
    const first = await suiteWindow({ database: url });
    const other = await networkBankOn(first.suite, url);
    const taken = { teletypePort: other.bank.teletypePort };
    const impostor = await suiteWindow({
      ...taken,
      database: url,
      otherBanks: [`${other.address} ${another(other.fingerprint)}`],
    });
    expect(impostor.suite.status()).toMatchObject({ state: 'failed' });
    await impostor.call('atm.connect');
    await expect.poll(() => impostor.atm()).toMatchObject({ at: 'lost', message: expect.stringContaining('another') });
    expect(await impostor.call('atm.login', { account: '1998', pin: '998' })).toMatchObject({
      error: { code: 'bank_unreachable' },
    });

    const good = await suiteWindow({ ...taken, database: url, otherBanks: [`${other.address} ${other.fingerprint}`] });
    expect(good.suite.status()).toMatchObject({ state: 'failed' });
    await good.call('atm.connect');
    expect(await good.call('atm.login', { account: '1998', pin: '998' })).toMatchObject({
      value: { balance: 300_000 },
    });
  });
});
