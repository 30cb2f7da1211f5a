import {
  LOGIN_TRIES,
  MAX_ACCOUNT_SESSIONS,
  PAYEE_CHECK_MS,
  PAYEE_CHECKS,
  RESERVE_MS,
  SETTLE_MISSES,
} from '../../src-main/contract/limits.ts';
import type {
  TerminalEvent,
  TerminalOperation,
  TerminalReplies,
  TerminalRequest,
} from '../../src-main/contract/terminal.ts';

type RequestOf<Op extends TerminalOperation> = Extract<TerminalRequest, { op: Op }>;

interface Explained<Op extends TerminalOperation> {
  readonly says: string;
  readonly request: RequestOf<Op>;
  readonly reply: TerminalReplies[Op];
}

const key = '7d0c8f6e-2a55-4f0e-9a3b-0c9f3f1f1c11';
const transfer = {
  sequence: 42,
  kind: 'deposit' as const,
  debit: 'cash',
  credit: '1999',
  amount: 2_500,
  key,
  refers: null,
  at: 1_767_225_600_000,
  hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
};
const { key: _, ...withoutKey } = transfer;
const withdrawal = { ...transfer, kind: 'withdrawal' as const, debit: '1999', credit: 'cash' };
const moved = { ok: true as const, transfer, balance: 502_500, repeated: false };

const POST_KEY = `${key}.post`;
const VOID_KEY = `${key}.void`;
const RESERVATION = `It is named by the key that it was made under, never by its number, which stands in statements. That there is no such reservation of the account (\`transfer_not_found\`) is said before all other refusals but \`unavailable\`; with the ${SETTLE_MISSES}th the bank closes the connection.`;

