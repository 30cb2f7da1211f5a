import type { Cents } from '../../contract/money.ts';
import type { AccountNumber, LedgerReply, LedgerRequest, Transfer } from '../ledger/request.ts';

/** `latin1` is the faster one for protocols that send nothing but ASCII. */
export type TextEncoding = 'latin1' | 'utf8';

/** Why the bank ends a session by itself. */
export type TimeOut = 'idle' | 'login' | 'line';

/**
 * What a protocol machine asks of the world around it. The machines hold no socket, no timer and no ledger, so they
 * can be driven with any bytes at any split.
 */
export interface SessionPort {
  /** Unique over all sessions of all banks. */
  readonly session: string;
  /** The client's address: an IPv4 address, or the /64 of an IPv6 one. */
  readonly host: string;
  /** As `LedgerClient.books`. */
  readonly books: string;
  /** Now, ms of the steady clock that all threads share. */
  steady(): number;
  /** Whether the client is connected over loopback, where no packet is lost or late. */
  readonly local: boolean;
  /** True while the client does not read what was sent: the machine stops taking answers until `resume`. */
  readonly blocked: boolean;
  /** Sends the text as one write, and keeps it for the transcript. It has no secrets. */
  send(text: string, encoding: TextEncoding): void;
  /** An idempotency key for a client that has none of its own: never made twice, and none that a client could send. */
  newKey(): string;
  /** Asks the ledger. A machine has at most one request pending. */
  ask<R extends LedgerRequest>(request: R, done: (reply: LedgerReply<R['op']>) => void): void;
  /** The committed available balance without asking; undefined where it is not known here. */
  balance(account: AccountNumber): Cents | undefined;
  /** Tells of changes of the account until the returned function is called. */
  watch(account: AccountNumber, changed: (balance: Cents, transfer: Transfer) => void, locked: () => void): () => void;
  /**
   * Takes a place among the sessions that are logged in to the account and told of its changes; given back when the
   * session ends. @param done is told whether there was one
   */
  enter(account: AccountNumber, done: (entered: boolean) => void): void;
  /** Runs the work at the end of this turn of the event loop, unless the session is gone by then. */
  soon(work: () => void): void;
  /** A balance was told without asking the ledger thread: counted like an operation. */
  counted(op: 'balance'): void;
  /**
   * What the client said, for the transcript and the trace; never a PIN.
   * @param line its bytes, as many as came, with others in the place of a PIN; good until the call ends
   */
  heard(text: string, line: Uint8Array): void;
  /** Closes the connection once everything sent is written. */
  end(): void;
}

/** One protocol as a state machine: bytes and moments in, bytes and ledger requests out. */
export interface SessionMachine {
  /** null before log-in. */
  readonly account: AccountNumber | null;
  /** The machine on the client's side, where the protocol tells it. */
  readonly terminal: string | null;
  /** A ledger request is waiting for its reply. */
  readonly pending: boolean;
  /** The newest message that came is not complete yet. */
  readonly partial: boolean;
  /** Whether silence completes that message now: after the silence limit `silence` is called. */
  readonly endsBySilence: boolean;
  /** Messages taken so far. */
  readonly messages: number;
  /** Bytes received and not yet taken. */
  readonly held: number;
  /** The connection is there. */
  open(): void;
  /** @param chunk good until this returns */
  receive(chunk: Uint8Array): void;
  /** Nothing came for the time of the silence limit. */
  silence(): void;
  /** `blocked` is over. */
  resume(): void;
  /** Sends what was gathered to leave with the next answer. */
  flush(): void;
  /** The client will send no more: what it sent is still answered. */
  finish(): void;
  timeOut(reason: TimeOut): void;
  /** The session ends in `ms` if nothing is said. */
  warn(ms: number): void;
  /** The bank is closing: a pending request is still answered. */
  closing(): void;
  /** The account's PIN was changed by another session: this one ends, after the reply to a pending request. */
  pinChanged(): void;
  /** The bank has no room for this session. */
  refuse(): void;
  /** The ledger is gone with a request of this session: its outcome can't be known here. */
  lost(): void;
  /** The connection is gone. */
  cut(): void;
}
