/**
 * Every limit of the bank, by name, in one place. Units stand in the names or beside them.
 * The relations between them are asserted when this module is loaded.
 */

/** Largest amount of a single operation: 1,000,000.00 dollars, in cents. */
export const MAX_AMOUNT_CENTS = 100_000_000;
/** Largest balance of any customer, in cents. */
export const MAX_BALANCE_CENTS = 1_000_000_000_000_000;
/**
 * Most that all customers together may have, in cents; the bank's own account, cash, stands at as much below zero. Every
 * sum over accounts is then an exact integer.
 */
export const MAX_CASH_CENTS = 9 * MAX_BALANCE_CENTS;
/** Most that one account may withdraw on one day where it has no daily limit of its own, in cents. */
export const MAX_DAY_CENTS = MAX_BALANCE_CENTS;

/** Teletype: longest answer, in bytes, without its line end. */
export const TELETYPE_LINE_BYTES = 256;
/** Teletype: this much silence ends an answer that has no newline. */
export const TELETYPE_SILENCE_MS = 50;
/** Terminal: longest message, in bytes, with its newline. */
export const TERMINAL_LINE_BYTES = 65_536;

/** Silence after which a logged-in session ends. */
export const SESSION_IDLE_MS = 120_000;
/** How long before the idle time-out a terminal is warned. */
export const SESSION_WARNING_MS = 30_000;
/** Time from connect to a successful log-in. */
export const LOGIN_MS = 30_000;
/** Time from the first byte of a line to its end: a client that drips bytes is closed. */
export const LINE_MS = 10_000;
/** Sessions at once over both protocols; one more is refused politely. */
export const MAX_SESSIONS = 20_000;
/** Sessions at once of one peer beyond loopback (an IPv4 address, an IPv6 /64): more than an office behind one address. */
export const MAX_PEER_SESSIONS = 256;
/** Sessions at once from loopback: no limit of its own, because a whole crowd runs on the bank's machine. */
export const MAX_LOOPBACK_SESSIONS = MAX_SESSIONS;
/**
 * Sessions at once that are logged in to one account and told of its changes: each change is written to all of them.
 * Teletype sessions, which are told nothing unasked, are not counted.
 */
export const MAX_ACCOUNT_SESSIONS = 16;
/** Time for a TLS handshake. */
export const HANDSHAKE_MS = 10_000;
/** Log-ins refused in a row that end a connection. */
export const LOGIN_TRIES = 5;
/** Refused money requests and PINs that a connection is told at once… */
export const REFUSED_AT_ONCE = 100;
/** …and after those one each so many ms: each costs the bank a commit, or memory. */
export const REFUSED_MS = 100;
/**
 * Requests that are written to the books which a connection from beyond loopback is answered at once, and after those
 * one each so many ms: more than a person at a machine or a class's program has, and a bound on the disk that it takes…
 */
export const WRITES_AT_ONCE = 200;
export const WRITE_MS = 20;
/** …and the same of one account, over all such connections of a session thread. */
export const ACCOUNT_WRITES_AT_ONCE = 1_000;
export const ACCOUNT_WRITE_MS = 5;
/**
 * Sessions that ended and whose transcript is kept, the newest: so many of customers, of the crowd, and of clients that
 * did not log in.
 */
export const ENDED_SESSIONS = 200;
/** Bytes that all sessions of one thread may hold, sent by clients and not taken yet, or not read by them yet. */
export const HELD_BYTES = 33_554_432;
/** Bytes that may wait to be read by a client before it is dropped. */
export const OUTPUT_BYTES = 262_144;
/** Time that output may stand still because the client does not read, before it is dropped. */
export const OUTPUT_STALL_MS = 10_000;
/** Unhandled input that a session holds before it stops reading from its socket, in bytes. */
export const INPUT_BYTES = 131_072;
/** Closing: time for what is in flight to be committed and answered. */
export const CLOSING_MS = 5_000;

/** Wrong PINs in a row that lock an account for the terminal or peer that they come from. */
export const PIN_TRIES = 3;
/** First lock, doubled with each further lock in a row, for a terminal that logged in lately at most PIN_LOCK_MAX_MS… */
export const PIN_LOCK_MS = 30_000;
export const PIN_LOCK_MAX_MS = 3_600_000;
/** …and for any other peer at most so long: one alone has three tries a day then, and can't lock out all others. */
export const PEER_LOCK_MAX_MS = 86_400_000;
/** Wrong PINs in a row, of all peers that didn't log in lately, that lock the account for all of them. */
export const ACCOUNT_TRIES = 12;
/** That lock, in proportion to PIN_TRIES: a thousand peers have no more guesses together than one terminal has. */
export const ACCOUNT_LOCK_MS = (PIN_LOCK_MS * ACCOUNT_TRIES) / PIN_TRIES;
export const ACCOUNT_LOCK_MAX_MS = (PIN_LOCK_MAX_MS * ACCOUNT_TRIES) / PIN_TRIES;
/** For how long a terminal that logged in to an account is known to it. */
export const KNOWN_TERMINAL_MS = 604_800_000;

