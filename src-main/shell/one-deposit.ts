import { randomUUID } from 'node:crypto';
import { BankConnection } from '../atm/connection/bank-connection.ts';
import type { BankEndpoint } from '../atm/terminal.ts';
import { TIMING } from '../atm/timing.ts';
import type { Bank } from '../bank/bank.ts';
import { type CrowdAccount, crowdAccounts } from '../contract/crowd.ts';
import { Failure } from '../contract/failure.ts';
import { LAB_TERMINAL } from '../contract/trace/trace.ts';

/** What is deposited, cents. */
const AMOUNT = 2_500;

/**
 * Sends one deposit over a connection of its own, to an account of the crowd: nobody's money is on it.
 * @returns its place in the journal
 * @throws Failure `crowd_accounts` if that number is a customer's, the bank's refusals, `bank_unreachable` and others of
 *   a connection
 */
export async function sendOneDeposit(bank: Bank, target: BankEndpoint): Promise<{ readonly sequence: number }> {
  const [account] = await bank.openAccounts(crowdAccounts(1));
  if (account === undefined) {
    throw new Failure('crowd_accounts', "The account for trying is a customer's, with a PIN of its own.");
  }
  const nothing = () => {};
  const connection = await BankConnection.open({ ...target, name: LAB_TERMINAL }, TIMING, nothing, nothing);
  try {
    return await deposit(connection, account);
  } finally {
    connection.end();
  }
}

async function deposit(connection: BankConnection, { number, pin }: CrowdAccount): Promise<{ sequence: number }> {
  await connection.ask('login', { account: number, pin });
  const { transfer } = await connection.ask('deposit', { amount: AMOUNT, key: randomUUID() });
  await connection.ask('leave', {});
  return { sequence: transfer.sequence };
}
