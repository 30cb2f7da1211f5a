import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openLog } from '../../../src-main/bank/log.ts';
import { openDataFolder } from '../../../src-main/data-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'lobby-log-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a log that two parts keep filling stays within a few times its limit', () => {
  const data = openDataFolder(folder);
  const logs = [openLog(data, 'bank'), openLog(data, 'shell')];
  const words = 'x'.repeat(64 * 1024);
  for (let line = 0; line < 800; line++) {
    for (const { log } of logs) log.info(words);
  }
  for (const each of logs) each.close();
  // 100 MiB were written.
  const kept = statSync(data.log).size + statSync(`${data.log}.old`).size;
  expect(kept).toBeLessThan(40 * 1024 * 1024);
});
