import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bank, BankOptions } from '../../../src-main/bank/bank.ts';
import { startBank } from '../../../src-main/bank/server.ts';
import type { BankStatus } from '../../../src-main/contract/board.ts';
import type { ProtocolName } from '../../../src-main/contract/protocols.ts';
import { type DataFolder, openDataFolder } from '../../../src-main/data-folder.ts';
import { Client } from './client.ts';

/** A data folder of the test's own, gone with it. */
export function temporaryFolder(): { data: DataFolder; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'lobby-bank-'));
  return { data: openDataFolder(path), remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The port where a bank speaks a protocol. @throws Error if it does not */
export function openPort(status: BankStatus, protocol: ProtocolName): number {
  if (status.state !== 'listening') throw new Error(`the bank is ${status.state}`);
  const address = status.ports[protocol];
  if (address === undefined) throw new Error(`the bank doesn't speak the ${protocol} protocol`);
  return address.port;
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
  const ports = { teletype: 0, terminal: 0 };
  const bank = await startBank({ data: folder.data, ports, sessionThreads: 2, ...options });
  const teletypePort = openPort(bank.status(), 'teletype');
  const terminalPort = openPort(bank.status(), 'terminal');
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