/** Payees that one account may ask about at once… */
export const PAYEE_CHECKS = 10;
/** …and after those one more each so many ms, which is no faster than PINs can be tried. */
export const PAYEE_CHECK_MS = 10_000;

/** Largest number of ledger requests committed together. */
export const COMMIT_BATCH = 512;
/** Longest idempotency key, in characters. */
export const KEY_CHARS = 64;
/**
 * How long a refused key stays refused, at least, by the steady clock: longer than a copy of its request can be under way.
 * A copy can come only through the connection that it was sent in, where nothing that was sent after it can pass it; and
 * the bank ends a session that it hears nothing from.
 */
export const REFUSAL_MS = 900_000;
/** Refusals of one account that are remembered at once; beyond them, what would be refused is unavailable. */
export const ACCOUNT_REFUSALS = 4_096;
/** Refusals of all accounts that are remembered at once… */
export const MAX_REFUSALS = 262_144;
/** …but at least this many of each account, so that other accounts can't use up all the room. */
export const FEW_REFUSALS = 32;
/** How long a reserved withdrawal waits to be posted or voided before the bank voids it: longer than a session. */
export const RESERVE_MS = 600_000;
/**
 * Reservations of one account that may be open at once: a customer stands at one machine at a time. It also bounds what
 * a request can have to wait for when they have all run out.
 */
export const OPEN_RESERVES = 64;
/**
 * Attempts to post, void or settle a reservation that the bank does not know, after which it closes the connection. A
 * terminal may have a few whose reserve never arrived; to guess a key takes more.
 */
export const SETTLE_MISSES = 8;
/** Rows in one page of a statement, at most. */
export const STATEMENT_PAGE = 100;

function assertRelation(holds: boolean, words: string): void {
  if (!holds) throw new Error(`limits: ${words}`);
}
assertRelation(MAX_AMOUNT_CENTS < MAX_BALANCE_CENTS, 'one operation must fit into a balance');
assertRelation(MAX_BALANCE_CENTS <= MAX_CASH_CENTS, 'the bank must be able to hold one full account');
// What is compared with a limit is the sum and one amount more: it must be exact, too.
assertRelation(Number.isSafeInteger(MAX_CASH_CENTS + MAX_AMOUNT_CENTS), 'sums over all accounts must stay exact');
assertRelation(
  Number.isSafeInteger(MAX_DAY_CENTS + MAX_AMOUNT_CENTS),
  "the sum of a day's withdrawals must stay exact",
);
assertRelation(PAYEE_CHECK_MS * PIN_TRIES >= PIN_LOCK_MS, 'payees are tried no faster than PINs');
assertRelation(SESSION_WARNING_MS < SESSION_IDLE_MS, 'the warning comes before the time-out');
assertRelation(
  LOGIN_MS + SESSION_IDLE_MS + LINE_MS + OUTPUT_STALL_MS < REFUSAL_MS / 2,
  'a refusal is remembered longer than a copy of its request can be under way',
);
assertRelation(
  FEW_REFUSALS < ACCOUNT_REFUSALS && ACCOUNT_REFUSALS < MAX_REFUSALS,
  'one account takes not all the room',
);
assertRelation(SESSION_IDLE_MS < RESERVE_MS, 'a reservation outlives the session that made it');
assertRelation(MAX_PEER_SESSIONS < MAX_SESSIONS, 'no peer takes all the room');
assertRelation(
  WRITES_AT_ONCE < ACCOUNT_WRITES_AT_ONCE && ACCOUNT_WRITE_MS < WRITE_MS,
  'one connection does not use up what its account may do',
);
assertRelation(HANDSHAKE_MS <= LOGIN_MS, 'a handshake leaves time to log in');
assertRelation(INPUT_BYTES + OUTPUT_BYTES < HELD_BYTES, 'one session does not use up the room of all');
assertRelation(TELETYPE_SILENCE_MS < LINE_MS, 'silence ends an answer before its deadline');
assertRelation(TERMINAL_LINE_BYTES < INPUT_BYTES, 'one message must fit into the input bound');
assertRelation(TERMINAL_LINE_BYTES < OUTPUT_BYTES, 'one message must fit into the output bound');
