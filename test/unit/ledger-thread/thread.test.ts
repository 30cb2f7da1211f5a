/** Proves the ledger as threads see it: real worker threads, real ports, SQLite on a real file. */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LedgerClient, LedgerReplies, LedgerRequest } from '../../../src-main/bank/ledger/request.ts';
import { connectLedger } from '../../../src-main/bank/ledger-thread/client.ts';
import type { CommitReport } from '../../../src-main/bank/ledger-thread/report/commit-report.ts';
import { type Ledger, startLedger } from '../../../src-main/bank/ledger-thread/start.ts';
import { openDataFolder } from '../../../src-main/data-folder.ts';
import { ON_WINDOWS, testWhere } from '../../describe-where.ts';
import { movedOf } from '../ledger/books.ts';

let folder: string;
let ledger: Ledger;
const account = '1999';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lobby-ledger-'));
  ledger = await startLedger({ data: openDataFolder(folder) });
});
afterEach(async () => {
  await ledger.stop();
  rmSync(folder, { recursive: true });
});

function connect(): LedgerClient {
  return connectLedger(ledger.connect());
}

function ask<R extends LedgerRequest>(
  client: LedgerClient,
  request: R,
  session = 's',
): Promise<LedgerReplies[R['op']]> {
  return new Promise((resolve) => {
    client.submit(request, { session }, (reply) => resolve(reply as LedgerReplies[R['op']]));
  });
}

test('fifty clients that send one key at once get one transfer and fifty equal answers', async () => {
  const clients = Array.from({ length: 50 }, connect);
  const request = { op: 'deposit', account, amount: 100, key: 'one key for all' } as const;
  const replies = (await Promise.all(clients.map((client) => ask(client, request)))).map(movedOf);
  expect(replies.filter((reply) => !reply.repeated)).toHaveLength(1);
  expect(new Set(replies.map((reply) => JSON.stringify([reply.transfer, reply.balance]))).size).toBe(1);
  expect(ledger.client.committedBalance(account)).toBe(500_100);
  expect(ledger.totals()).toMatchObject({ transfers: 1, sum: 0 });
});

test('replies of one client come in the order of its requests', async () => {
  const client = connect();
  const order: number[] = [];
  const done = Array.from({ length: 1_200 }, (_, index) => {
    const request =
      index % 3 === 0
        ? ({ op: 'balance', account } as const)
        : ({ op: 'deposit', account, amount: 1, key: `key ${index}` } as const);
    return new Promise<void>((resolve) => {
      client.submit(request, { session: 's' }, () => {
        order.push(index);
        resolve();
      });
    });
  });
  await Promise.all(done);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
});

test('the committed balance is at least what a reply has said, on every client', async () => {
  const [writer, reader] = [connect(), connect()];
  for (let index = 1; index <= 200; index += 1) {
    const { balance } = movedOf(await ask(writer, { op: 'deposit', account, amount: 1, key: `key ${index}` }));
    expect(reader.committedBalance(account)).toBe(balance);
  }
  expect([reader.committedBalance('4040'), reader.committedBalance('cash')]).toEqual([undefined, undefined]);
});

test('of the changes in one batch a watcher is told the newest', async () => {
  const [watcher, other] = [connect(), connect()];
  const told: number[] = [];
  watcher.watch(account, (balance) => told.push(balance));
  await ask(watcher, { op: 'balance', account });
  // Sent in one turn of the event loop, and so committed together.
  const keys = ['batch 1', 'batch 2', 'batch 3'];
  await Promise.all(keys.map((key) => ask(other, { op: 'deposit', account, amount: 10, key })));
  await ask(watcher, { op: 'balance', account });
  expect(told).toEqual([500_030]);
});

test('a PIN that is changed is told to all, with the session that changed it', async () => {
  const [one, other] = [connect(), connect()];
  const told: unknown[] = [];
  for (const client of [one, other]) client.onPinChanged((...what) => told.push(what));
  expect(await ask(one, { op: 'change-pin', account, pin: '0000', newPin: '1234' }, 'first')).toMatchObject({
    ok: false,
  });
  expect(await ask(one, { op: 'change-pin', account, pin: '999', newPin: '1234' }, 'second')).toEqual({ ok: true });
  await ask(other, { op: 'balance', account });
  expect(told).toEqual([
    [account, 'second'],
    [account, 'second'],
  ]);
});

