import type { BankStatus, Board, SessionDetail } from '../contract/board.ts';
import type { DataFolder } from '../data-folder.ts';
import type { SessionLimits } from './session/session-limits.ts';

/** How a bank is to be started. */
export interface BankOptions {
  readonly data: DataFolder;
  /** Address to listen on; loopback unless told otherwise. Beyond loopback the terminal port speaks TLS. */
  readonly host?: string;
  /** 0..65535; 0 picks a free one. */
  readonly teletypePort: number;
  /** 0..65535; 0 picks a free one. */
  readonly terminalPort: number;
  /**
   * 0..64; by default as many as the machine has cores beside the ledger's, 2 to 4. With 0, or where the runtime
   * can't move sockets between threads, sessions live on the thread that accepts them.
   */
  readonly sessionThreads?: number;
  /** The owner's certificate for the terminal port, as paths of PEM files; given, the port speaks TLS everywhere. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** Serves metrics on loopback at this port; absent: no metrics are served. */
  readonly metricsPort?: number;
  /** Limits other than those of contract/limits.ts. */
  readonly limits?: Partial<SessionLimits>;
}

/** A running bank. */
export interface Bank {
  status(): BankStatus;
  /** Told of each change of status until the returned function is called. */
  onStatus(listener: (status: BankStatus) => void): () => void;
  /** The live board, at most five times a second, computed only while somebody listens. */
  onBoard(listener: (board: Board) => void): () => void;
  /** A session from the wire to the journal, PINs masked; null for one that is not open. */
  session(id: string): Promise<SessionDetail | null>;
  /**
   * Opens those of the accounts that are not there yet, without money.
   * @throws Failure `unavailable` if the books can't be written now, `invalid_pin`
   */
  openAccounts(accounts: readonly { readonly number: string; readonly pin: string }[]): Promise<void>;
  /**
   * Stops accepting, lets what is in flight be committed and answered, tells the clients and closes; at most 5 s.
   * Safe to be called again.
   */
  stop(): Promise<void>;
  /** Ends a thread at once, in the middle of whatever it does. For fault tests. */
  kill(part: 'ledger' | { readonly sessionThread: number }): Promise<void>;
}
