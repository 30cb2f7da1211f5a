import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { KEY_FILE } from '../../../src-main/bank/ledger/pins/pin.ts';
import type { DataFolder } from '../../../src-main/data-folder.ts';
import { type BankProcess, startBankProcess } from '../../wire/bank/bank-process.ts';
import { temporaryFolder } from '../../wire/bank/running-bank.ts';

/** A bank as a process of its own, on books that it shares, which can be killed and started again. */
export class SharedBankProcess {
  readonly data: DataFolder;
  readonly #url: string;
  #process: BankProcess | undefined;

  constructor(data: DataFolder, url: string) {
    this.data = data;
    this.#url = url;
  }

  get process(): BankProcess {
    if (this.#process === undefined) throw new Error('the bank has not been started');
    return this.#process;
  }

  async start(): Promise<void> {
    this.#process = await startBankProcess(this.data.path, ['--books', this.#url, '--session-threads', '0']);
  }

  /** Ends the bank without warning. */
  async kill(): Promise<void> {
    await this.process.end('SIGKILL');
  }

  /** Holds the whole bank up. @returns lets it go on */
  freeze(): () => void {
    const { child } = this.process;
    child.kill('SIGSTOP');
    return () => child.kill('SIGCONT');
  }
}

/** Two banks on the same books; ended with the test. */
export async function startTwo(url: string): Promise<[SharedBankProcess, SharedBankProcess]> {
  const start = async (first?: SharedBankProcess) => {
    const folder = temporaryFolder();
    if (first !== undefined) copyFileSync(join(first.data.secrets, KEY_FILE), join(folder.data.secrets, KEY_FILE));
    const bank = new SharedBankProcess(folder.data, url);
    await bank.start();
    onTestFinished(async () => {
      await bank.kill();
      folder.remove();
    });
    return bank;
  };
  const first = await start();
  return [first, await start(first)];
}
