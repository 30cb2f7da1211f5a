/**
 * Proves that the queue of the ledger is counted exactly: what was sent and is not answered, whether it lies in a port,
 * waits for the next batch or is being committed; and that a client that dies leaves nothing behind.
 */
import { MessageChannel } from 'node:worker_threads';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { connectLedger } from '../../../src-main/bank/ledger-thread/client.ts';
import { LedgerLoop } from '../../../src-main/bank/ledger-thread/loop.ts';
import type { CommitReport } from '../../../src-main/bank/ledger-thread/report/commit-report.ts';
import { WaitingCount } from '../../../src-main/bank/ledger-thread/shared-totals.ts';
import { COMMIT_BATCH } from '../../../src-main/contract/limits.ts';
import { Books } from '../ledger/books.ts';

let books: Books;
let loop: LedgerLoop;

beforeEach(async () => {
  books = await Books.open();
  loop = await LedgerLoop.start(books.commit, (error) => {
    throw error;
  });
});

/** A client of the ledger on this thread, and its count. */
function connect() {
  const { port1: near, port2: far } = new MessageChannel();
  const waiting = new WaitingCount();
  loop.connect(far, waiting.buffer, 1);
  const history = new MessageChannel().port1;
  const client = connectLedger({
    port: near,
    history,
    books: 'opened-1',
    shared: loop.balances.shared,
    waiting: waiting.buffer,
    seat: 1,
  });
  const deposit = (key: string) =>
    new Promise<void>((done) => {
      client.submit({ op: 'deposit', account: '1999', amount: 1, key }, { session: 's' }, () => done());
    });
  return { near, waiting, deposit };
}

test('requests wait from when they are sent until they are answered', async () => {
  const { waiting, deposit } = connect();
  const run = books.commit.run.bind(books.commit);
  const during: [requests: number, waiting: number | undefined][] = [];
  vi.spyOn(books.commit, 'run').mockImplementation((requests) => {
    during.push([requests.length, waiting.count]);
    return run(requests);
  });
  const more = 88;
  await Promise.all(Array.from({ length: COMMIT_BATCH + more }, (_, index) => deposit(`key ${index}`)));
  expect(during.filter(([requests]) => requests > 0)).toEqual([
    [COMMIT_BATCH, COMMIT_BATCH + more],
    [more, more],
  ]);
  expect(waiting.count).toBe(0);
  await loop.stop();
});

test('what joins a batch that waits is answered with it, and the other way round nothing is mixed up', async () => {
  const { deposit } = connect();
  const answered: string[] = [];
  const ask = (key: string) => deposit(key).then(() => answered.push(key));
  const run = books.commit.run.bind(books.commit);
  let late: Promise<unknown> | undefined;
  const sizes: number[] = [];
  vi.spyOn(books.commit, 'run').mockImplementation(async (requests, join) => {
    if (late === undefined && requests.length > 0) {
      late = ask('late');
      // Sent with the end of this turn of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
      const all = [...requests, ...(join?.() ?? [])];
      sizes.push(all.length);
      return await run(all);
    }
    return await run(requests);
  });
  await ask('early');
  await late;
  expect([sizes, answered]).toEqual([[2], ['early', 'late']]);
  await loop.stop();
});

test('what a client had asked is not waited for any more once the client is gone', async () => {
  const [gone, other] = [connect(), connect()];
  void gone.deposit('gone');
  // Sent with the end of this turn of the event loop, and not read yet when the port closes.
  await new Promise((resolve) => setImmediate(resolve));
  expect(gone.waiting.count).toBe(1);
  gone.near.close();
  await expect.poll(() => gone.waiting.count).toBeUndefined();
  await other.deposit('other');
  expect([gone.waiting.count, other.waiting.count]).toEqual([undefined, 0]);
  await loop.stop();
});

test('commits and past latencies have the date of the machine, also after it has slept', async () => {
  const { deposit } = connect();
  const sleptMs = 8 * 3_600_000;
  const { now } = Date;
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() + sleptMs);
  onTestFinished(() => clock.mockRestore());
  const since = Date.now();
  await deposit('key');
  const reports: CommitReport[] = [];
  loop.reporter.watch((report) => reports.push(report));
  const [report] = reports;
  expect(report?.commits.at(-1)?.at).toBeGreaterThanOrEqual(since);
  expect(report?.past?.at(-1)?.at).toBeGreaterThanOrEqual(since);
  await loop.stop();
});