/** Each operation in words, with an example of it and of its reply. */
export const OPERATIONS: { readonly [Op in TerminalOperation]: Explained<Op> } = {
  hello: {
    says: 'The first message of a connection: agrees on the version. `terminal` is the name that the bank shows.',
    request: { id: 1, op: 'hello', version: 1, terminal: 'ATM 1' },
    reply: { id: 1, ok: true, version: 1, bank: 'Lobby', books: 'opened-1773489600000', session: '3f9a1c20b7d4-17' },
  },
  login: {
    says: `Logs in. A wrong PIN leaves the connection open for another try; the ${LOGIN_TRIES}th refusal in a row ends it. At most ${MAX_ACCOUNT_SESSIONS} terminals are logged in to an account at once (\`account_busy\`).`,
    request: { id: 2, op: 'login', account: '1999', pin: '999' },
    reply: { id: 2, ok: true, account: '1999', balance: 500_000 },
  },
  balance: {
    says: 'The available balance: what is reserved is not in it.',
    request: { id: 3, op: 'balance' },
    reply: { id: 3, ok: true, balance: 500_000 },
  },
  deposit: {
    says: 'Puts money into the account.',
    request: { id: 4, op: 'deposit', amount: 2_500, key },
    reply: { id: 4, ...moved },
  },
  withdraw: {
    says: 'Takes money from the account.',
    request: { id: 5, op: 'withdraw', amount: 2_500, key },
    reply: { id: 5, ...moved, transfer: withdrawal, balance: 497_500 },
  },
  transfer: {
    says: 'Sends money to another account.',
    request: { id: 6, op: 'transfer', to: '1998', amount: 2_500, key },
    reply: { id: 6, ...moved, transfer: { ...withdrawal, kind: 'transfer', credit: '1998' }, balance: 497_500 },
  },
  payee: {
    says: `Whether money can be sent to that account, to be asked before the amount: \`account_not_found\`, \`same_account\`. An account may ask ${PAYEE_CHECKS} times at once and then once in ${PAYEE_CHECK_MS / 1000} s, so that nobody can find out all accounts there are; past that the answer is \`rate_limited\`, with \`retryAfter\`.`,
    request: { id: 17, op: 'payee', to: '1998' },
    reply: { id: 17, ok: true },
  },
  reserve: {
    says: `Reserves a withdrawal before notes are paid out. What is neither posted nor voided is voided after ${RESERVE_MS / 60_000} minutes. Its \`key\` is what it is posted or voided by, so it is to be unguessable and told to nobody.`,
    request: { id: 7, op: 'reserve', amount: 2_500, key },
    reply: { id: 7, ...moved, transfer: { ...withdrawal, kind: 'reserve' }, balance: 497_500 },
  },
  post: {
    says: `The notes of a reserved withdrawal were taken; a smaller amount if fewer were paid: the rest is released. ${RESERVATION}`,
    request: { id: 8, op: 'post', reservation: key, amount: 2_500, key: POST_KEY },
    reply: {
      id: 8,
      ...moved,
      transfer: { ...withdrawal, sequence: 43, kind: 'post', key: POST_KEY, refers: 42 },
      balance: 497_500,
    },
  },
  void: {
    says: `The notes of a reserved withdrawal were not taken: all of it is released. ${RESERVATION}`,
    request: { id: 9, op: 'void', reservation: key, key: VOID_KEY },
    reply: {
      id: 9,
      ...moved,
      transfer: { ...transfer, sequence: 43, kind: 'void', key: VOID_KEY, refers: 42 },
      balance: 500_000,
    },
  },
  settle: {
    says: `Settles a reservation after a crash, before or after a log-in: posts the \`paid\` cents, or voids it where that is 0. Knowing the reservation's key is the proof that it is the terminal's own; \`key\` is that of the post or void, so that a repeat of one sent before is known as such. Refusals are those of \`post\` and \`void\`.`,
    request: { id: 10, op: 'settle', reservation: key, paid: 2_500, key: POST_KEY },
    reply: { id: 10, ok: true, sequence: 43, repeated: false },
  },
  reverse: {
    says: "Undoes one's own deposit, withdrawal or post by its opposite, or gives a payment back that one received.",
    request: { id: 11, op: 'reverse', refers: 42, key },
    reply: {
      id: 11,
      ...moved,
      transfer: { ...withdrawal, sequence: 43, kind: 'reversal', refers: 42 },
      balance: 500_000,
    },
  },
  'change-pin': {
    says: 'Changes the PIN of the account.',
    request: { id: 12, op: 'change-pin', pin: '999', newPin: '4711' },
    reply: { id: 12, ok: true },
  },
  statement: {
    says: "The account's transfers, newest first; the next page is asked for with `before` the last one's sequence. `balance` is what was available right after the newest of these transfers; null where they don't tell (a page of payments that were only received).",
    request: { id: 13, op: 'statement', limit: 10, before: 43 },
    reply: { id: 13, ok: true, transfers: [withoutKey], more: true, balance: 502_500 },
  },
  'look-up': {
    says: 'One transfer, by `sequence` or by `key` (exactly one of them).',
    request: { id: 14, op: 'look-up', key },
    reply: { id: 14, ok: true, transfer },
  },
  stay: {
    says: 'Keeps the session alive.',
    request: { id: 15, op: 'stay' },
    reply: { id: 15, ok: true },
  },
  leave: {
    says: 'Ends the session. After the reply the bank closes the connection.',
    request: { id: 16, op: 'leave' },
    reply: { id: 16, ok: true, balance: 500_000 },
  },
};

/** Each event in words, with an example. */
export const EVENTS: {
  readonly [Name in TerminalEvent['event']]: { says: string; example: Extract<TerminalEvent, { event: Name }> };
} = {
  balance: {
    says: 'Somebody else moved money of the account that is logged in. Of several changes at once only the newest is told.',
    example: { event: 'balance', balance: 502_500, transfer: withoutKey },
  },
  'session-ending': {
    says: 'The session ends in `inMs` milliseconds if nothing is said.',
    example: { event: 'session-ending', inMs: 30_000 },
  },
  'session-ended': {
    says: 'The bank ended the session and closes the connection. `pin-changed`: another session has changed the PIN.',
    example: { event: 'session-ended', reason: 'idle', balance: 500_000 },
  },
  'account-locked': {
    says: 'The account was locked: by the bank, or by the last wrong PIN in a `change-pin` of this session.',
    example: { event: 'account-locked' },
  },
  closing: {
    says: 'The bank closes, and with it the connection. A request without a reply is repeated later under its key.',
    example: { event: 'closing' },
  },
};
