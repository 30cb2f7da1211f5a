import type { DatabaseSync } from 'node:sqlite';
import { type Account, accountSeal } from '../../ledger/account.ts';
import type { Sequence } from '../../ledger/request.ts';
import {
  type Head,
  type Journal,
  type LedgerState,
  type LedgerStore,
  type RefusedKey,
  StoreError,
} from '../../ledger/store.ts';
import type { TransferRecord } from '../../ledger/transfer-record.ts';
import { accountOfRow, headOfRow, headSeal, type Row, refusedOfRow, refusedSeal, transferOfRow } from '../rows.ts';
import { guarded } from './guarded.ts';
import { SqliteHistory, TRANSFER_COLUMNS } from './sqlite-history.ts';

/**
 * The ledger in SQLite, in WAL with synchronous=FULL: a commit is one fsync of the log. The database is opened and
 * its tables exist (open-database.ts); nothing else has it open, so that what is in memory stays true.
 *
 * It is synchronous inside, and its promises are settled when they are made: a look-up costs less than a turn of the
 * event loop would. Records are written as they are appended, because that is also how a taken key is found.
 */
export class SqliteStore implements LedgerStore, Journal {
  readonly isShared = false;
  readonly committed: SqliteHistory;
  readonly #database: DatabaseSync;
  readonly #pinKey: string;
  readonly #statements: ReturnType<typeof prepare>;
  #open = false;

  /** @param pinKey fingerprint of the PIN key, kept in the head row. */
  constructor(database: DatabaseSync, pinKey: string) {
    this.#database = database;
    this.#pinKey = pinKey;
    this.committed = new SqliteHistory(database);
    this.#statements = guarded(() => prepare(database));
  }

  async load(): Promise<LedgerState | undefined> {
    return guarded(() => {
      const { accounts, head, pending, refused, anything } = this.#statements;
      const row = head.get();
      if (row === undefined) {
        if (anything.get() !== undefined) throw new StoreError('damaged', 'the head is missing');
        return undefined;
      }
      const state: LedgerState = {
        accounts: new Map(),
        head: headOfRow(row).head,
        pending: new Map(),
        refused: refused.all().map((one) => refusedOfRow(one as Row)),
      };
      for (const account of accounts.iterate()) {
        const one = accountOfRow(account as Row);
        state.accounts.set(one.number, one);
      }
      for (const reserve of pending.iterate()) {
        const one = transferOfRow(reserve as Row);
        state.pending.set(one.sequence, one);
      }
      return state;
    });
  }

  async begin(): Promise<{ readonly journal: Journal; readonly tail: null }> {
    return { journal: this, tail: null };
  }

  append(record: TransferRecord): boolean {
    return guarded(() => {
      this.#begin();
      const { insertTransfer, insertPending, deletePending } = this.#statements;
      const { sequence, kind, debit, credit, amount, key, refers, at, expires, balanceAfter, hash } = record;
      const done = insertTransfer.run(
        sequence,
        kind,
        debit,
        credit,
        amount,
        key,
        refers,
        at,
        expires,
        balanceAfter,
        hash,
      );
      if (done.changes === 0) return false;
      if (kind === 'reserve') insertPending.run(sequence);
      if (kind === 'post' || kind === 'void') deletePending.run(refers);
      return true;
    });
  }

  refuse(refused: RefusedKey): void {
    guarded(() => {
      this.#begin();
      const { number, key, content, refusal } = refused;
      this.#statements.insertRefused.run(number, key, content, refusal, refusedSeal(refused));
    });
  }

  forget(number: number): void {
    guarded(() => {
      this.#begin();
      this.#statements.forgetRefused.run(number);
    });
  }

  byKey(key: string): TransferRecord | undefined {
    return this.committed.byKey(key);
  }

  bySequence(sequence: Sequence): TransferRecord | undefined {
    return this.committed.bySequence(sequence);
  }

  reversalOf(sequence: Sequence): TransferRecord | undefined {
    return guarded(() => {
      const row = this.#statements.reversalOf.get(sequence);
      return row === undefined ? undefined : transferOfRow(row);
    });
  }

