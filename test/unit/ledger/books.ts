import { createSecretKey } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { PinKey } from '../../../src-main/bank/ledger/pin.ts';
import type { LedgerReplies, LedgerReply, LedgerRequest, Moved } from '../../../src-main/bank/ledger/request.ts';
import { type Committed, GroupCommit } from '../../../src-main/bank/ledger-thread/group-commit.ts';
import {
  emptyState,
  OPENING_ACCOUNTS,
  type OpeningAccount,
  openAccounts,
} from '../../../src-main/bank/store/found-ledger.ts';
import { SCHEMA } from '../../../src-main/bank/store/sqlite/schema.ts';
import type { SqliteStore } from '../../../src-main/bank/store/sqlite/sqlite-store.ts';
import { type Disk, FailingStore } from '../store/failing-store.ts';

/** A fixed key: the tests are the same every time. */
export const PIN_KEY: PinKey = { key: createSecretKey(Buffer.alloc(32, 7)), fingerprint: '0123456789abcdef' };

/** Noon of a day, UTC, in ms. */
export const NOON = Date.UTC(2026, 2, 14, 12);
export const DAY = 86_400_000;

/** Closing leaves what was committed: in memory it would all be gone. */
class MemoryStore extends FailingStore {
  override close(): void {
    this.rollback();
  }
}

/** The three opening accounts, or others, in SQLite, in memory, with a clock that the test sets. */
export class Books {
  readonly database = new DatabaseSync(':memory:');
  /** A failure of the disk that the next batch will meet. */
  readonly disk: Disk = { fault: 'none' };
  now = NOON;
  commit: GroupCommit;

  constructor(accounts: readonly OpeningAccount[] = OPENING_ACCOUNTS) {
    this.database.exec(SCHEMA);
    const store = this.#store();
    openAccounts(emptyState(this.now), store, PIN_KEY, accounts, this.now);
    this.commit = this.#start();
  }

  /** As after a restart: everything is read from the database again. */
  restart(): void {
    this.commit = this.#start();
  }

  /** Runs one request in a batch of its own. */
  ask<R extends LedgerRequest>(request: R): LedgerReplies[R['op']] {
    return this.run([request]).replies[0] as LedgerReplies[R['op']];
  }

  run(requests: readonly LedgerRequest[]): Committed {
    return this.commit.run(requests);
  }

  balance(account: string): number {
    const reply = this.ask({ op: 'balance', account });
    if (!reply.ok) throw new Error(reply.refusal);
    return reply.balance;
  }

  /** Changes an account as an administrator would have before the start. */
  set(account: string, column: 'daily_limit' | 'locked_by_bank', value: number): void {
    const state = this.#store().load();
    const one = state.accounts.get(account);
    if (one === undefined) throw new Error(`no account ${account}`);
    if (column === 'daily_limit') one.dailyLimit = value;
    else one.lockedByBank = value === 1;
    this.#store().commit([one], { ...state.head, commits: state.head.commits + 1 });
    this.restart();
  }

  #store(): SqliteStore {
    return new MemoryStore(this.database, PIN_KEY.fingerprint, this.disk);
  }

  #start(): GroupCommit {
    return new GroupCommit(
      () => this.#store(),
      PIN_KEY,
      () => this.now,
    );
  }
}

/** @throws if the money did not move. */
export function movedOf(reply: LedgerReply | undefined): Moved {
  if (!reply?.ok || !('repeated' in reply)) throw new Error(`not moved: ${JSON.stringify(reply)}`);
  return reply;
}
