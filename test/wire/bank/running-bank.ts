import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bank, BankOptions } from '../../../src-main/bank/bank.ts';
import { startBank } from '../../../src-main/bank/server.ts';
import { type DataFolder, openDataFolder } from '../../../src-main/data-folder.ts';
import { Client } from './client.ts';

/** A data folder of the test's own, gone with it. */
export function temporaryFolder(): { data: DataFolder; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'lobby-bank-'));
  return { data: openDataFolder(path), remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A real bank in this process, on free ports, with its own books. */
export interface TestBank extends AsyncDisposable {
  readonly bank: Bank;
  readonly data: DataFolder;
  readonly teletypePort: number;
  readonly terminalPort: number;
  teletype(): Promise<Client>;
  terminal(): Promise<Client>;
}

export async function testBank(options: Partial<BankOptions> = {}): Promise<TestBank> {
  const folder = options.data === undefined ? temporaryFolder() : { data: options.data, remove: () => {} };
  const bank = await startBank({ data: folder.data, teletypePort: 0, terminalPort: 0, sessionThreads: 2, ...options });
  const status = bank.status();
  if (status.state !== 'listening') throw new Error(`the bank is ${status.state}`);
  const teletypePort = status.teletype.port;
  const terminalPort = status.terminal.port;
  return {
    bank,
    data: folder.data,
    teletypePort,
    terminalPort,
    teletype: () => Client.open(teletypePort),
    terminal: () => Client.open(terminalPort),
    async [Symbol.asyncDispose]() {
      await bank.stop();
      folder.remove();
    },
  };
}
