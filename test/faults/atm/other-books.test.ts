import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openTerminal } from '../../../src-main/atm/terminal-client.ts';
import { TIMING } from '../../../src-main/atm/timing.ts';
import { setBooksAside } from '../../../src-main/bank/store/set-aside.ts';
import { customerWhere, stateWhere } from '../../unit/atm/state-where.ts';
import { type TestBank, temporaryFolder, testBank } from '../../wire/bank/running-bank.ts';
import { CuttingProxy } from './cutting-proxy.ts';

/** A bank that opens new books while an ATM waits for an answer of the old ones. */
const OPENING = 300_000;

test('what was asked of old books is not repeated on new ones, and settled when the old ones are back', async () => {
  const folder = temporaryFolder();
  const data = folder.data;
  let bank: TestBank = await testBank({ data });
  const proxy = await CuttingProxy.start(() => bank.terminalPort);
  const timing = { ...TIMING, retryFirst: 5, retryMost: 50, outcome: 60_000 };
  const terminal = openTerminal({ host: '127.0.0.1', port: proxy.port, folder: data.atm, name: 'ATM 1' }, timing);
  const restart = async (between: () => void): Promise<void> => {
    proxy.cutAll();
    await bank.bank.stop();
    between();
    bank = await testBank({ data });
    proxy.down = false;
  };
  try {
    await terminal.login('1998', '998');
    const answered = proxy.swallowAnswer('"kind":"deposit"');
    const deposit = expect(terminal.deposit(14_000)).rejects.toMatchObject({
      code: 'outcome_unknown',
      message: expect.stringMatching(/other books/),
    });
    await answered;
    let aside = '';
    await restart(() => {
      aside = setBooksAside(data, Date.now());
      proxy.swallow = false;
    });
    await deposit;
    await stateWhere(terminal, ({ at }) => at === 'ready');
    await expect(terminal.login('1998', '998')).resolves.toEqual({ balance: OPENING });
    await expect(terminal.statement()).resolves.toMatchObject({ transfers: [{ kind: 'opening' }] });
    expect(terminal.state).toMatchObject({ unsettled: [], settled: [] });
    await terminal.leave();

    await restart(() => {
      for (const part of ['', '-wal', '-shm']) {
        rmSync(data.database + part, { force: true });
        const old = join(aside, `ledger.db${part}`);
        if (existsSync(old)) renameSync(old, data.database + part);
      }
    });
    await stateWhere(terminal, ({ at, unsettled }) => at === 'ready' && unsettled.length === 1);
    await terminal.login('1998', '998');
    const { settled } = await customerWhere(terminal, (state) => state.settled.length > 0);
    expect(settled).toMatchObject([{ kind: 'deposit', amount: 14_000, outcome: 'done' }]);
    await expect(terminal.balance()).resolves.toEqual({ balance: OPENING + 14_000 });
  } finally {
    await terminal.close();
    await proxy.close();
    await bank.bank.stop();
    folder.remove();
  }
}, 60_000);
