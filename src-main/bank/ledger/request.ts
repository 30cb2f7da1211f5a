import type { BalanceHistory } from '../../contract/administration/accounts.ts';
import type { Cents, TransferKind } from '../../contract/money.ts';
import type { Refusal } from '../../contract/refusals.ts';

/**
 * What the ledger can be asked and what it answers: the seam between the sessions and the ledger thread.
 * Everything here is plain data that can be posted between threads.
 */

/** Digits, 1 to 16, as the customer types it. */
export type AccountNumber = string;
/** Position of a transfer in the ledger: 1, 2, 3, … without gaps. */
export type Sequence = number;

/** One immutable record of the journal. */
export interface Transfer {
  readonly sequence: Sequence;
  readonly kind: TransferKind;
  readonly debit: AccountNumber;
  readonly credit: AccountNumber;
  readonly amount: Cents;
  /** The idempotency key; unique over all transfers. Made by the session where the client has none (teletype). */
  readonly key: string;
  /** The transfer that a post, void or reversal refers to. */
  readonly refers: Sequence | null;
  /** Milliseconds since the epoch, by the bank's clock, never going back. */
  readonly at: number;
  /** Lower-case hex SHA-256 over the hash before and this record. */
  readonly hash: string;
}

/** Who asks: joined to the transfer for the live board, not part of the hashed record. */
export interface Origin {
  readonly session: string;
  /** Told the request's place among those that wait for the ledger thread: the client's seat there, and its number. */
  readonly queued?: (seat: number, request: number) => void;
}

export type AccountChange = 'add' | 'lock' | 'unlock' | 'reset-pin';

/** An account as the bank's own people see it. */
export interface AccountView {
  readonly number: AccountNumber;
  readonly balance: Cents;
  /** Of the balance, what is reserved. */
  readonly held: Cents;
  readonly lockedByBank: boolean;
  /** End of a lock by wrong PINs, ms since the epoch; 0: never. */
  readonly lockedUntil: number;
  readonly dailyLimit: Cents | null;
}

export type LedgerRequest =
  | {
      readonly op: 'authenticate';
      readonly account: AccountNumber;
      readonly pin: string;
      /**
       * Who tries: the peer's address and, after a space, the name of its terminal where it tells one. Wrong PINs are
       * counted for each. Absent: nobody else's.
       */
      readonly from?: string;
    }
  | { readonly op: 'balance'; readonly account: AccountNumber }
  | {
      readonly op: 'deposit';
      readonly account: AccountNumber;
      readonly amount: Cents;
      readonly key: string;
      /** As for `transfer`. */
      readonly until?: number;
    }
  | {
      readonly op: 'withdraw';
      readonly account: AccountNumber;
      readonly amount: Cents;
      readonly key: string;
      /** As for `transfer`. */
      readonly until?: number;
    }
  | {
      readonly op: 'transfer';
      readonly account: AccountNumber;
      readonly to: AccountNumber;
      readonly amount: Cents;
      readonly key: string;
      /** It is not done later than this, ms of the steady clock that all threads share. */
      readonly until?: number;
    }
  /** Reserves a withdrawal whose outcome is not known yet; `expires` in ms from now, after which it is voided. */
  | {
      readonly op: 'reserve';
      readonly account: AccountNumber;
      readonly amount: Cents;
      readonly key: string;
      readonly expires: number;
      /** As for `transfer`. */
      readonly until?: number;
    }
  /**
   * Posts a reserved withdrawal, wholly or (a cassette ran empty) in part: the rest is released. `reservation` is the key
   * that it was reserved under. Without an account it is for whoever knows that key: who is not logged in may ask it, so
   * the answer must not be passed on whole.
   */
  | {
      readonly op: 'post';
      readonly account: AccountNumber | null;
      readonly reservation: string;
      readonly amount: Cents;
      readonly key: string;
    }
  /** Releases a reserved withdrawal; for whom as with `post`. */
  | {
      readonly op: 'void';
      readonly account: AccountNumber | null;
      readonly reservation: string;
      readonly key: string;
    }
  | { readonly op: 'reverse'; readonly account: AccountNumber; readonly refers: Sequence; readonly key: string }
  /**
   * Opens an account without money; one that is there with the same PIN counts as opened. Only the bank itself asks for
   * it: no protocol can.
   */
  | { readonly op: 'open-account'; readonly account: AccountNumber; readonly pin: string }
  | {
      readonly op: 'change-pin';
      readonly account: AccountNumber;
      readonly pin: string;
      readonly newPin: string;
      /** As for `authenticate`. */
      readonly from?: string;
    }
  /** Whether money can be sent to that account; bounded in its rate, since it tells which accounts there are. */
  | { readonly op: 'payee'; readonly account: AccountNumber; readonly to: AccountNumber }
  /** What the bank's own people do with an account; `pin` and `amount` count where the change needs them. */
  | {
      readonly op: 'administer';
      readonly account: AccountNumber;
      readonly change: AccountChange;
      readonly pin: string;
      readonly amount: Cents;
    }
  /** The customers whose numbers come after one ('' for the first), as the bank's own people see them. */
  | {
      readonly op: 'accounts';
      readonly account: null;
      readonly after: AccountNumber;
      readonly limit: number;
      /** Whether the crowd's are among them. */
      readonly crowd: boolean;
    }
  | {
      readonly op: 'statement';
      readonly account: AccountNumber;
      /** Only transfers before this sequence; absent: from the newest. */
      readonly before?: Sequence;
      readonly limit: number;
    }
  /** The available balance over a time, ms since the epoch. */
  | {
      readonly op: 'balance-history';
      readonly account: AccountNumber;
      /** null: since the account was opened. */
      readonly from: number | null;
      /** Not before `from`; null: until now. */
      readonly to: number | null;
    }
  | {
      readonly op: 'look-up';
      readonly account: AccountNumber;
      readonly by: { readonly sequence: Sequence } | { readonly key: string };
    };

