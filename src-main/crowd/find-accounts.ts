import { BankRefusal } from '../atm/connection/bank-failure.ts';
import { type CrowdAccount, crowdAccounts } from '../contract/crowd.ts';
import { Failure } from '../contract/failure.ts';
import { callTerminal, type TerminalAddress } from './terminal-caller.ts';

/** The accounts that every bank opens with, with the PINs that they have until somebody changes them. */
const DEMO_ACCOUNTS: readonly CrowdAccount[] = [
  { number: '1999', pin: '999' },
  { number: '1998', pin: '998' },
  { number: '1997', pin: '997' },
];

/**
 * The accounts that a crowd can use at a bank in which it can't open any: the crowd's own where they were opened
 * before, else the three demo accounts.
 * @throws Failure `bank_unreachable` or another of the link; `crowd_accounts` if a demo account has another PIN or is
 *   locked: it is not tried again, as wrong PINs would lock it
 */
export async function findAccounts(address: TerminalAddress, clients: number): Promise<readonly CrowdAccount[]> {
  const own = crowdAccounts(clients);
  const last = own.at(-1);
  // They are opened in order, so that with the last all are there.
  if (last !== undefined && (await opens(address, last))) return own;
  for (const account of DEMO_ACCOUNTS) {
    if (await opens(address, account)) continue;
    throw new Failure(
      'crowd_accounts',
      `The bank has no ${clients} crowd accounts, and account ${account.number} doesn't have the PIN it was opened with. Start the bank with --crowd-accounts ${clients}.`,
    );
  }
  return DEMO_ACCOUNTS;
}

async function opens(address: TerminalAddress, account: CrowdAccount): Promise<boolean> {
  try {
    const caller = await callTerminal(address, account, 'Crowd', () => undefined);
    await caller.leave();
    return true;
  } catch (error) {
    if (error instanceof BankRefusal && (error.code === 'authentication_failed' || error.code === 'account_locked')) {
      return false;
    }
    throw error;
  }
}
