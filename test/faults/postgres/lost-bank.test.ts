/**
 * Proves that a bank that is frozen or killed costs the others seconds at most, and nobody a cent: one that wakes up
 * commits nothing of what it had begun, and an ATM that loses its bank goes to the next and repeats its request.
 */
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { openTerminal } from '../../../src-main/atm/terminal-client.ts';
import { TIMING } from '../../../src-main/atm/timing.ts';
import { describeWhere } from '../../describe-where.ts';
import { WITHOUT_POSTGRES } from '../../postgres/cluster.ts';
import { dropBooks, testCluster } from '../../postgres/test-cluster.ts';
import { CuttingProxy } from '../atm/cutting-proxy.ts';
import { startTwo } from './bank-processes.ts';
import { freeze, kill } from './lost-bank.ts';
import { expectGood } from './recorded-load.ts';

afterEach(dropBooks);

describeWhere(WITHOUT_POSTGRES, 'two banks', () => {
  test('of which one is frozen, and then killed, under load', async () => {
    const url = (await testCluster()).url();
    const banks = await startTwo(url);
    await freeze(banks, 1);
    await kill(banks, 2);
    await expectGood(url, banks[0]);
  });

  test('of which an ATM loses one in the middle of a deposit, which the other does or has done: once', async () => {
    const url = (await testCluster()).url();
    const [one, other] = await startTwo(url);
    const proxy = await CuttingProxy.start(() => one.process.terminalPort);
    const others = [{ host: '127.0.0.1', port: other.process.terminalPort }];
    const timing = { ...TIMING, retryFirst: 5, retryMost: 50 };
    const options = { host: '127.0.0.1', port: proxy.port, others, folder: one.data.atm, name: 'ATM 1' };
    const terminal = openTerminal(options, timing);
    onTestFinished(async () => {
      await terminal.close();
      await proxy.close();
    });
    await terminal.login('1998', '998');
    const answered = proxy.swallowAnswer('"kind":"deposit"');
    const deposit = terminal.deposit(14_000);
    await answered;
    await one.kill();
    proxy.cutAll();
    expect(await deposit).toMatchObject({ balance: 314_000 });
    expect(await terminal.withdraw(2_000)).toMatchObject({ balance: 312_000 });
    const { transfers } = await terminal.statement();
    expect(transfers.map(({ kind }) => kind)).toEqual(['post', 'reserve', 'deposit', 'opening']);
    await expectGood(url, one);
  });
});
