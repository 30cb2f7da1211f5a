import type { Answer, Asked } from '../connection/bank-connection.ts';
import { BankRefusal } from '../connection/bank-failure.ts';
import type { Outcome } from '../journal/journal.ts';
import type { OpenRequest } from '../journal/journal-file.ts';

/** Asks the bank once, as the customer who made the request. */
export type Ask = <Op extends 'look-up' | 'post' | 'reverse' | 'void' | 'withdraw'>(
  op: Op,
  fields: Asked<Op>,
) => Promise<Answer<Op>>;

/** Asks the bank once to settle a reservation, which needs no customer. */
export type AskToSettle = (fields: Asked<'settle'>) => Promise<Answer<'settle'>>;

/** How the request ended, and the transfer that it became. */
export interface Settlement {
  readonly outcome: Exclude<Outcome, 'refused'>;
  readonly sequence: number | null;
}

/** The keys of the steps that follow a withdrawal's reservation: always the same, so that they can be repeated. */
export const postKey = (key: string): string => `${key}.post`;
const voidKey = (key: string): string => `${key}.void`;
const lateKey = (key: string): string => `${key}.late`;

/** A sequence that no bank reaches: a reversal of it is refused, and its key is used up. */
const NO_TRANSFER = Number.MAX_SAFE_INTEGER;

/**
 * Learns from the bank how a request ended whose answer never came, and brings a withdrawal to its end: what was
 * paid is booked, what was not is released. Every step may be repeated.
 * @throws BankRefusal or LinkFailure if the bank can't tell now; the request stays as it is.
 */
export async function settle(request: OpenRequest, ask: Ask): Promise<Settlement> {
  const { key, kind, paid } = request;
  const sequence = request.sequence ?? (await transferOf(key, ask));
  if (sequence === null) return { outcome: 'not_done', sequence };
  if (kind !== 'withdrawal') return { outcome: 'done', sequence };
  if (paid !== null && paid > 0) return book(key, paid, ask);
  try {
    await ask('void', { reservation: key, key: voidKey(key) });
  } catch (error) {
    // The bank has voided the reserve already, because its time was over.
    if (!isRefusal(error, 'not_pending')) throw error;
  }
  return { outcome: 'not_done', sequence: null };
}

/** What became of a withdrawal that was to be settled without its customer. */
export type Reservation =
  | { readonly state: 'settled'; readonly outcome: 'done' | 'not_done'; readonly sequence: number | null }
  /** Notes were paid, and the bank had voided the reservation by then. */
  | { readonly state: 'run-out' }
  /** The bank knows of no such reservation, yet: only its customer can use the key up. */
  | { readonly state: 'unknown' };

const NOTHING_TAKEN: Reservation = { state: 'settled', outcome: 'not_done', sequence: null };

/**
 * Brings a withdrawal to its end without its customer: posts what was paid, voids what was not. The keys are those of
 * the ordinary post and void, one of which may have reached the bank already.
 * @throws BankRefusal or LinkFailure if the bank can't tell now
 */
export async function settleReservation({ key, paid }: OpenRequest, ask: AskToSettle): Promise<Reservation> {
  const cents = paid ?? 0;
  try {
    const { sequence } = await ask({ reservation: key, paid: cents, key: cents > 0 ? postKey(key) : voidKey(key) });
    return cents > 0 ? { state: 'settled', outcome: 'done', sequence } : NOTHING_TAKEN;
  } catch (error) {
    if (isRefusal(error, 'transfer_not_found')) return { state: 'unknown' };
    if (!isRefusal(error, 'not_pending')) throw error;
  }
  return cents > 0 ? { state: 'run-out' } : NOTHING_TAKEN;
}

/**
 * The transfer that was made under the key; null if there is none and there never will be.
 *
 * A look-up alone can't say the latter: the request may still be on its way in a connection that was cut. So the
 * key is used up first, with a request that the bank must refuse and remembers as refused. What comes under the
 * key later is refused too; and if the bank says that the key was used before, its outcome is final already.
 */
async function transferOf(key: string, ask: Ask): Promise<number | null> {
  try {
    await ask('reverse', { refers: NO_TRANSFER, key });
    throw new Error(`the bank reversed a transfer that does not exist, under key ${key}`);
  } catch (error) {
    if (isRefusal(error, 'transfer_not_found')) return null;
    if (!isRefusal(error, 'key_reused')) throw error;
  }
  try {
    return (await ask('look-up', { key })).transfer.sequence;
  } catch (error) {
    if (isRefusal(error, 'transfer_not_found')) return null;
    throw error;
  }
}

/** Books notes that were paid: on the reservation, or, where that has run out meanwhile, as a withdrawal of its own. */
async function book(key: string, amount: number, ask: Ask): Promise<Settlement> {
  try {
    const { transfer } = await ask('post', { reservation: key, amount, key: postKey(key) });
    return { outcome: 'done', sequence: transfer.sequence };
  } catch (error) {
    if (!isRefusal(error, 'not_pending')) throw error;
  }
  try {
    const { transfer } = await ask('withdraw', { amount, key: lateKey(key) });
    return { outcome: 'done', sequence: transfer.sequence };
  } catch (error) {
    if (!isRefusal(error, 'insufficient_funds') && !isRefusal(error, 'limit_exceeded')) throw error;
    return { outcome: 'unbooked', sequence: null };
  }
}

function isRefusal(error: unknown, code: BankRefusal['code']): boolean {
  return error instanceof BankRefusal && error.code === code;
}
