/**
 * Proves what a failing store does to the answers: nothing is acknowledged that is not on disk, and nothing refused
 * that is. The store is SQLite on a real file, with errors injected before or after its own commit.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PinKey } from '../../../src-main/bank/ledger/pins/pin.ts';
import type { OrderedRequest } from '../../../src-main/bank/ledger/request.ts';
import { StoreError } from '../../../src-main/bank/ledger/store.ts';
import { bankClock } from '../../../src-main/bank/ledger-thread/bank-clock.ts';
import { GroupCommit, type Opened } from '../../../src-main/bank/ledger-thread/group-commit.ts';
import { auditLedger } from '../../../src-main/bank/store/audit.ts';
import { openBooks } from '../../../src-main/bank/store/open-books.ts';
import { lockDatabase } from '../../../src-main/bank/store/sqlite/database-file.ts';
import { ACCOUNT_LOCK_MS, ACCOUNT_TRIES } from '../../../src-main/contract/limits.ts';
import { type DataFolder, openDataFolder } from '../../../src-main/data-folder.ts';
import { DAY, movedOf, NOON, testClock } from '../ledger/books.ts';
import { type Disk, FailingStore, type Fault } from '../store/failing-store.ts';

let data: DataFolder;
let pinKey: PinKey;
let disk: Disk;
let openFails: boolean;
let opened: number;
/** How long it takes to open the store anew, ms. */
let openTakes: number;
/** How the disk fails once the store is opened anew. */
let nextFault: Fault;
let now: number;
let commit: GroupCommit;

async function open(): Promise<Opened> {
  if (openFails) throw new StoreError('io', 'injected: open');
  opened += 1;
  now += openTakes;
  disk.fault = nextFault;
  const store = new FailingStore(lockDatabase(data), pinKey.fingerprint, disk);
  const state = await store.load();
  if (state === undefined) throw new Error('the books are empty');
  return { store, state };
}

beforeEach(async () => {
  data = openDataFolder(mkdtempSync(join(tmpdir(), 'lobby-commit-')));
  const founded = await openBooks(data);
  await founded.store.close();
  pinKey = founded.pinKey;
  disk = { fault: 'none' };
  openFails = false;
  opened = 0;
  openTakes = 0;
  nextFault = 'none';
  now = NOON;
  commit = new GroupCommit(
    await open(),
    open,
    pinKey,
    testClock(() => now),
  );
});

afterEach(async () => {
  await commit.close();
  rmSync(data.path, { recursive: true });
});

const account = '1999';
const unavailable = { ok: false, refusal: 'unavailable' };
const deposit = (key: string): OrderedRequest => ({ op: 'deposit', account, amount: 100, key });
const ask = async (request: OrderedRequest) => (await commit.run([request])).replies[0];
const balance = () => ask({ op: 'balance', account });
/** Past the time in which writes are refused at once. */
const pause = () => {
  now += 1_000;
};

test.each(['append', 'before commit'] as const)(
  'an error at %s: the whole batch is refused and not done',
  async (place) => {
    disk.fault = place;
    const { replies, batch } = await commit.run([
      deposit('one'),
      { op: 'authenticate', account, pin: 'wrong' },
      { op: 'balance', account },
      deposit('two'),
    ]);
    // Reads are answered, and from what is on disk.
    expect(replies).toEqual([unavailable, unavailable, { ok: true, balance: 500_000 }, unavailable]);
    expect(batch).toBeUndefined();
    pause();
    expect(movedOf(await ask(deposit('one')))).toMatchObject({ repeated: false, balance: 500_100 });
  },
);

test('an error after the bytes were written: what is on disk is acknowledged, once', async () => {
  disk.fault = 'after commit';
  const { replies, batch } = await commit.run([deposit('one'), deposit('two')]);
  expect(replies.map((reply) => movedOf(reply).balance)).toEqual([500_100, 500_200]);
  expect(batch?.records).toHaveLength(2);
  pause();
  expect(movedOf(await ask(deposit('one'))).repeated).toBe(true);
  expect(await balance()).toEqual({ ok: true, balance: 500_200 });
});

