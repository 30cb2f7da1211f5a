import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { checkoutPath } from '../../../src-main/module-path.ts';
import { startBankProcess } from './bank-process.ts';
import { temporaryFolder } from './running-bank.ts';

/** The program that docs/terminal-protocol.md shows works as it stands there. */
test('it deposits and leaves', async () => {
  const folder = temporaryFolder();
  const bank = await startBankProcess(folder.data.path);
  try {
    const argv = [checkoutPath('docs/deposit.mjs'), String(bank.terminalPort)];
    const { stdout, stderr, status } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toMatch(/balance: 300000[\s\S]+kind: 'deposit'[\s\S]+balance: 302500/);
  } finally {
    await bank.end('SIGTERM');
    folder.remove();
  }
});
