/**
 * Proves what a disk that can't take any more does, with the real SQLite on a real file system: the size of files is
 * limited for the process (RLIMIT_FSIZE, in the shell), so that writes fail in the middle of a commit.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { openDataFolder } from '../../../src-main/data-folder.ts';
import { ON_WINDOWS, testWhere } from '../../describe-where.ts';
import { expectBooks, runDeposits } from './deposit-rounds.ts';

testWhere(ON_WINDOWS, 'a full disk: refused as unavailable, and nothing acknowledged that is not there', async () => {
  const data = openDataFolder(mkdtempSync(join(tmpdir(), 'lobby-full-')));
  // In blocks of 1 KiB: some hundreds of deposits fit into the log, then not one more.
  const said = await runDeposits(data, { round: 'full', patience: 60, shell: 'ulimit -f 600' });
  expect(said.lost).toBeUndefined();
  expect(said.done.size).toBeGreaterThan(0);
  expect(said.unavailable.size).toBeGreaterThanOrEqual(60);
  await expectBooks(data, [said]);
  // And with room again it goes on where it was.
  const more = await runDeposits(data, {
    round: 'room',
    line: ([what], child) => {
      if (what === 'done') child.kill('SIGKILL');
    },
  });
  await expectBooks(data, [said, more]);
  rmSync(data.path, { recursive: true });
});
