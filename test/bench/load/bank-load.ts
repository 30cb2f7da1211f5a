import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BankProcess, startBankProcess } from '../../wire/bank/bank-process.ts';
import type { LoadSpec } from './load.ts';

/**
 * Runs something beside a bank of its own, which is stopped and deleted afterwards.
 * @param options of the bank's door
 */
export async function withBank<T>(
  use: (bank: BankProcess, data: string) => Promise<T>,
  options: readonly string[] = [],
): Promise<T> {
  const data = mkdtempSync(join(tmpdir(), 'lobby-bench-'));
  const bank = await startBankProcess(data, options);
  try {
    return await use(bank, data);
  } finally {
    await bank.end('SIGTERM');
    rmSync(data, { recursive: true, force: true });
  }
}

const MENU_END = 'option: ';

/** How a connection logs in on the teletype port. */
export const LOG_IN: LoadSpec['greeting'] = [
  { send: '', until: 'number: ' },
  { send: '1999\n', until: 'PIN: ' },
  { send: '999\n', until: MENU_END },
];

export const BALANCE = { greeting: LOG_IN, request: '1\n', replyEnd: MENU_END };
/** Option and amount in one write. */
export const DEPOSIT = { greeting: LOG_IN, request: '2\n1\n', replyEnd: MENU_END };

/** How long a round takes. */
export function timing(smoke: boolean): Pick<LoadSpec, 'warmUpMs' | 'measureMs'> {
  return smoke ? { warmUpMs: 100, measureMs: 300 } : { warmUpMs: 1_500, measureMs: 4_000 };
}
