import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { BankOptions } from '../../../src-main/bank/bank.ts';
import { KEY_FILE } from '../../../src-main/bank/ledger/pins/pin.ts';
import type { SharedBooks } from '../../../src-main/bank/store/books-place.ts';
import { parseBooksAddress } from '../../../src-main/bank/store/postgres/address.ts';
import { type TestBank, temporaryFolder, testBank } from '../bank/running-bank.ts';

/** Books at this URL for banks with the PIN key of a data folder. */
export function sharedBooks(url: string, secrets: string | null = null): SharedBooks {
  return { address: parseBooksAddress(url), pinKeyFile: secrets === null ? null : join(secrets, KEY_FILE) };
}

/**
 * Several banks on the same books, each with a data folder of its own; the first one founds them, and its PIN key is
 * copied to the others, as people do it. Ended with the test.
 * @param urls one for each bank
 */
export async function openBanks(urls: readonly string[], options: Partial<BankOptions> = {}): Promise<TestBank[]> {
  const banks: TestBank[] = [];
  for (const url of urls) {
    const folder = temporaryFolder();
    const [first] = banks;
    if (first !== undefined) copyFileSync(join(first.data.secrets, KEY_FILE), join(folder.data.secrets, KEY_FILE));
    const bank = await testBank({ data: folder.data, books: sharedBooks(url), sessionThreads: 0, ...options });
    banks.push(bank);
    onTestFinished(async () => {
      await bank[Symbol.asyncDispose]();
      folder.remove();
    });
  }
  return banks;
}
