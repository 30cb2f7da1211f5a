import type { MessagePort } from 'node:worker_threads';
import type { Cents } from '../../contract/money.ts';
import type { Refusal } from '../../contract/refusals.ts';
import type { AccountChange, AccountNumber, LedgerReply, LedgerRequest, Origin, Transfer } from '../ledger/request.ts';
import { CASH } from '../ledger/transfer-record.ts';
import type { SharedBalances } from './shared-balances.ts';
import { readAccount, readTransfer, type Word, type WordReader, writeAccount, writeTransfer } from './words.ts';

/**
 * What goes through the port between a thread's client and the ledger thread.
 * Each request has an id, which its reply begins with.
 */

/** What a session thread needs to talk to the ledger; its ports (`portsOf`) have to be in the transfer list. */
export interface LedgerLink {
  readonly port: MessagePort;
  /** For reads of the past, which another thread answers. */
  readonly history: MessagePort;
  readonly shared: SharedBalances;
  /** As `LedgerClient.books`. */
  readonly books: string;
  /** Memory of the client's WaitingCount. */
  readonly waiting: SharedArrayBuffer;
  /** Number of the client, another for each in this process. */
  readonly seat: number;
}

export function portsOf({ port, history }: LedgerLink): MessagePort[] {
  return [port, history];
}

export type ToLedger =
  | { readonly type: 'requests'; readonly words: readonly Word[]; readonly sentAt: number }
  | { readonly type: 'watch' | 'unwatch'; readonly account: AccountNumber };

export type FromLedger = {
  readonly words: readonly Word[];
  readonly events: readonly LedgerEvent[];
};

/** About watched accounts, after the commit. */
export type LedgerEvent =
  | {
      readonly type: 'balance';
      readonly account: AccountNumber;
      readonly balance: Cents;
      readonly transfer: Transfer;
    }
  | { readonly type: 'locked'; readonly account: AccountNumber }
  /** Told to all, watched or not. */
  | { readonly type: 'pin-changed'; readonly account: AccountNumber; readonly session: string };

/** Stands for the account where a request has none. */
const NO_ACCOUNT = '';
/** Stands for `until` where a request has none. */
const ALWAYS = -1;
/** Stands for the beginning or the end of a balance's history where a request has none: no time is so early. */
const OPEN = Number.MIN_SAFE_INTEGER;

/** Adds a request to the words of this tick. */
export function writeRequest(words: Word[], id: number, request: LedgerRequest, origin: Origin): void {
  words.push(id, request.op, origin.session, request.account ?? NO_ACCOUNT);
  switch (request.op) {
    case 'balance':
      return;
    case 'authenticate':
      words.push(request.pin, request.from ?? '');
      return;
    case 'open-account':
      words.push(request.pin);
      return;
    case 'deposit':
    case 'withdraw':
      words.push(request.amount, request.key, request.until ?? ALWAYS);
      return;
    case 'payee':
      words.push(request.to);
      return;
    case 'administer':
      words.push(request.change, request.pin, request.amount);
      return;
    case 'accounts':
      words.push(request.after, request.limit, request.crowd ? 1 : 0);
      return;
    case 'transfer':
      words.push(request.to, request.amount, request.key, request.until ?? ALWAYS);
      return;
    case 'reserve':
      words.push(request.amount, request.expires, request.key, request.until ?? ALWAYS);
      return;
    case 'post':
      words.push(request.reservation, request.amount, request.key);
      return;
    case 'void':
      words.push(request.reservation, request.key);
      return;
    case 'reverse':
      words.push(request.refers, request.key);
      return;
    case 'change-pin':
      words.push(request.pin, request.newPin, request.from ?? '');
      return;
    case 'statement':
      words.push(request.before ?? 0, request.limit);
      return;
    case 'balance-history':
      words.push(request.from ?? OPEN, request.to ?? OPEN);
      return;
    case 'look-up':
      if ('key' in request.by) words.push('key', request.by.key);
      else words.push('sequence', request.by.sequence);
      return;
  }
}

export function readRequest(words: WordReader): {
  readonly id: number;
  readonly request: LedgerRequest;
  readonly session: string;
} {
  const id = words.number();
  const op = words.text() as LedgerRequest['op'];
  const session = words.text();
  return { id, request: readOperation(op, words.text(), words), session };
}

function readOperation(op: LedgerRequest['op'], account: AccountNumber, words: WordReader): LedgerRequest {
  switch (op) {
    case 'balance':
      return { op, account };
    case 'authenticate':
      return { op, account, pin: words.text(), from: words.text() };
    case 'open-account':
      return { op, account, pin: words.text() };
    case 'deposit':
    case 'withdraw':
      return { op, account, amount: words.number(), key: words.text(), ...readUntil(words) };
    case 'payee':
      return { op, account, to: words.text() };
    case 'administer':
      return { op, account, change: words.text() as AccountChange, pin: words.text(), amount: words.number() };
    case 'accounts':
      return { op, account: null, after: words.text(), limit: words.number(), crowd: words.number() === 1 };
    case 'transfer':
      return { op, account, to: words.text(), amount: words.number(), key: words.text(), ...readUntil(words) };
    case 'reserve':
      return {
        op,
        account,
        amount: words.number(),
        expires: words.number(),
        key: words.text(),
        ...readUntil(words),
      };
    case 'post':
      return { op, account: someone(account), reservation: words.text(), amount: words.number(), key: words.text() };
    case 'void':
      return { op, account: someone(account), reservation: words.text(), key: words.text() };
    case 'reverse':
      return { op, account, refers: words.number(), key: words.text() };
    case 'change-pin':
      return { op, account, pin: words.text(), newPin: words.text(), from: words.text() };
    case 'statement': {
      const before = words.number();
      const limit = words.number();
      return before === 0 ? { op, account, limit } : { op, account, before, limit };
    }
    case 'balance-history':
      return { op, account, from: readTime(words), to: readTime(words) };
    case 'look-up':
      return {
        op,
        account,
        by: words.text() === 'key' ? { key: words.text() } : { sequence: words.number() },
      };
    default:
      op satisfies never;
      throw new TypeError(`ledger link: no operation '${String(op)}'`);
  }
}

