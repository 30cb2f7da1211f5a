import type { Bank, BankOptions } from './bank.ts';

export type { Bank, BankOptions } from './bank.ts';

/**
 * Starts the bank: opens the ledger, listens on both ports.
 * @throws Failure `port_in_use`, `port_denied`, `address_unavailable`, or what the ledger says of its database.
 */
export declare function startBank(options: BankOptions): Promise<Bank>;
