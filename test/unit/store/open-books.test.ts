/** Proves that a start loads the books once: loading checks every account. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { GroupCommit } from '../../../src-main/bank/ledger-thread/group-commit.ts';
import { LedgerLoop } from '../../../src-main/bank/ledger-thread/loop.ts';
import { openBooks } from '../../../src-main/bank/store/open-books.ts';
import { SqliteStore } from '../../../src-main/bank/store/sqlite/sqlite-store.ts';
import { openDataFolder } from '../../../src-main/data-folder.ts';

test.each(['the first time', 'again'])('the books are loaded once when they are opened %s', async (when) => {
  const data = openDataFolder(mkdtempSync(join(tmpdir(), 'lobby-open-')));
  if (when === 'again') await (await openBooks(data)).store.close();
  const load = vi.spyOn(SqliteStore.prototype, 'load');
  const books = await openBooks(data);
  const commit = new GroupCommit(books, () => openBooks(data), books.pinKey);
  const loop = await LedgerLoop.start(commit, (error) => {
    throw error;
  });
  expect(load).toHaveBeenCalledTimes(1);
  expect(commit.state.accounts.size).toBe(4);
  load.mockRestore();
  await loop.stop();
  rmSync(data.path, { recursive: true });
});
