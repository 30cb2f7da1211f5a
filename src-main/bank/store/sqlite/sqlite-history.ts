import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { DataFolder } from '../../../data-folder.ts';
import type { AccountNumber, Sequence } from '../../ledger/request.ts';
import type { AccountSnapshot, CommittedTransfers } from '../../ledger/store.ts';
import type { TransferRecord } from '../../ledger/transfer-record.ts';
import { snapshotOfRow, transferOfRow, whole } from '../rows.ts';
import { guarded } from './guarded.ts';

/** Of the transfers table, in the order that they are written in. */
export const TRANSFER_COLUMNS = 'sequence, kind, debit, credit, amount, key, refers, at, expires, balance_after, hash';

/** How long a read waits where the log is being copied into the database, ms. */
const BUSY_MS = 1_000;

/** Reads of transfers by SQL, on a connection of their own or on the one that writes them. */
export class SqliteHistory implements CommittedTransfers {
  readonly #statements: ReturnType<typeof prepare>;

  constructor(database: DatabaseSync) {
    this.#statements = guarded(() => prepare(database));
  }

  byKey(key: string): TransferRecord | undefined {
    return one(this.#statements.byKey, key);
  }

  bySequence(sequence: Sequence): TransferRecord | undefined {
    return one(this.#statements.bySequence, sequence);
  }

  async find(by: { readonly sequence: Sequence } | { readonly key: string }): Promise<TransferRecord | undefined> {
    return 'key' in by ? this.byKey(by.key) : this.bySequence(by.sequence);
  }

  async snapshot(account: AccountNumber): Promise<AccountSnapshot | undefined> {
    return guarded(() => {
      const row = this.#statements.snapshot.get(account);
      return row === undefined ? undefined : snapshotOfRow(row);
    });
  }

  async sequenceAt(at: number): Promise<Sequence> {
    return guarded(() => whole(this.#statements.sequenceAt.get(at) ?? {}, 'sequence'));
  }

  async page(account: AccountNumber, before: Sequence, limit: number): Promise<TransferRecord[]> {
    return guarded(() =>
      this.#statements.page.all(account, before, limit, account, before, limit, limit).map((row) => transferOfRow(row)),
    );
  }
}

/** On a read-only connection of its own: each read sees what was committed when it began. @throws StoreError */
export function openSqliteHistory(data: DataFolder): SqliteHistory & { close(): Promise<void> } {
  return guarded(() => {
    const database = new DatabaseSync(data.database, { readOnly: true, timeout: BUSY_MS });
    return Object.assign(new SqliteHistory(database), { close: async () => database.close() });
  });
}

function one(statement: StatementSync, value: string | number): TransferRecord | undefined {
  return guarded(() => {
    const row = statement.get(value);
    return row === undefined ? undefined : transferOfRow(row);
  });
}

function prepare(database: DatabaseSync) {
  const halfPage = (side: 'debit' | 'credit') =>
    `SELECT * FROM (SELECT ${TRANSFER_COLUMNS} FROM transfers INDEXED BY transfers_${side}
     WHERE ${side} = ? AND ${side} <> 'cash' AND sequence < ? ORDER BY sequence DESC LIMIT ?)`;
  return {
    byKey: database.prepare(`SELECT ${TRANSFER_COLUMNS} FROM transfers WHERE key = ?`),
    bySequence: database.prepare(`SELECT ${TRANSFER_COLUMNS} FROM transfers WHERE sequence = ?`),
    // One statement, so that all of it is of one commit.
    snapshot: database.prepare(
      'SELECT opened, balance - held AS available, head.sequence FROM accounts, head WHERE number = ? AND head.id = 1',
    ),
    // Later transfers have later times, so half of what is left falls away with each look at one.
    sequenceAt: database.prepare(`WITH RECURSIVE search (low, high) AS (
      SELECT 0, coalesce(max(sequence), 0) FROM transfers
      UNION ALL
      SELECT iif(at <= ?1, sequence, low), iif(at <= ?1, high, sequence - 1)
      FROM search JOIN transfers ON sequence = (low + high + 1) / 2 WHERE low < high
    ) SELECT low AS sequence FROM search WHERE low = high`),
    page: database.prepare(`${halfPage('debit')} UNION ALL ${halfPage('credit')} ORDER BY sequence DESC LIMIT ?`),
  };
}
