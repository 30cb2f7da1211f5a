/** Proves that a data folder of an earlier version opens, says what it said, and can be worked with. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { openTerminal } from '../../../src-main/atm/terminal-client.ts';
import { auditLedger } from '../../../src-main/bank/store/audit.ts';
import type { DataFolder } from '../../../src-main/data-folder.ts';
import { temporaryFolder, testBank } from '../bank/running-bank.ts';

/** What its README says is in it. */
const FIXTURE = join(import.meta.dirname, 'data-folder');
/** The newest hash as that version's own audit told it. */
const HASH = '182b3cb0e764adca6ffc991def9448678ec3d228d63fb52e4909b7652550cf91';

function earlierFolder(): DataFolder {
  const { data, remove } = temporaryFolder();
  onTestFinished(remove);
  for (const path of readdirSync(FIXTURE, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.gz')) continue;
    const target = join(data.path, path.slice(0, -'.gz'.length));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, gunzipSync(readFileSync(join(FIXTURE, path))), { mode: 0o600 });
  }
  return data;
}

test('it audits good as it is, and after it was opened and money was moved', async () => {
  const data = earlierFolder();
  expect(auditLedger(data)).toMatchObject({ good: true, transfers: 21, accounts: 4, hash: HASH });
  {
    await using bank = await testBank({ data });
    const client = await bank.teletype();
    client.send('1996\n1234\n1\n2\n9.75\n1\n4\n');
    expect((await client.closed).match(/balance is: \$[\d.]+/g)).toEqual([
      'balance is: $190.25',
      'balance is: $200',
      'balance is: $200',
    ]);
  }
  const after = auditLedger(data);
  expect(after).toMatchObject({ good: true, accounts: 4 });
  expect(after.good && after.transfers).toBeGreaterThan(21);
});

test('balances, statements, PINs, locks, limits and keys are what they were', async () => {
  await using bank = await testBank({ data: earlierFolder() });
  const client = await bank.terminal();
  const ask = (id: number, op: string, fields: object = {}) => client.ask({ id, op, ...fields });
  await ask(1, 'hello', { version: 1 });
  expect(await ask(2, 'login', { account: '1997', pin: '997' })).toMatchObject({ error: { code: 'account_locked' } });
  expect(await ask(3, 'login', { account: '1999', pin: '999' })).toMatchObject({
    error: { code: 'authentication_failed' },
  });
  expect(await ask(4, 'login', { account: '1999', pin: '2468' })).toMatchObject({ ok: true });

  const statement = await ask(5, 'statement', { before: 17, limit: 100 });
  const lines = statement['transfers'] as readonly { sequence: number; kind: string; amount: number }[];
  expect(lines.map(({ sequence, kind, amount }) => `${sequence} ${kind} ${amount}`)).toEqual([
    '16 reserve 4000',
    '15 reversal 1100',
    '14 deposit 1100',
    '13 void 900',
    '12 reserve 900',
    '11 post 3000',
    '10 reserve 5000',
    '9 transfer 1234',
    '8 withdrawal 2000',
    '7 deposit 7505',
    '6 withdrawal 12050',
    '5 deposit 50000',
    '1 opening 500000',
  ]);
  expect(statement['balance']).toBe(535_221);

  expect(await ask(6, 'deposit', { amount: 7_505, key: 'fixture-deposit' })).toMatchObject({
    repeated: true,
    balance: 545_455,
    transfer: { sequence: 7 },
  });
  expect(await ask(7, 'deposit', { amount: 7_506, key: 'fixture-deposit' })).toMatchObject({
    error: { code: 'key_reused' },
  });
  // A refused key is remembered for some time from when the books were opened.
  expect(await ask(8, 'withdraw', { amount: 99_999_999, key: 'fixture-refused' })).toMatchObject({
    error: { code: 'insufficient_funds' },
  });
  expect(await ask(9, 'deposit', { amount: 1, key: 'fixture-refused' })).toMatchObject({
    error: { code: 'key_reused' },
  });
  // By now the bank may have voided the reserve itself: how long it stays depends on the date.
  const ended = await ask(10, 'void', { reservation: 'fixture-reserve-open', key: 'ends-open' });
  if (ended['ok'] !== true) expect(ended).toMatchObject({ error: { code: 'not_pending' } });
  expect(await ask(11, 'transfer', { to: '1996', amount: 10_000, key: 'moved-after' })).toMatchObject({
    ok: true,
    balance: 529_221,
  });
  await ask(12, 'leave');

  const limited = await bank.terminal();
  await limited.enter('1996', '1234');
  expect(await limited.ask({ id: 3, op: 'balance' })).toMatchObject({ balance: 29_025 });
  expect(await limited.ask({ id: 4, op: 'withdraw', amount: 10_001, key: 'over-the-limit' })).toMatchObject({
    error: { code: 'limit_exceeded' },
  });
});

test('the journal of a machine that was killed is taken over, and what it paid is booked', async () => {
  const data = earlierFolder();
  await using bank = await testBank({ data });
  const terminal = openTerminal({ host: '127.0.0.1', port: bank.terminalPort, folder: data.atm, name: 'ATM 2' });
  onTestFinished(() => terminal.close());
  await terminal.login('1998', '998');
  await expect
    .poll(() => terminal.state, { timeout: 20_000 })
    .toMatchObject({
      at: 'customer',
      unsettled: [],
      unbooked: 0,
      settled: [{ kind: 'withdrawal', amount: 8_000, outcome: 'done' }],
    });
  expect(await terminal.balance()).toEqual({ balance: 291_555 });
  expect(await terminal.leave()).toEqual({ balance: 291_555 });
});
