import { hostAndPort } from '../addresses.ts';
import { BankConnection } from '../atm/connection/bank-connection.ts';
import { BankRefusal, CertificateFailure } from '../atm/connection/bank-failure.ts';
import type { BankEndpoint } from '../atm/terminal.ts';
import { TIMING, type Timing } from '../atm/timing.ts';
import { parseOtherBank } from '../contract/addresses/other-banks.ts';
import { Failure } from '../contract/failure.ts';

/** What a bank that is only tried calls the connection. */
const TRYING = 'Lobby settings';

/**
 * The bank that a setting names, as terminals reach it: always by TLS, also on this machine. Whatever program has that
 * port while the bank does not run must not be told a PIN.
 * @param text that `parseOtherBank` reads
 */
export function otherBank(text: string): BankEndpoint {
  const bank = parseOtherBank(text);
  if (bank === undefined) throw new Error('the setting is checked by its schema');
  const { host, port, fingerprint } = bank;
  return { host, port, tls: fingerprint === null ? {} : { fingerprint } };
}

/**
 * Connects to another bank and leaves again.
 * @param books that it has to have, as `booksOf`
 * @throws Failure `other_bank_unreachable`, `other_bank_certificate`, `other_bank_books`; BankRefusal if it turns terminals away
 */
export async function tryOtherBank(bank: BankEndpoint, books: string, timing: Timing = TIMING): Promise<void> {
  const where = hostAndPort(bank);
  const nothing = () => {};
  let connection: BankConnection;
  try {
    connection = await BankConnection.open({ ...bank, name: TRYING }, timing, nothing, nothing);
  } catch (cause) {
    // That it is full, or speaks another version, it says itself.
    if (!(cause instanceof Failure) || cause instanceof BankRefusal) throw cause;
    if (cause instanceof CertificateFailure) {
      throw new Failure(
        'other_bank_certificate',
        `The bank at ${where} shows a certificate that is not the one given or not trusted here. Put its fingerprint behind its address: that bank's Lobby window and its command line show it.`,
        { cause },
      );
    }
    throw new Failure(
      'other_bank_unreachable',
      `The bank at ${where} can't be used, because it does not answer by TLS. Check its address, that it runs, and that other machines may reach it.`,
      { cause },
    );
  }
  const found = connection.books;
  connection.end();
  if (found === books) return;
  throw new Failure(
    'other_bank_books',
    `The bank at ${where} has other books than this one. Take a bank whose books are in the same database.`,
  );
}