function readUntil(words: WordReader): { readonly until?: number } {
  const until = words.number();
  return until === ALWAYS ? {} : { until };
}

function readTime(words: WordReader): number | null {
  const at = words.number();
  return at === OPEN ? null : at;
}

function someone(account: AccountNumber): AccountNumber | null {
  return account === NO_ACCOUNT ? null : account;
}

/** First word of each reply after its id. */
const REFUSED = 0;
const BARE = 1;
const BALANCE = 2;
const MOVED = 3;
const PAGE = 4;
const FOUND = 5;
/** A deposit or withdrawal: whoever asked knows all else of the transfer, because the key is bound to it. */
const CASHED = 6;
const ACCOUNTS = 7;
const BALANCES = 8;

/** Adds a reply to the words that go back to one thread. */
export function writeReply(words: Word[], id: number, reply: LedgerReply): void {
  words.push(id);
  if (!reply.ok) words.push(REFUSED, reply.refusal, reply.retryAfter ?? -1, reply.triesLeft ?? -1);
  else if ('repeated' in reply && (reply.transfer.kind === 'deposit' || reply.transfer.kind === 'withdrawal')) {
    const { sequence, at, hash } = reply.transfer;
    words.push(CASHED, reply.balance, reply.repeated ? 1 : 0, sequence, at, hash);
  } else if ('repeated' in reply) {
    words.push(MOVED, reply.balance, reply.repeated ? 1 : 0);
    writeTransfer(words, reply.transfer);
  } else if ('transfers' in reply) {
    words.push(PAGE, reply.more ? 1 : 0, reply.balance ?? Number.NaN, reply.transfers.length);
    for (const transfer of reply.transfers) writeTransfer(words, transfer);
  } else if ('points' in reply) {
    words.push(BALANCES, reply.opened, reply.from, reply.to, reply.isExact ? 1 : 0, reply.points.length);
    for (const { at, balance } of reply.points) words.push(at, balance);
  } else if ('accounts' in reply) {
    words.push(ACCOUNTS, reply.more ? 1 : 0, reply.accounts.length);
    for (const account of reply.accounts) writeAccount(words, account);
  } else if ('transfer' in reply) {
    words.push(FOUND);
    writeTransfer(words, reply.transfer);
  } else if ('balance' in reply) words.push(BALANCE, reply.balance);
  else words.push(BARE);
}

/** Reads a reply whose id was read. @param request what is answered */
export function readReply(words: WordReader, request: LedgerRequest): LedgerReply {
  const shape = words.number();
  switch (shape) {
    case REFUSED: {
      const refusal = words.text() as Refusal;
      const retryAfter = words.number();
      const triesLeft = words.number();
      return {
        ok: false,
        refusal,
        ...(retryAfter < 0 ? {} : { retryAfter }),
        ...(triesLeft < 0 ? {} : { triesLeft }),
      };
    }
    case BARE:
      return { ok: true };
    case BALANCE:
      return { ok: true, balance: words.number() };
    case MOVED: {
      const balance = words.number();
      const repeated = words.number() === 1;
      return { ok: true, transfer: readTransfer(words), balance, repeated };
    }
    case CASHED: {
      const balance = words.number();
      const repeated = words.number() === 1;
      return { ok: true, transfer: readCashed(words, request), balance, repeated };
    }
    case PAGE: {
      const more = words.number() === 1;
      const balance = words.number();
      const transfers = Array.from({ length: words.number() }, () => readTransfer(words));
      return { ok: true, transfers, more, balance: Number.isNaN(balance) ? null : balance };
    }
    case ACCOUNTS: {
      const more = words.number() === 1;
      const accounts = Array.from({ length: words.number() }, () => readAccount(words));
      return { ok: true, accounts, more };
    }
    case BALANCES: {
      const [opened, from, to] = [words.number(), words.number(), words.number()];
      const isExact = words.number() === 1;
      const points = Array.from({ length: words.number() }, () => ({ at: words.number(), balance: words.number() }));
      return { ok: true, opened, from, to, points, isExact };
    }
    case FOUND:
      return { ok: true, transfer: readTransfer(words) };
    default:
      throw new TypeError(`ledger link: no reply of shape ${shape}`);
  }
}

function readCashed(words: WordReader, request: LedgerRequest): Transfer {
  if (request.op !== 'deposit' && request.op !== 'withdraw') {
    throw new TypeError(`ledger link: '${request.op}' moves no cash`);
  }
  const { account, amount, key } = request;
  const [kind, debit, credit] =
    request.op === 'deposit' ? (['deposit', CASH, account] as const) : (['withdrawal', account, CASH] as const);
  const sequence = words.number();
  const at = words.number();
  return { sequence, kind, debit, credit, amount, key, refers: null, at, hash: words.text() };
}
