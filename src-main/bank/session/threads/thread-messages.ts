import type { Socket } from 'node:net';
import type { SessionDetail, SessionView } from '../../../contract/board.ts';
import type { AccountNumber } from '../../ledger/request.ts';
import type { LedgerLink } from '../../ledger-thread/message-codec.ts';
import type { Arrival } from '../arrival.ts';
import type { KeptSession } from '../record/ended-sessions.ts';
import type { SessionLimits } from '../session-limits.ts';
import type { Notice } from '../session-loop.ts';

/** PEM texts. */
export interface TlsIdentity {
  readonly cert: string;
  readonly key: string;
}

/** What a session thread is started with. */
export interface ThreadStart {
  readonly thread: number;
  readonly limits: SessionLimits;
  readonly counters: SharedArrayBuffer;
  /** Memory of its TraceRing. */
  readonly trace: SharedArrayBuffer;
  readonly ledger: LedgerLink;
  readonly tls: TlsIdentity | undefined;
}

/** Questions are numbered, so that answers find them. */
export type ToThread =
  | { readonly type: 'probe'; readonly socket: Socket }
  | { readonly type: 'session'; readonly socket: Socket; readonly arrival: Arrival }
  | { readonly type: 'ledger'; readonly ledger: LedgerLink }
  /** The answer to `enter`. */
  | { readonly type: 'entered'; readonly session: string; readonly entered: boolean }
  | { readonly type: 'views'; readonly question: number }
  | { readonly type: 'detail'; readonly question: number; readonly session: string }
  | { readonly type: 'close'; readonly question: number; readonly patience: number };

export type FromThread =
  | { readonly type: 'ready' }
  | { readonly type: 'notice'; readonly notice: Notice }
  /** A session wants to be logged in to the account: answered with `entered`. */
  | { readonly type: 'enter'; readonly session: string; readonly account: AccountNumber }
  /** A session is gone, and its connection. */
  | { readonly type: 'gone'; readonly session: string }
  | { readonly type: 'ended'; readonly session: KeptSession }
  | { readonly type: 'views'; readonly question: number; readonly views: readonly SessionView[] }
  | { readonly type: 'detail'; readonly question: number; readonly detail: SessionDetail | null }
  | { readonly type: 'closed'; readonly question: number };