test('whoever reads beside the ledger has to let go of the books before they are opened anew', async () => {
  // Else SQLite would take over what the log was thought to have, and not look: a batch that was refused could come back.
  const events: string[] = [];
  await commit.close();
  const watched = async () => {
    events.push('open');
    return await open();
  };
  commit = new GroupCommit(
    await open(),
    watched,
    pinKey,
    testClock(() => now),
    { release: async () => void events.push('release'), resume: () => events.push('resume') },
  );
  disk.fault = 'before commit';
  expect(await ask(deposit('one'))).toEqual(unavailable);
  expect(events).toEqual(['release', 'open', 'resume']);
});

test('a batch found after an error is acknowledged only once it is settled: else the ledger stops', async () => {
  disk.fault = 'after commit';
  nextFault = 'settle';
  await expect(ask(deposit('one'))).rejects.toThrow('injected: settle');
});

test('after an error writes are refused at once for a moment, reads are not', async () => {
  disk.fault = 'before commit';
  await ask(deposit('one'));
  expect(await ask(deposit('two'))).toEqual(unavailable);
  expect(await balance()).toEqual({ ok: true, balance: 500_000 });
  pause();
  expect(movedOf(await ask(deposit('two'))).repeated).toBe(false);
});

test('a disk that fails is left alone for a moment, however long it takes to open the books anew', async () => {
  openTakes = 10_000;
  disk.fault = 'before commit';
  expect(await ask(deposit('one'))).toEqual(unavailable);
  expect(opened).toBe(2);
  for (let batch = 0; batch < 5; batch += 1) {
    disk.fault = 'before commit';
    expect(await ask(deposit(`batch ${batch}`))).toEqual(unavailable);
  }
  expect(opened).toBe(2);
  disk.fault = 'none';
  pause();
  expect(movedOf(await ask(deposit('later'))).repeated).toBe(false);
});

test('a disk that stays full refuses every batch, and the books are whole', async () => {
  for (let round = 0; round < 5; round += 1) {
    disk.fault = 'before commit';
    expect(await ask(deposit(`round ${round}`))).toEqual(unavailable);
    pause();
  }
  expect(await balance()).toEqual({ ok: true, balance: 500_000 });
  await commit.close();
  expect(auditLedger(data)).toMatchObject({ good: true, transfers: 3 });
});

test('a store that cannot be opened any more stops the ledger: the outcome is not known', async () => {
  disk.fault = 'after commit';
  openFails = true;
  await expect(ask(deposit('one'))).rejects.toThrow('injected: open');
});

test('a damaged store stops the ledger', async () => {
  disk.fault = 'damage';
  await expect(ask(deposit('one'))).rejects.toThrow('injected: damage');
});

test('a batch that only reads commits nothing', async () => {
  const before = commit.state.head.commits;
  expect(await balance()).toEqual({ ok: true, balance: 500_000 });
  expect(commit.state.head.commits).toBe(before);
});

test('a clock that is set back holds up neither a lock nor a reservation, before a restart or after it', async () => {
  let wall = NOON + 365 * DAY;
  let steady = 0;
  const start = async () => {
    await commit.close();
    commit = new GroupCommit(
      await open(),
      open,
      pinKey,
      bankClock(() => {}, { wall: () => wall, steady: () => steady }),
    );
  };
  const logIn = (pin: string, from = '192.0.2.99') => ask({ op: 'authenticate', account, pin, from });
  await start();
  movedOf(await ask({ op: 'reserve', account, amount: 100, key: 'reserved', expires: ACCOUNT_LOCK_MS + 30_000 }));
  for (let tries = 0; tries < ACCOUNT_TRIES; tries++) await logIn('000', `192.0.2.${tries}`);
  wall = NOON;
  expect(await logIn('999')).toMatchObject({ refusal: 'account_locked', retryAfter: ACCOUNT_LOCK_MS });
  await start();
  expect(await logIn('999')).toMatchObject({ refusal: 'account_locked', retryAfter: ACCOUNT_LOCK_MS });
  steady += ACCOUNT_LOCK_MS;
  wall += ACCOUNT_LOCK_MS;
  expect(await logIn('999')).toEqual({ ok: true, balance: 499_900 });
  steady += 30_000;
  await commit.run([]);
  expect(await balance()).toEqual({ ok: true, balance: 500_000 });
});
