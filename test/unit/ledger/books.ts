import { createSecretKey } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { NOTHING_NEEDED } from '../../../src-main/bank/ledger/batch-needs.ts';
import { isHistoryRequest, readHistory } from '../../../src-main/bank/ledger/history/history-reads.ts';
import type { PinKey } from '../../../src-main/bank/ledger/pins/pin.ts';
import type { LedgerReplies, LedgerReply, LedgerRequest, Moved } from '../../../src-main/bank/ledger/request.ts';
import type { CommittedTransfers } from '../../../src-main/bank/ledger/store.ts';
import type { BankClock } from '../../../src-main/bank/ledger-thread/bank-clock.ts';
import { type Committed, GroupCommit, type Opened } from '../../../src-main/bank/ledger-thread/group-commit.ts';
import {
  emptyState,
  foundLedger,
  OPENING_ACCOUNTS,
  type OpeningAccount,
} from '../../../src-main/bank/store/found-ledger.ts';
import { SCHEMA } from '../../../src-main/bank/store/sqlite/schema.ts';
import { SqliteHistory } from '../../../src-main/bank/store/sqlite/sqlite-history.ts';
import { type Disk, FailingStore } from '../store/failing-store.ts';

/** A fixed key: the tests are the same every time. */
export const PIN_KEY: PinKey = { key: createSecretKey(Buffer.alloc(32, 7)), fingerprint: '0123456789abcdef' };

/** Noon of a day, UTC, in ms. */
export const NOON = Date.UTC(2026, 2, 14, 12);
export const DAY = 86_400_000;

/** Both clocks from one time that the test sets: the steady one goes on with it, and stands where it is set back. */
export function testClock(time: () => number): BankClock {
  let seen = time();
  let steady = 0;
  return () => {
    const now = time();
    steady += Math.max(0, now - seen);
    seen = now;
    return { date: now, steady };
  };
}

/** As clients are answered: what has a place in the order in one batch, reads of the past from what is committed then. */
export async function answerAll(
  commit: GroupCommit,
  transfers: CommittedTransfers,
  requests: readonly LedgerRequest[],
): Promise<Committed> {
  const committed = await commit.run(requests.filter((one) => !isHistoryRequest(one)));
  const ordered = [...committed.replies];
  const replies: LedgerReply[] = [];
  for (const one of requests) {
    const reply = isHistoryRequest(one) ? await readHistory(transfers, one, Date.now()) : ordered.shift();
    if (reply === undefined) throw new Error('fewer replies than requests');
    replies.push(reply);
  }
  return { ...committed, replies };
}

/** Closing leaves what was committed: in memory it would all be gone. */
class MemoryStore extends FailingStore {
  override async close(): Promise<void> {
    await this.rollback();
  }
}

/** The three opening accounts, or others, in SQLite, in memory, with a clock that the test sets. */
export class Books {
  readonly database: DatabaseSync;
  /** A failure of the disk that the next batch will meet. */
  readonly disk: Disk;
  now = NOON;
  commit: GroupCommit;
  readonly #clock: BankClock;

  private constructor(database: DatabaseSync, disk: Disk, opened: Opened, clock?: BankClock) {
    this.database = database;
    this.disk = disk;
    this.#clock = clock ?? testClock(() => this.now);
    this.commit = this.#start(opened);
  }

  /** @param clock other than the one that goes with `now` */
  static async open(accounts: readonly OpeningAccount[] = OPENING_ACCOUNTS, clock?: BankClock): Promise<Books> {
    const database = new DatabaseSync(':memory:');
    database.exec(SCHEMA);
    const disk: Disk = { fault: 'none' };
    const store = new MemoryStore(database, PIN_KEY.fingerprint, disk);
    const state = await foundLedger(emptyState(NOON), store, PIN_KEY, accounts, NOON);
    return new Books(database, disk, { store, state }, clock);
  }

  /** As after a restart: everything is read from the database again. */
  async restart(): Promise<void> {
    this.commit = this.#start(await this.#load());
  }

  /** Runs one request in a batch of its own. */
  async ask<R extends LedgerRequest>(request: R): Promise<LedgerReplies[R['op']]> {
    return (await this.run([request])).replies[0] as LedgerReplies[R['op']];
  }

  run(requests: readonly LedgerRequest[]): Promise<Committed> {
    return answerAll(this.commit, new SqliteHistory(this.database), requests);
  }

  async balance(account: string): Promise<number> {
    const reply = await this.ask({ op: 'balance', account });
    if (!reply.ok) throw new Error(reply.refusal);
    return reply.balance;
  }

  /** Changes an account as an administrator would have before the start. */
  async set(account: string, column: 'daily_limit' | 'locked_by_bank', value: number): Promise<void> {
    const { store, state } = await this.#load();
    const one = state.accounts.get(account);
    if (one === undefined) throw new Error(`no account ${account}`);
    if (column === 'daily_limit') one.dailyLimit = value;
    else one.lockedByBank = value === 1;
    await store.begin(() => NOTHING_NEEDED, state.head);
    await store.commit([one], { ...state.head, commits: state.head.commits + 1 });
    await this.restart();
  }

  async #load(): Promise<Opened> {
    const store = new MemoryStore(this.database, PIN_KEY.fingerprint, this.disk);
    const state = await store.load();
    if (state === undefined) throw new Error('the books are empty');
    return { store, state };
  }

  #start(opened: Opened): GroupCommit {
    return new GroupCommit(opened, () => this.#load(), PIN_KEY, this.#clock);
  }
}

/** @throws if the money did not move. */
export function movedOf(reply: LedgerReply | undefined): Moved {
  if (!reply?.ok || !('repeated' in reply)) throw new Error(`not moved: ${JSON.stringify(reply)}`);
  return reply;
}
