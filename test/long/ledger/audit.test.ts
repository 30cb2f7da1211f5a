/** Every byte of a ledger's file, changed in each of its bits: the audit finds it, or nothing that is stored changed. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDataFolder } from '../../../src-main/data-folder.ts';
import { spoilBytes, writeEveryKind } from '../../unit/store/spoiled-ledger.ts';

test('every changed bit of the file is found, or changes nothing that is stored', async () => {
  const data = openDataFolder(mkdtempSync(join(tmpdir(), 'lobby-audit-')));
  const whole = join(data.path, 'whole.db');
  await writeEveryKind(data);
  copyFileSync(data.database, whole);
  const { found, harmless } = spoilBytes(
    data,
    whole,
    1,
    Array.from({ length: 8 }, (_, bit) => 1 << bit),
  );
  expect(found).toBeGreaterThan(harmless);
  rmSync(data.path, { recursive: true });
});
