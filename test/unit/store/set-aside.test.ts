import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { setBooksAside } from '../../../src-main/bank/store/set-aside.ts';
import { openDataFolder } from '../../../src-main/data-folder.ts';

/** Old books are kept whole, apart from new ones. */
test('moves the database and all that SQLite keeps beside it, and nothing else', () => {
  const path = mkdtempSync(join(tmpdir(), 'lobby-aside-'));
  try {
    const data = openDataFolder(path);
    for (const name of ['ledger.db', 'ledger.db-wal', 'settings.json']) writeFileSync(join(path, name), name);
    const folder = setBooksAside(data, Date.UTC(2026, 10, 27, 16, 22, 33));
    expect(folder).toBe(join(path, 'books-20261127-162233'));
    expect(readdirSync(folder).sort()).toEqual(['ledger.db', 'ledger.db-wal']);
    expect(existsSync(data.database)).toBe(false);
    expect(existsSync(data.settings)).toBe(true);
    // Twice in one second is refused: nothing may be laid over what was kept.
    expect(() => setBooksAside(data, Date.UTC(2026, 10, 27, 16, 22, 33))).toThrow(/could not be moved/);
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
});
