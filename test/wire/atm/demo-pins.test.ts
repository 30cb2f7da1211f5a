import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { BankConnection } from '../../../src-main/atm/connection/bank-connection.ts';
import { TIMING } from '../../../src-main/atm/timing.ts';
import type { Bank } from '../../../src-main/bank/bank.ts';
import { temporaryFolder, testBank } from '../bank/running-bank.ts';

/** Which of the PINs that the documents tell still open an account: what the cards in ATM windows say. */

const OPENING = { '1997': '997', '1998': '998', '1999': '999' };

function demoPins(bank: Bank): unknown {
  const status = bank.status();
  return status.state === 'listening' ? status.demoPins : status.state;
}

test('are told until they are changed, over a restart and a lost ledger, and are not logged', async () => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const left = { '1997': '997', '1999': '999' };
  {
    await using bank = await testBank({ data: folder.data });
    expect(demoPins(bank.bank)).toEqual(OPENING);
    const changed = new Promise<void>((resolve) => bank.bank.onStatus(() => resolve()));
    const connection = await BankConnection.open(
      { host: '127.0.0.1', port: bank.terminalPort },
      TIMING,
      () => {},
      () => {},
    );
    await connection.ask('login', { account: '1998', pin: '998' });
    await expect(connection.ask('change-pin', { pin: '111', newPin: '4711' })).rejects.toThrow();
    await connection.ask('change-pin', { pin: '998', newPin: '4711' });
    await changed;
    expect(demoPins(bank.bank)).toEqual(left);
    connection.end();
    const back = new Promise<void>((resolve) =>
      bank.bank.onStatus(({ state }) => {
        if (state === 'listening') resolve();
      }),
    );
    await bank.bank.kill('ledger');
    await back;
    expect(demoPins(bank.bank)).toEqual(left);
  }
  await using again = await testBank({ data: folder.data });
  expect(demoPins(again.bank)).toEqual(left);
  expect(readFileSync(folder.data.log, 'utf8')).not.toMatch(/demoPins|"99[789]"/);
});