test('a watcher is told every change of its account by anybody, and locks, until it stops', async () => {
  const [watcher, other] = [connect(), connect()];
  const told: string[] = [];
  const stop = watcher.watch(
    account,
    (balance, transfer) => told.push(`${transfer.kind} ${balance}`),
    () => told.push('locked'),
  );
  // A request after it on the same port: the watch has arrived.
  await ask(watcher, { op: 'balance', account });
  await ask(other, { op: 'deposit', account, amount: 5, key: 'deposit' });
  await ask(other, { op: 'transfer', account: '1998', to: account, amount: 7, key: 'pay' });
  await ask(other, { op: 'deposit', account: '1998', amount: 9, key: 'not ours' });
  await ask(other, { op: 'administer', account, change: 'lock', pin: '', amount: 0 });
  await ask(other, { op: 'administer', account, change: 'unlock', pin: '', amount: 0 });
  await ask(watcher, { op: 'balance', account });
  expect(told).toEqual(['deposit 500005', 'transfer 500012', 'locked']);
  stop();
  await ask(watcher, { op: 'balance', account });
  await ask(other, { op: 'deposit', account, amount: 5, key: 'unseen' });
  await ask(watcher, { op: 'balance', account });
  expect(told).toHaveLength(3);
});

test('who watches before the log-in misses nothing: each deposit is in the balance of the answer, or told after it', async () => {
  const writer = connect();
  for (let round = 0; round < 200; round += 1) {
    const client = connect();
    let told: number | undefined;
    const stop = client.watch(account, (balance) => {
      told = balance;
    });
    const [entered, deposit] = await Promise.all([
      ask(client, { op: 'authenticate', account, pin: '999' }),
      ask(writer, { op: 'deposit', account, amount: 1, key: `round ${round}` }),
    ]);
    if (!entered.ok) throw new Error(entered.refusal);
    // A request after them: what was told of both has arrived.
    await ask(client, { op: 'balance', account });
    expect(Math.max(entered.balance, told ?? 0)).toBe(movedOf(deposit).balance);
    stop();
  }
});

test('a reserve that nobody resolves is voided by time, without any request', async () => {
  const client = connect();
  const voided = new Promise<number>((resolve) => {
    client.watch(account, (balance, transfer) => {
      if (transfer.kind === 'void') resolve(balance);
    });
  });
  movedOf(await ask(client, { op: 'reserve', account, amount: 100, key: 'reserve', expires: 50 }));
  expect(client.committedBalance(account)).toBe(499_900);
  expect(await voided).toBe(500_000);
  expect(client.committedBalance(account)).toBe(500_000);
});

test('the board is told commits and transfers with their sessions while it listens', async () => {
  const reports: CommitReport[] = [];
  let enough = () => {};
  const heard = new Promise<void>((resolve) => {
    enough = resolve;
  });
  const stop = ledger.onCommit((report) => {
    reports.push(report);
    if (reports.flatMap((one) => one.transfers).length >= 2) enough();
  });
  await ask(ledger.client, { op: 'deposit', account, amount: 1, key: 'a' }, 'atm-7');
  await ask(ledger.client, { op: 'withdraw', account, amount: 1_000_000_00, key: 'b' }, 'atm-8');
  await ask(ledger.client, { op: 'deposit', account, amount: 1, key: 'c' }, 'atm-9');
  await heard;
  expect(reports.flatMap((report) => report.transfers.map(({ session }) => session))).toEqual(['atm-7', 'atm-9']);
  expect(reports.flatMap((report) => report.latencies)).toHaveLength(3);
  // Each transfer names the commit that wrote it.
  const commits = reports.flatMap((report) => report.commits);
  const written = reports.flatMap((report) => report.transfers.map(({ commit }) => commit));
  expect(written).toEqual([commits[0]?.number, commits[2]?.number]);
  for (const { size, micros } of commits) {
    expect(size).toBe(1);
    expect(micros).toBeGreaterThan(0);
  }
  expect(ledger.totals()).toEqual({ transfers: 2, commits: 3, queue: 0, sum: 0, cash: -1_500_002 });
  stop();
});

testWhere(ON_WINDOWS, 'only the owner can read the books and what lies beside them', () => {
  const files = readdirSync(folder).filter((name) => name.startsWith('ledger'));
  expect(files.sort()).toEqual(['ledger.db', 'ledger.db-shm', 'ledger.db-wal', 'ledger.lock']);
  for (const name of files) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
});

test('the accounts are known to every thread, and money survives a restart', async () => {
  expect(ledger.accounts).toEqual(['1997', '1998', '1999']);
  await ask(ledger.client, { op: 'deposit', account, amount: 50, key: 'kept' });
  await ledger.stop();
  ledger = await startLedger({ data: openDataFolder(folder) });
  expect(ledger.client.committedBalance(account)).toBe(500_050);
  expect(movedOf(await ask(ledger.client, { op: 'deposit', account, amount: 50, key: 'kept' })).repeated).toBe(true);
});