export type LedgerOperation = LedgerRequest['op'];

interface OperationRow {
  /** Whether sessions ask it, and not only the bank itself: those are counted. */
  readonly sessions: boolean;
  /** Whether it leaves the books as they are: lost with the ledger thread, it surely was not done. */
  readonly harmless: boolean;
  /** Whether it is read of the past: needs no place in the order of the others. */
  readonly history: boolean;
}

/** One row for each operation. */
export const OPERATIONS = {
  authenticate: { sessions: true, harmless: true, history: false },
  balance: { sessions: true, harmless: true, history: false },
  deposit: { sessions: true, harmless: false, history: false },
  withdraw: { sessions: true, harmless: false, history: false },
  transfer: { sessions: true, harmless: false, history: false },
  payee: { sessions: true, harmless: true, history: false },
  reserve: { sessions: true, harmless: false, history: false },
  post: { sessions: true, harmless: false, history: false },
  void: { sessions: true, harmless: false, history: false },
  reverse: { sessions: true, harmless: false, history: false },
  'change-pin': { sessions: true, harmless: false, history: false },
  statement: { sessions: true, harmless: true, history: true },
  'look-up': { sessions: true, harmless: true, history: true },
  'balance-history': { sessions: false, harmless: true, history: true },
  'open-account': { sessions: false, harmless: false, history: false },
  administer: { sessions: false, harmless: false, history: false },
  accounts: { sessions: false, harmless: true, history: false },
} as const satisfies Record<LedgerOperation, OperationRow>;

type HistoryOperation = {
  [Op in LedgerOperation]: (typeof OPERATIONS)[Op]['history'] extends true ? Op : never;
}[LedgerOperation];

/** Reads of the past, which change nothing and need no place in the order of the others. */
export type HistoryRequest = Extract<LedgerRequest, { readonly op: HistoryOperation }>;
/** What has a place in one order of all: it moves money, or depends on what did. */
export type OrderedRequest = Exclude<LedgerRequest, HistoryRequest>;

/** A money operation's outcome; `repeated` when the same key with the same content was done before. */
export interface Moved {
  readonly ok: true;
  readonly transfer: Transfer;
  /** Available balance of the asking account right after that transfer, in cents. */
  readonly balance: Cents;
  readonly repeated: boolean;
}

export interface Refused {
  readonly ok: false;
  readonly refusal: Refusal;
  /**
   * When it makes sense to try again, in ms from now: the end of a lock (absent for one without end), also where this
   * wrong PIN has locked the account, and when a payee may be asked about again.
   */
  readonly retryAfter?: number;
  /** With `authentication_failed`: wrong PINs that are left before the account locks; 0: this one has locked it. */
  readonly triesLeft?: number;
}

export interface LedgerReplies {
  authenticate: { readonly ok: true; readonly balance: Cents } | Refused;
  balance: { readonly ok: true; readonly balance: Cents } | Refused;
  deposit: Moved | Refused;
  withdraw: Moved | Refused;
  transfer: Moved | Refused;
  reserve: Moved | Refused;
  post: Moved | Refused;
  void: Moved | Refused;
  reverse: Moved | Refused;
  'open-account': { readonly ok: true } | Refused;
  'change-pin': { readonly ok: true } | Refused;
  payee: { readonly ok: true } | Refused;
  administer: { readonly ok: true } | Refused;
  accounts: { readonly ok: true; readonly accounts: readonly AccountView[]; readonly more: boolean } | Refused;
  statement:
    | {
        readonly ok: true;
        readonly transfers: readonly Transfer[];
        readonly more: boolean;
        /** Available right after the newest of them; null where they don't tell. */
        readonly balance: Cents | null;
      }
    | Refused;
  'look-up': { readonly ok: true; readonly transfer: Transfer } | Refused;
  'balance-history': ({ readonly ok: true } & BalanceHistory) | Refused;
}

export type LedgerReply<Op extends LedgerOperation = LedgerOperation> = LedgerReplies[Op];

/**
 * How a session asks the ledger. Requests of one client about one account are done in the order they were submitted
 * (but reads of the past, which come from what is committed when they are read); a reply that moved money is given only
 * after its commit is on disk. If the ledger thread dies, everything pending is
 * answered with `unavailable` only when it surely was not done; else the client's `lost` listeners are called.
 */
export interface LedgerClient {
  /** Tells these books from all others (`booksOf`). */
  readonly books: string;
  submit<R extends LedgerRequest>(request: R, origin: Origin, done: (reply: LedgerReply<R['op']>) => void): void;
  /** The committed available balance, from shared memory, without asking the ledger thread; undefined: no such account. */
  committedBalance(account: AccountNumber): Cents | undefined;
  /**
   * Called with every committed change of balance of the account, and when the bank locks it (`locked`), until the
   * returned function is called.
   */
  watch(
    account: AccountNumber,
    listener: (balance: Cents, transfer: Transfer) => void,
    locked?: () => void,
  ): () => void;
  /**
   * Called when a customer has another PIN, on disk, with the session that has changed it.
   * @returns stops it
   */
  onPinChanged(listener: (account: AccountNumber, session: string) => void): () => void;
  /**
   * Called once, when the ledger is gone: the outcome of money requests that are pending can't be known here.
   * @returns stops it
   */
  onLost(listener: () => void): () => void;
}
