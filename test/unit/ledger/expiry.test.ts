/**
 * Proves that reserves which run out all at once are voided in slices, and that nobody is ever answered as if one were
 * still held. On SQLite in memory with a clock set by the test; the last on real threads and time.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { LedgerRequest } from '../../../src-main/bank/ledger/request.ts';
import { connectLedger } from '../../../src-main/bank/ledger-thread/client.ts';
import { startLedger } from '../../../src-main/bank/ledger-thread/start.ts';
import { auditDatabase } from '../../../src-main/bank/store/audit.ts';
import { COMMIT_BATCH } from '../../../src-main/contract/limits.ts';
import { openDataFolder } from '../../../src-main/data-folder.ts';
import { Books, PIN_KEY } from './books.ts';

const ACCOUNTS = Array.from({ length: 30 }, (_, index) => `77${index + 10}`);
const EACH = 40;
const ALL = ACCOUNTS.length * EACH;
const MONEY = 100_000;
const LAST = ACCOUNTS.at(-1) ?? '';

/** Opens the accounts, and has each reserve $1 forty times, until then. */
function reserveEverywhere(expires: number): LedgerRequest[] {
  return [
    ...ACCOUNTS.flatMap((account): LedgerRequest[] => [
      { op: 'open-account', account, pin: '123' },
      { op: 'deposit', account, amount: MONEY, key: `money ${account}` },
    ]),
    ...ACCOUNTS.flatMap((account) =>
      Array.from(
        { length: EACH },
        (_, index): LedgerRequest => ({ op: 'reserve', account, amount: 100, key: `${account} ${index}`, expires }),
      ),
    ),
  ];
}

describe('more reserves than a batch, overdue at once', () => {
  let books: Books;
  beforeEach(async () => {
    books = await Books.open();
    expect((await books.run(reserveEverywhere(60_000))).replies.every(({ ok }) => ok)).toBe(true);
    books.now += 60_000;
  });

  test('are voided in slices, each once, oldest first', async () => {
    const slices: number[] = [];
    const voided: (number | null)[] = [];
    do {
      const { batch } = await books.run([]);
      slices.push(batch?.records.length ?? 0);
      voided.push(...(batch?.records ?? []).map(({ refers }) => refers));
    } while (books.commit.behind);
    expect(slices).toEqual([COMMIT_BATCH, COMMIT_BATCH, ALL - 2 * COMMIT_BATCH]);
    expect(voided).toEqual(voided.toSorted((one, other) => (one ?? 0) - (other ?? 0)));
    expect(new Set(voided).size).toBe(ALL);
    expect((await books.run([])).batch?.dirty).toBe(false);
    expect(books.commit.nextExpiry).toBe(Number.POSITIVE_INFINITY);
    expect(auditDatabase(books.database, PIN_KEY.fingerprint)).toMatchObject({ good: true });
  });

  const account = LAST;
  test.each<readonly [string, LedgerRequest, object]>([
    ['its balance', { op: 'balance', account }, { ok: true, balance: MONEY }],
    ['a log-in', { op: 'authenticate', account, pin: '123' }, { ok: true, balance: MONEY }],
    ['a withdrawal of all', { op: 'withdraw', account, amount: MONEY, key: 'all' }, { ok: true, balance: 0 }],
    [
      'a settlement by key',
      { op: 'post', account: null, reservation: `${account} 39`, amount: 100, key: 'late' },
      { ok: false, refusal: 'not_pending' },
    ],
  ])('are not held for who asks for %s before their slice', async (_what, request, reply) => {
    const { replies, batch } = await books.run([request]);
    expect(replies[0]).toMatchObject(reply);
    expect(batch?.records.filter(({ kind }) => kind === 'void')).toHaveLength(COMMIT_BATCH + EACH);
    expect(books.commit.behind).toBe(true);
    while (books.commit.behind) await books.run([]);
    expect(auditDatabase(books.database, PIN_KEY.fingerprint)).toMatchObject({ good: true });
  });

  test('can be posted no more before their slice', async () => {
    const reservation = `${account} ${EACH - 1}`;
    const { replies } = await books.run([
      { op: 'post', account, reservation, amount: 1, key: 'late' },
      { op: 'void', account, reservation, key: 'later' },
    ]);
    expect(replies).toEqual([
      { ok: false, refusal: 'not_pending' },
      { ok: false, refusal: 'not_pending' },
    ]);
    expect(books.commit.behind).toBe(true);
  });

  test('wait for a disk that fails, and are voided then', async () => {
    books.disk.fault = 'before commit';
    expect((await books.run([])).batch).toBeUndefined();
    expect(books.commit.behind).toBe(false);
    books.now += 1_000;
    do await books.run([]);
    while (books.commit.behind);
    expect(await books.balance(LAST)).toBe(MONEY);
  });
});

test('the ledger thread voids all of them by itself, though nobody asks', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lobby-expiry-'));
  const ledger = await startLedger({ data: openDataFolder(folder) });
  const client = connectLedger(ledger.connect());
  // So long that all are reserved before the first runs out; on a machine too slow for that they run out all the same.
  const requests = reserveEverywhere(2_000);
  await Promise.all(requests.map((one) => new Promise((done) => client.submit(one, { session: 's' }, done))));
  const given = ACCOUNTS.map(
    (account) =>
      new Promise<void>((resolve) => {
        const look = (balance: number | undefined): void => {
          if (balance === MONEY) resolve();
        };
        client.watch(account, look);
        look(client.committedBalance(account));
      }),
  );
  await Promise.all(given);
  expect(ledger.totals()).toMatchObject({ queue: 0, sum: 0 });
  await ledger.stop();
  rmSync(folder, { recursive: true });
});
