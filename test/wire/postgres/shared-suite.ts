import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { BankOptions } from '../../../src-main/bank/bank.ts';
import { KEY_FILE } from '../../../src-main/bank/ledger/pins/pin.ts';
import type { AtmState } from '../../../src-main/contract/atm.ts';
import type { SettingsPatch } from '../../../src-main/contract/settings.ts';
import type { CallOutcome } from '../../../src-main/contract/windows.ts';
import { openDataFolder } from '../../../src-main/data-folder.ts';
import { Suite } from '../../../src-main/shell/suite.ts';
import { WindowSession } from '../../../src-main/shell/window-session.ts';
import { type TestBank, temporaryFolder, testBank } from '../bank/running-bank.ts';
import { sharedBooks } from './shared-bank.ts';

/** A suite and one of its windows. */
export interface SuiteWindow {
  readonly suite: Suite;
  readonly call: (name: string, argument?: unknown) => Promise<CallOutcome>;
  /** The newest state of its ATM that the window was told. */
  readonly atm: () => AtmState | undefined;
}

/** A suite whose bank is opened by these settings, on free ports, with one window. Ended with the test. */
export async function suiteWindow(bank: NonNullable<SettingsPatch['bank']>): Promise<SuiteWindow> {
  const folder = mkdtempSync(join(tmpdir(), 'lobby-suite-'));
  const data = openDataFolder(folder);
  writeFileSync(data.settings, JSON.stringify({ bank: { teletypePort: 0, terminalPort: 0, ...bank } }));
  const suite = new Suite({ data, bank: {}, node: process.execPath });
  let newest: AtmState | undefined;
  const session = new WindowSession(
    suite,
    {
      shell: 'browser',
      event: (name, payload) => {
        if (name === 'atm.state') newest = payload as AtmState;
      },
      frame: () => {},
    },
    '0',
  );
  onTestFinished(async () => {
    await session.close();
    await suite.close();
    rmSync(folder, { recursive: true, force: true });
  });
  await suite.openBank();
  return { suite, call: (name, argument = {}) => session.call(name, argument), atm: () => newest };
}

/** A bank that other machines may reach, with the PIN key of a suite, and what a setting has to say of it. */
export async function networkBank(
  { data }: Suite,
  options: Partial<BankOptions>,
): Promise<{ readonly bank: TestBank; readonly address: string; readonly fingerprint: string }> {
  const folder = temporaryFolder();
  copyFileSync(join(data.secrets, KEY_FILE), join(folder.data.secrets, KEY_FILE));
  const bank = await testBank({ data: folder.data, host: '0.0.0.0', sessionThreads: 0, ...options });
  onTestFinished(async () => {
    await bank[Symbol.asyncDispose]();
    folder.remove();
  });
  const status = bank.bank.status();
  if (status.state !== 'listening') throw new Error(`the bank is ${status.state}`);
  return { bank, address: `127.0.0.1:${bank.terminalPort}`, fingerprint: status.fingerprint ?? '' };
}

/** As `networkBank`, on books that are shared. */
export function networkBankOn(suite: Suite, url: string): ReturnType<typeof networkBank> {
  return networkBank(suite, { books: sharedBooks(url) });
}
