import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AccountPage, BalanceHistory } from '../../../src-main/contract/administration/accounts.ts';
import type { LedgerCheckState } from '../../../src-main/contract/administration/ledger-check.ts';
import type { CallOutcome } from '../../../src-main/contract/windows.ts';
import { openDataFolder } from '../../../src-main/data-folder.ts';
import { Suite } from '../../../src-main/shell/suite.ts';
import { WindowSession } from '../../../src-main/shell/window-session.ts';
import { Client } from '../bank/client.ts';

/** What a window does with the accounts and the books of a bank that runs, over the real ledger and real sockets. */
let folder: string;
let suite: Suite;
let session: WindowSession;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lobby-administration-'));
  suite = new Suite({
    data: openDataFolder(folder),
    bank: { ports: { teletype: 0, terminal: 0 } },
    node: process.execPath,
  });
  session = new WindowSession(suite, { shell: 'browser', event: () => {}, frame: () => {} }, '0');
  await suite.openBank();
});
afterEach(async () => {
  await session.close();
  await suite.close();
  rmSync(folder, { recursive: true, force: true });
});

async function value<Value>(name: string, argument: unknown = {}): Promise<Value> {
  const outcome: CallOutcome = await session.call(name, argument);
  if (!outcome.ok) throw new Error(`${outcome.error.code}: ${outcome.error.message}`);
  return outcome.value as Value;
}

const list = async (crowd = false) => (await value<AccountPage>('accounts.list', { after: '', crowd })).accounts;
const change = (change: string, account: string, more = {}) => value('accounts.change', { change, account, ...more });

function port(protocol: 'teletype' | 'terminal'): number {
  const status = suite.status();
  const open = status.state === 'listening' ? status.ports[protocol] : undefined;
  if (open === undefined) throw new Error('the bank is not open');
  return open.port;
}

const teletype = () => Client.open(port('teletype'));

test('an account is added, used, locked while somebody uses it, unlocked and given a new PIN', async () => {
  await change('add', '4242', { pin: '4321', amount: 12_50 });
  expect((await list()).map(({ number }) => number)).toEqual(['1997', '1998', '1999', '4242']);
  const client = await Client.open(port('terminal'));
  await client.enter('4242', '4321');
  await change('lock', '4242');
  expect(await client.message()).toEqual({ event: 'account-locked' });
  client.socket.destroy();
  expect(await list()).toContainEqual(expect.objectContaining({ number: '4242', lockedByBank: true }));
  await change('unlock', '4242');
  const inside = await teletype();
  await inside.logIn('4242', '4321');
  await change('reset-pin', '4242', { pin: '9876' });
  // Whoever is in by the old PIN is out.
  await inside.closed;
  const again = await teletype();
  again.socket.write('4242\n9876\n1\n');
  await again.until((output) => /Your balance is: \$12\.50\n/.test(output));
  again.socket.destroy();
  expect(await value('accounts.statement', { account: '4242' })).toMatchObject({
    transfers: [{ kind: 'opening', amount: 12_50 }],
    more: false,
  });
});

test('a balance of the past is read while the bank runs, and bad times are refused in words', async () => {
  await value('accounts.change', { change: 'add', account: '5151', pin: '5151', amount: 10_000 });
  const opened = await value<BalanceHistory>('accounts.balances', { account: '5151' });
  expect(opened).toMatchObject({ isExact: true, from: opened.opened });
  expect(opened.points.at(-1)).toMatchObject({ balance: 10_000 });
  const asOf = (at: number) => value<BalanceHistory>('accounts.balances', { account: '5151', from: at, to: at });
  expect((await asOf(opened.opened - 1)).points).toEqual([{ at: opened.opened - 1, balance: 0 }]);
  expect((await asOf(opened.to)).points).toEqual([{ at: opened.to, balance: 10_000 }]);
  await expect(asOf(Date.now() + 60_000)).rejects.toThrow(/^time_to_come: That time is still to come/);
  await expect(value('accounts.balances', { account: '5151', from: 2, to: 1 })).rejects.toThrow(
    /^bad_argument: .*the end comes before the beginning/,
  );
  await expect(value('accounts.balances', { account: '5152' })).rejects.toThrow(/^account_not_found: /);
});

