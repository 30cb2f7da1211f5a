import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'vitest';
import { GroupCommit } from '../../../src-main/bank/ledger-thread/group-commit.ts';
import { auditLedger } from '../../../src-main/bank/store/audit.ts';
import type { Verdict } from '../../../src-main/bank/store/books-audit.ts';
import { openBooks } from '../../../src-main/bank/store/open-books.ts';
import { Failure } from '../../../src-main/contract/failure.ts';
import type { DataFolder } from '../../../src-main/data-folder.ts';
import { NOON, testClock } from '../ledger/books.ts';

/** Writes a ledger with every kind of transfer, an open reserve, a refused key and a wrong PIN. */
export async function writeEveryKind(data: DataFolder): Promise<void> {
  const books = await openBooks(data);
  const commit = new GroupCommit(
    books,
    () => openBooks(data),
    books.pinKey,
    testClock(() => NOON),
  );
  const account = '1999';
  await commit.run([
    { op: 'deposit', account, amount: 100, key: 'deposit' },
    { op: 'withdraw', account, amount: 200, key: 'withdraw' },
    { op: 'transfer', account, to: '1998', amount: 300, key: 'transfer' },
    { op: 'reserve', account, amount: 400, key: 'reserve', expires: 60_000 },
    { op: 'post', account, reservation: 'reserve', amount: 350, key: 'post' },
    { op: 'reserve', account, amount: 500, key: 'reserve 2', expires: 60_000 },
    { op: 'void', account, reservation: 'reserve 2', key: 'void' },
    { op: 'reverse', account: '1998', refers: 6, key: 'reverse' },
    { op: 'reverse', account, refers: 8, key: 'reverse post' },
    { op: 'reserve', account, amount: 600, key: 'reserve 3', expires: 60_000 },
    { op: 'withdraw', account, amount: 90_000_000, key: 'refused' },
    { op: 'authenticate', account: '1997', pin: 'wrong' },
  ]);
  await commit.close();
}

/** All that the tables say, so that bytes which say nothing (free space) can be told from those that do. */
export function contents(path: string): string {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const tables = ['transfers', 'accounts', 'head', 'pending', 'refused'];
    return JSON.stringify(tables.map((table) => db.prepare(`SELECT * FROM ${table} NOT INDEXED`).all()));
  } finally {
    db.close();
  }
}

/**
 * Changes bytes of the file `whole` one at a time, every `stride`th by each of the masks, and audits: the change must
 * be found, or be in a place that stores nothing.
 */
export function spoilBytes(data: DataFolder, whole: string, stride: number, masks: readonly number[]) {
  const bytes = readFileSync(whole);
  const before = contents(whole);
  let found = 0;
  let harmless = 0;
  for (let offset = 0; offset < bytes.length; offset += stride) {
    // Long runs of zeros are free space between the cells of a page.
    if (offset > 8 && bytes.subarray(offset - 8, offset + 8).every((byte) => byte === 0)) continue;
    for (const mask of masks) {
      const spoiled = Buffer.from(bytes);
      spoiled[offset] = (bytes[offset] ?? 0) ^ mask;
      writeFileSync(data.database, spoiled);
      if (verdictOf(data)?.good !== true) {
        found += 1;
        continue;
      }
      harmless += 1;
      const same = contents(data.database) === before;
      expect(same, `byte ${offset} ^ ${mask} says something else and was not found`).toBe(true);
    }
  }
  return { found, harmless };
}

/** undefined: the file was not even opened. */
function verdictOf(data: DataFolder): Verdict | undefined {
  try {
    return auditLedger(data);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
