/** Proves the way back from books whose dates went wrong: the same customers with the same money, dated today. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { OrderedRequest } from '../../../src-main/bank/ledger/request.ts';
import { GroupCommit } from '../../../src-main/bank/ledger-thread/group-commit.ts';
import { Administration } from '../../../src-main/bank/store/administration.ts';
import { auditLedger } from '../../../src-main/bank/store/audit.ts';
import { carryOver } from '../../../src-main/bank/store/carry-over.ts';
import { openBooks } from '../../../src-main/bank/store/open-books.ts';
import { type DataFolder, openDataFolder } from '../../../src-main/data-folder.ts';
import { runDoor } from '../doors/door-process.ts';
import { DAY, testClock } from '../ledger/books.ts';

const AHEAD = 3_653 * DAY;
let folder: string;
let data: DataFolder;
let to: DataFolder;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lobby-carry-'));
  data = openDataFolder(join(folder, 'old'));
  to = openDataFolder(join(folder, 'new'));
  await run(AHEAD, [
    { op: 'deposit', account: '1999', amount: 5_050, key: 'in 2036' },
    { op: 'change-pin', account: '1998', pin: '998', newPin: '4711' },
  ]);
  const books = await Administration.open(data, false);
  await books.lock('1997');
  await books.limit('1998', 10_000);
  await books.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A bank on the books whose machine has the date so far ahead. */
async function run(ahead: number, requests: readonly OrderedRequest[], where = data) {
  const books = await openBooks(where);
  const now = Date.now() + ahead;
  const commit = new GroupCommit(
    books,
    () => openBooks(where),
    books.pinKey,
    testClock(() => now),
  );
  const { replies } = await commit.run(requests);
  await commit.close();
  return replies;
}

test('the audit says that the newest transfer is dated in the future, and the way back leads to today', async () => {
  const { code, stdout } = await runDoor(['audit', '--data', data.path]);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^good: .*\nThe newest transfer is dated \S+Z, 3653 days ahead of this machine\. .*carry-over/,
  );
  const carried = await runDoor(['accounts', 'carry-over', to.path, '--data', data.path]);
  expect(carried).toMatchObject({ code: 0, stdout: `The 3 accounts of ${data.path} are open in ${to.path}.\n` });
  expect((await runDoor(['audit', '--data', to.path])).stdout).toMatch(/^good: 3 transfers, 3 accounts, .*\n$/);
  const replies = await run(
    0,
    [
      { op: 'authenticate', account: '1999', pin: '999' },
      { op: 'authenticate', account: '1998', pin: '4711' },
      { op: 'authenticate', account: '1997', pin: '997' },
      { op: 'withdraw', account: '1998', amount: 10_001, key: 'too much' },
    ],
    to,
  );
  expect(replies).toEqual([
    { ok: true, balance: 505_050 },
    { ok: true, balance: 300_000 },
    { ok: false, refusal: 'account_locked' },
    { ok: false, refusal: 'limit_exceeded' },
  ]);
  // The old books are as they were.
  expect(auditLedger(data)).toMatchObject({ good: true, transfers: 4 });
});

test('books that are there already are not written over', async () => {
  await carryOver(data, to);
  await expect(carryOver(data, to)).rejects.toThrow(expect.objectContaining({ code: 'ledger_exists' }));
});

test('withdrawals that are under way have to end first', async () => {
  await run(AHEAD, [{ op: 'reserve', account: '1999', amount: 100, key: 'open', expires: 600_000 }]);
  await expect(carryOver(data, to)).rejects.toThrow(expect.objectContaining({ code: 'reserves_open' }));
});
