import type { ProtocolName } from '../../contract/protocols.ts';
import type { Ending, SessionCounters } from '../counters.ts';
import type { AccountNumber, LedgerClient } from '../ledger/request.ts';
import type { TraceWriter } from '../trace/trace-writer.ts';
import type { HeldBytes, Holder } from './held-bytes.ts';
import type { AccountRates } from './rates/account-rates.ts';
import type { SessionRecord } from './record/session-record.ts';
import type { SessionLimits } from './session-limits.ts';

/** What sessions of one event loop share. */
export interface SessionSurroundings {
  readonly thread: number;
  readonly limits: SessionLimits;
  readonly counters: SessionCounters;
  readonly trace: TraceWriter;
  /** The ledger of the moment: another one after it was lost and started again. */
  ledger(): LedgerClient;
  /** ms, never going back, the same all through one turn of the event loop. It stands still while the machine sleeps. */
  now(): number;
  /** ms since the epoch, as the machine has it at that moment: for people. */
  date(): number;
  newKey(): string;
  /** As `SessionPort.enter`. */
  enter(session: string, account: AccountNumber, done: (entered: boolean) => void): void;
  /** Runs the work at the end of this turn of the event loop. */
  soon(work: () => void): void;
  readonly held: HeldBytes;
  /** What is written for each account. */
  readonly accountWrites: AccountRates;
  /** The bank ended a session for a reason that its owner may want to read. */
  ended(session: LiveSession, ending: Ending): void;
  gone(session: LiveSession): void;
  /** Keeps what is known of a session that is gone: again when the ledger has answered after its end. */
  keep(session: LiveSession): void;
}

/** What the loop sees of a session. */
export interface LiveSession extends Holder {
  readonly id: string;
  readonly protocol: ProtocolName;
  readonly peer: string;
  readonly account: AccountNumber | null;
  readonly record: SessionRecord;
}
