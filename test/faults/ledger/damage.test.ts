/** Proves that a ledger which is damaged, locked, newer or without its key is said in one sentence and not opened. */
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startLedger } from '../../../src-main/bank/ledger-thread/start.ts';
import { Failure } from '../../../src-main/contract/failure.ts';
import { type DataFolder, openDataFolder } from '../../../src-main/data-folder.ts';
import { ask } from './deposit-rounds.ts';

let data: DataFolder;
let key: string;

beforeEach(async () => {
  data = openDataFolder(mkdtempSync(join(tmpdir(), 'lobby-damage-')));
  key = join(data.secrets, 'pin.key');
  const ledger = await startLedger({ data });
  const deposits = Array.from({ length: 300 }, (_, index) =>
    ask(ledger.client, { op: 'deposit', account: '1999', amount: 1, key: `key ${index}` }),
  );
  await Promise.all(deposits);
  await ledger.stop();
});
afterEach(() => rmSync(data.path, { recursive: true }));

function spoil(offset: (size: number) => number, bytes: Buffer): void {
  const file = readFileSync(data.database);
  bytes.copy(file, offset(file.length));
  writeFileSync(data.database, file);
}

const sql = (text: string) => {
  const database = new DatabaseSync(data.database);
  database.exec(text);
  database.close();
};

const noise = Buffer.from(Array.from({ length: 64 }, (_, index) => (index * 37 + 11) % 256));

test.each<[string, () => void, string]>([
  ['a header that is none', () => spoil(() => 0, noise), 'database_damaged'],
  ['a page in the middle overwritten', () => spoil((size) => size / 2, Buffer.alloc(4096, 0x5a)), 'database_damaged'],
  ['a file cut off', () => truncateSync(data.database, 3 * 4096), 'database_damaged'],
  ['a file that is no database', () => writeFileSync(data.database, 'Dear diary, '.repeat(500)), 'database_damaged'],
  ['a transfer changed', () => sql('UPDATE transfers SET amount = 2 WHERE sequence = 100'), 'database_damaged'],
  ['a transfer missing', () => sql('DELETE FROM transfers WHERE sequence = 303'), 'database_damaged'],
  ['a balance changed', () => sql("UPDATE accounts SET balance = 1 WHERE number = '1999'"), 'database_damaged'],
  ['a head missing', () => sql('DELETE FROM head'), 'database_damaged'],
  ['tables of a newer version', () => sql('PRAGMA user_version = 99'), 'database_newer'],
  ["another program's database", () => sql('PRAGMA application_id = 1'), 'database_foreign'],
  ['no PIN key', () => rmSync(key), 'pin_key_missing'],
  ['another PIN key', () => writeFileSync(key, Buffer.alloc(32, 1)), 'pin_key_other'],
  ['a PIN key cut off', () => truncateSync(key, 5), 'pin_key_unreadable'],
  ['a folder in place of the database', () => rmSync(data.database), 'database_unavailable'],
])('%s', async (words, damage, code) => {
  damage();
  if (words.startsWith('a folder')) openDataFolder(data.database);
  const failure = await startLedger({ data }).then(
    async (ledger) => {
      await ledger.stop();
      throw new Error('it was opened');
    },
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(Failure);
  expect(failure).toMatchObject({ code });
  // One or two sentences that end, without a stack.
  expect(String((failure as Failure).message)).toMatch(/^The [^\n]+\.$/);
});

test('a ledger that another one uses', async () => {
  const first = await startLedger({ data });
  await expect(startLedger({ data })).rejects.toMatchObject({ code: 'database_locked' });
  expect(await ask(first.client, { op: 'balance', account: '1999' })).toEqual({ ok: true, balance: 500_300 });
  await first.stop();
  const second = await startLedger({ data });
  await second.stop();
});
