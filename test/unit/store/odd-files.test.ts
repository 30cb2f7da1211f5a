/**
 * Proves that what somebody else may have put in the place of a file is refused at once and in one sentence: a link, a
 * pipe that would be waited for, a key that others can read.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLog } from '../../../src-main/bank/log.ts';
import { auditLedger } from '../../../src-main/bank/store/audit.ts';
import { openBooks } from '../../../src-main/bank/store/open-books.ts';
import { type DataFolder, openDataFolder } from '../../../src-main/data-folder.ts';
import { describeWhere, ON_WINDOWS } from '../../describe-where.ts';

let data: DataFolder;
beforeEach(async () => {
  data = openDataFolder(mkdtempSync(join(tmpdir(), 'lobby-odd-')));
  await (await openBooks(data)).store.close();
  openLog(data).close();
});
afterEach(() => rmSync(data.path, { recursive: true }));

const pinKey = () => join(data.secrets, 'pin.key');
/** The file lies elsewhere, and a link to it where it should be. */
const link = (path: string): void => {
  renameSync(path, `${path}.real`);
  symlinkSync(`${path}.real`, path);
};
const pipe = (path: string): void => {
  rmSync(path, { force: true });
  execFileSync('mkfifo', [path]);
};

describeWhere(ON_WINDOWS, 'what is no file', () => {
  describe.each([
    ['a link', link],
    ['a pipe', pipe],
  ])('%s', (_words, put) => {
    test('in the place of the ledger', async () => {
      put(data.database);
      const refused = expect.objectContaining({
        code: 'database_unavailable',
        message: expect.stringMatching(/ledger\.db is a link or a pipe\. /),
      });
      await expect(openBooks(data)).rejects.toThrow(refused);
      expect(() => auditLedger(data)).toThrow(refused);
    });

    test('in the place of the PIN key', async () => {
      put(pinKey());
      const refused = expect.objectContaining({ code: 'pin_key_unreadable' });
      await expect(openBooks(data)).rejects.toThrow(refused);
      expect(() => auditLedger(data)).toThrow(refused);
    });

    test('in the place of the log', () => {
      put(data.log);
      expect(() => openLog(data)).toThrow(
        expect.objectContaining({ code: 'log_unwritable', message: expect.stringContaining('it is a link or a pipe') }),
      );
    });
  });
});

describeWhere(ON_WINDOWS, 'a PIN key with rights for others', () => {
  test.each([0o644, 0o640, 0o604, 0o660])('%o is refused, and taken when they are mended', async (mode) => {
    chmodSync(pinKey(), mode);
    const before = readFileSync(pinKey());
    await expect(openBooks(data)).rejects.toThrow(
      expect.objectContaining({ code: 'pin_key_unreadable', message: expect.stringContaining('chmod 600') }),
    );
    chmodSync(pinKey(), 0o600);
    await (await openBooks(data)).store.close();
    expect(readFileSync(pinKey())).toEqual(before);
  });
});