test('the crowd’s accounts are hidden unless asked for', async () => {
  await value('crowd.start', { clients: 3, rate: 1, mix: { balance: 100, deposit: 0, withdraw: 0, transfer: 0 } });
  await expect.poll(async () => (await list(true)).length, { timeout: 20_000 }).toBe(6);
  expect(await list()).toHaveLength(3);
  await value('crowd.stop');
});

test('refusals come in the bank’s words, and what is no request is none', async () => {
  await expect(change('add', '1999', { pin: '999', amount: 0 })).rejects.toThrow(/^account_exists: /);
  await expect(change('lock', '5')).rejects.toThrow(/^account_not_found: /);
  await expect(change('reset-pin', '1999', { pin: 'x' })).rejects.toThrow(/^invalid_pin: /);
  await expect(change('add', '12', { pin: '123', amount: 0.5 })).rejects.toThrow(/^bad_argument: /);
  await expect(change('burn', '1999')).rejects.toThrow(/^bad_argument: /);
});

test('a reset keeps the old books apart and opens with those of the beginning', async () => {
  await change('add', '4242', { pin: '4321', amount: 100 });
  const client = await teletype();
  const { keptAs, status } = await value<{ keptAs: string; status: { state: string } }>('bank.reset');
  expect(await client.closed).toContain('The bank is closing.');
  expect(status.state).toBe('listening');
  expect(existsSync(join(keptAs, 'ledger.db'))).toBe(true);
  expect((await list()).map(({ number }) => number)).toEqual(['1997', '1998', '1999']);
  const fresh = await teletype();
  fresh.socket.write('1998\n998\n1\n');
  await fresh.until((output) => /Your balance is: \$3000\n/.test(output));
  fresh.socket.destroy();
});

const checked = () =>
  expect.poll(() => value<LedgerCheckState>('ledger-check.state').then(({ state }) => state), { timeout: 60_000 });

test('the ledger is checked while customers go on, and its copy is gone afterwards', async () => {
  const client = await teletype();
  client.socket.write('1998\n998\n');
  const deposits = setInterval(() => client.socket.write('3\n1\n'), 5);
  try {
    await value('ledger-check.start');
    // A second press changes nothing.
    await value('ledger-check.start');
    await checked().toBe('good');
  } finally {
    clearInterval(deposits);
    client.socket.destroy();
  }
  const check = await value<Extract<LedgerCheckState, { state: 'good' }>>('ledger-check.state');
  expect(check.accounts).toBe(3);
  expect(check.transfers).toBeGreaterThanOrEqual(3);
  expect(existsSync(join(folder, 'ledger-checked.db'))).toBe(false);
});

test('what is wrong in the ledger is found and listed, and the bank goes on', async () => {
  const database = new DatabaseSync(join(folder, 'ledger.db'));
  database.exec('UPDATE transfers SET amount = amount + 1 WHERE sequence = 2; DELETE FROM refused');
  database.close();
  await value('ledger-check.start');
  await checked().toBe('bad');
  expect(await value('ledger-check.state')).toMatchObject({ findings: [{ sequence: 2 }] });
  expect(await list()).toHaveLength(3);
});

test('a check that can not make its copy says so, and can be started again', async () => {
  // A folder stands where the copy is to be; it is not empty, so it is nobody's to discard.
  mkdirSync(join(folder, 'ledger-checked.db', 'mine'), { recursive: true });
  await value('ledger-check.start');
  await checked().toBe('failed');
  rmSync(join(folder, 'ledger-checked.db'), { recursive: true });
  await value('ledger-check.start');
  await checked().toBe('good');
});

test('a bank that is reset or closed during a check ends it, and nothing is left of the copy', async () => {
  await value('ledger-check.start');
  const { status } = await value<{ status: { state: string } }>('bank.reset');
  expect(status.state).toBe('listening');
  await value('ledger-check.start');
  await suite.close();
  expect(suite.ledgerCheck.state).not.toMatchObject({ state: 'failed' });
  expect(readdirSync(folder).filter((name) => name.startsWith('ledger-checked'))).toEqual([]);
  await expect(value('ledger-check.start')).rejects.toThrow(/^bank_closed: /);
});

test('without an open bank there are no accounts, and quitting is asked of the shell', async () => {
  await suite.close();
  await expect(list()).rejects.toThrow(/^bank_closed: /);
  let asked = 0;
  suite.onQuit(() => {
    asked += 1;
  });
  await value('suite.quit');
  expect(asked).toBe(1);
});