  async commit(touched: Iterable<Account>, head: Head): Promise<'done'> {
    return guarded(() => {
      this.#begin();
      const { putAccount, putHead } = this.#statements;
      for (const account of touched) {
        const { number, balance, held, pin, wrongTries, locks, lockedUntil, dailyLimit, day, withdrawn } = account;
        const byBank = account.lockedByBank ? 1 : 0;
        const seal = accountSeal(account);
        putAccount.run(
          ...[number, balance, held, pin, wrongTries, locks, lockedUntil, byBank, dailyLimit, day, withdrawn],
          ...[account.opened, seal],
        );
      }
      const { sequence, hash, at, commits } = head;
      putHead.run(sequence, hash, at, commits, this.#pinKey, headSeal(head, this.#pinKey));
      this.#statements.commit.run();
      this.#open = false;
      return 'done';
    });
  }

  async confirm(): Promise<'done'> {
    await this.rollback();
    return 'done';
  }

  async rollback(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    guarded(() => {
      // SQLite has taken the transaction back by itself after some errors; a second ROLLBACK would be one more.
      if (this.#database.isTransaction) this.#statements.rollback.run();
    });
  }

  async tail(): Promise<null> {
    return null;
  }

  async settle({ commits }: Head): Promise<boolean> {
    const row = guarded(() => this.#statements.head.get());
    if (row === undefined || headOfRow(row).head.commits !== commits) return false;
    // Copies the log into the database by fresh writes: pages whose fsync failed may be clean in the system's cache
    // and yet not on disk, so a second fsync of the log would promise nothing.
    const done = guarded(() => this.#database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get());
    if (done?.['busy'] !== 0) throw new StoreError('io', 'the log can not be copied into the database');
    return true;
  }

  async onChange(): Promise<void> {
    // Nobody else has it open.
  }

  async close(): Promise<void> {
    if (this.#database.isOpen) guarded(() => this.#database.close());
  }

  #begin(): void {
    if (this.#open) return;
    this.#statements.begin.run();
    this.#open = true;
  }
}

function prepare(database: DatabaseSync) {
  const columns = TRANSFER_COLUMNS;
  const accountColumns =
    'number, balance, held, pin, wrong_tries, locks, locked_until, locked_by_bank, daily_limit, day, withdrawn, opened, seal';
  const slots = (list: string) => list.replace(/\w+/g, '?');
  return {
    begin: database.prepare('BEGIN IMMEDIATE'),
    commit: database.prepare('COMMIT'),
    rollback: database.prepare('ROLLBACK'),
    insertTransfer: database.prepare(
      `INSERT INTO transfers (${columns}) VALUES (${slots(columns)}) ON CONFLICT (key) DO NOTHING`,
    ),
    insertPending: database.prepare('INSERT INTO pending (sequence) VALUES (?)'),
    deletePending: database.prepare('DELETE FROM pending WHERE sequence = ?'),
    insertRefused: database.prepare('INSERT INTO refused (number, key, content, refusal, seal) VALUES (?, ?, ?, ?, ?)'),
    forgetRefused: database.prepare('DELETE FROM refused WHERE number <= ?'),
    reversalOf: database.prepare(`SELECT ${columns} FROM transfers WHERE refers = ? AND kind = 'reversal'`),
    putAccount: database.prepare(
      `INSERT INTO accounts (${accountColumns}) VALUES (${slots(accountColumns)})
       ON CONFLICT (number) DO UPDATE SET balance = excluded.balance, held = excluded.held, pin = excluded.pin,
       wrong_tries = excluded.wrong_tries, locks = excluded.locks, locked_until = excluded.locked_until,
       locked_by_bank = excluded.locked_by_bank, daily_limit = excluded.daily_limit, day = excluded.day,
       withdrawn = excluded.withdrawn, seal = excluded.seal`,
    ),
    putHead: database.prepare(
      `INSERT INTO head (id, sequence, hash, at, commits, pin_key, seal) VALUES (1, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash, at = excluded.at,
       commits = excluded.commits, pin_key = excluded.pin_key, seal = excluded.seal`,
    ),
    accounts: database.prepare(`SELECT ${accountColumns} FROM accounts ORDER BY length(number), number`),
    head: database.prepare('SELECT * FROM head WHERE id = 1'),
    anything: database.prepare('SELECT 1 FROM transfers UNION ALL SELECT 1 FROM accounts LIMIT 1'),
    pending: database.prepare(`SELECT ${columns} FROM pending JOIN transfers USING (sequence) ORDER BY sequence`),
    refused: database.prepare('SELECT number, key, content, refusal, seal FROM refused ORDER BY number'),
  };
}
