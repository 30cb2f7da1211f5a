import type { BankStatus, Board, EndedSession, SessionDetail } from '../contract/board.ts';
import type { Ports } from '../contract/protocols.ts';
import type { DataFolder } from '../data-folder.ts';
import type { NewAccount } from './ledger-thread/ensure-accounts.ts';
import type { Office } from './office.ts';
import type { SessionLimits } from './session/session-limits.ts';
import type { SharedBooks } from './store/books-place.ts';
import type { TraceListener } from './trace/trace-feed.ts';

/** How a bank is to be started. */
export interface BankOptions {
  readonly data: DataFolder;
  /** A database that this bank shares with others; absent or null: its books are in the data folder. */
  readonly books?: SharedBooks | null;
  /** Address to listen on; loopback unless told otherwise. Beyond loopback, protocols that can speak TLS do. */
  readonly host?: string;
  readonly ports: Ports;
  /**
   * 0..64; by default as many as the machine has cores beside the ledger's, 2 to 4. With 0, or where the runtime
   * can't move sockets between threads, sessions live on the thread that accepts them.
   */
  readonly sessionThreads?: number;
  /** The owner's certificate, as paths of PEM files; given, protocols that can speak TLS do so on loopback too. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** Serves metrics on loopback at this port; absent: no metrics are served. */
  readonly metricsPort?: number;
  /** Limits other than those of contract/limits.ts. */
  readonly limits?: Partial<SessionLimits>;
}

/** A running bank. */
export interface Bank {
  /** As `booksOf`: the name of its books, which other banks on the same books have too. */
  readonly books: string;
  status(): BankStatus;
  /** Told of each change of status until the returned function is called. */
  onStatus(listener: (status: BankStatus) => void): () => void;
  /** The live board, at most five times a second, computed only while somebody listens. */
  onBoard(listener: (board: Board) => void): () => void;
  /**
   * What single requests do, ten times a second, traced only while somebody listens.
   * @returns stops it, after all that was traced is told
   */
  onTrace(listener: TraceListener): () => void;
  /** Traces all of one session, however much else there is to trace. @param number of the session; 0: of none */
  followSession(number: number): void;
  /**
   * One session, open or ended: its transcript with PINs masked, its pending request, its transfers; null for one that
   * is not known, or not any more.
   */
  session(id: string): Promise<SessionDetail | null>;
  /** The sessions that ended last and whose client had said something, newest first (`EndedSessions`). */
  endedSessions(): EndedSession[];
  /**
   * Opens those of the accounts that are not there yet, without money.
   * @returns those that are open now; an account that was there with another PIN is somebody else's, and left alone
   * @throws Failure `unavailable` if the books can't be written now, `invalid_pin`
   */
  openAccounts(accounts: readonly NewAccount[]): Promise<readonly NewAccount[]>;
  /** As `Ledger.copy`. */
  copyLedger(to: string, onPart: (part: number) => void): Promise<void>;
  /** What the bank's own people see of accounts, and do with them. */
  readonly office: Office;
  /**
   * Stops accepting, lets what is in flight be committed and answered, tells the clients and closes; at most 5 s.
   * Safe to be called again.
   */
  stop(): Promise<void>;
  /** Ends a thread at once, in the middle of whatever it does. For fault tests. */
  kill(part: 'ledger' | { readonly sessionThread: number }): Promise<void>;
}
