/** As test/faults/ledger/kill.test.ts, 100 rounds. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { openDataFolder } from '../../../src-main/data-folder.ts';
import { killRounds } from '../../faults/ledger/deposit-rounds.ts';

test('a hundred times kill -9 of the whole process', async () => {
  const data = openDataFolder(mkdtempSync(join(tmpdir(), 'lobby-kill-')));
  await killRounds(data, 100);
  rmSync(data.path, { recursive: true });
});
