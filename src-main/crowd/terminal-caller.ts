import { BankConnection } from '../atm/connection/bank-connection.ts';
import { BankRefusal } from '../atm/connection/bank-failure.ts';
import type { TerminalOptions } from '../atm/terminal.ts';
import { TIMING } from '../atm/timing.ts';
import { timeOrderedUuid } from '../atm/uuid.ts';
import type { CrowdAccount } from '../contract/crowd.ts';
import { Failure } from '../contract/failure.ts';
import { REFUSALS } from '../contract/refusals.ts';
import type { Caller, Gone } from './caller.ts';
import type { CrowdRequest } from './client-funds.ts';

/** The bank's terminal port. */
export type TerminalAddress = Pick<TerminalOptions, 'host' | 'port' | 'tls'>;

const LEDGER_REFUSALS: ReadonlySet<string> = new Set(REFUSALS);

/**
 * Logs in on the terminal port.
 * @param name what the machine is called on the live board
 * @throws LinkFailure if the bank can't be reached, BankRefusal if it refuses the log-in
 */
export async function callTerminal(
  address: TerminalAddress,
  { number, pin }: CrowdAccount,
  name: string,
  gone: Gone,
): Promise<Caller> {
  const link = await BankConnection.open(
    { ...address, name },
    TIMING,
    (event) => {
      // A client that thinks for long wants to stay.
      if (event.event === 'session-ending') link.ask('stay', {}).catch(ignoreFailure);
    },
    gone,
  );
  try {
    await link.ask('login', { account: number, pin });
  } catch (error) {
    link.end();
    throw error;
  }
  return {
    async perform(request) {
      try {
        await ask(link, request);
        return 'done';
      } catch (error) {
        // What the protocol itself refuses (the bank is closing, the session is over) ends the connection.
        if (error instanceof BankRefusal && LEDGER_REFUSALS.has(error.code)) return 'refused';
        throw error;
      }
    },
    async leave() {
      await link.ask('leave', {});
    },
    close: () => link.end(),
  };
}

function ask(link: BankConnection, request: CrowdRequest): Promise<unknown> {
  switch (request.op) {
    case 'balance':
      return link.ask('balance', {});
    case 'deposit':
    case 'withdraw':
      return link.ask(request.op, { amount: request.amount, key: timeOrderedUuid() });
    case 'transfer':
      return link.ask('transfer', { to: request.to, amount: request.amount, key: timeOrderedUuid() });
  }
}

/** The connection itself tells of the failure. */
function ignoreFailure(error: unknown): void {
  if (!(error instanceof Failure)) throw error;
}
