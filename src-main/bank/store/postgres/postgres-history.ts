import type { AccountNumber, Sequence } from '../../ledger/request.ts';
import { type AccountSnapshot, type CommittedTransfers, StoreError } from '../../ledger/store.ts';
import type { TransferRecord } from '../../ledger/transfer-record.ts';
import { type Row, snapshotOfRow, transferOfRow, whole } from '../rows.ts';
import type { BooksAddress } from './address.ts';
import type { Connection, Statement } from './connection.ts';
import { FIND_BY_KEY, FIND_BY_SEQUENCE, PAGE, SEQUENCE_AT, SNAPSHOT } from './statements.ts';

/** Reads of transfers on a connection that something else opens. */
export class PostgresHistory implements CommittedTransfers {
  readonly #run: (statement: Statement, values: readonly unknown[]) => Promise<Row[]>;

  constructor(run: (statement: Statement, values: readonly unknown[]) => Promise<Row[]>) {
    this.#run = run;
  }

  async find(by: { readonly sequence: Sequence } | { readonly key: string }): Promise<TransferRecord | undefined> {
    const rows = 'key' in by ? this.#run(FIND_BY_KEY, [by.key]) : this.#run(FIND_BY_SEQUENCE, [by.sequence]);
    return (await rows).map(transferOfRow)[0];
  }

  async snapshot(account: AccountNumber): Promise<AccountSnapshot | undefined> {
    const [row] = await this.#run(SNAPSHOT, [account]);
    return row === undefined ? undefined : snapshotOfRow(row);
  }

  async sequenceAt(at: number): Promise<Sequence> {
    const [row] = await this.#run(SEQUENCE_AT, [at]);
    return whole(row ?? {}, 'sequence');
  }

  async page(account: AccountNumber, before: Sequence, limit: number): Promise<TransferRecord[]> {
    return (await this.#run(PAGE, [account, before, limit])).map(transferOfRow);
  }
}

async function open(address: BooksAddress): Promise<Connection> {
  // Imported here, so that a bank without a database does not load the client library.
  const { Connection } = await import('./connection.ts');
  return await Connection.open(address, { patience: 0 });
}

/** On a connection of its own, which is opened by the first read, and anew by the first one after it was lost. */
export function openPostgresHistory(address: BooksAddress): PostgresHistory & { close(): Promise<void> } {
  let connection: Connection | undefined;
  const drop = async () => {
    const old = connection;
    connection = undefined;
    await old?.close();
  };
  const runOnce = async (statement: Statement, values: readonly unknown[]) => {
    connection ??= await open(address);
    try {
      return await connection.run(statement, values);
    } catch (error) {
      await drop();
      throw error;
    }
  };
  const run = async (statement: Statement, values: readonly unknown[]) => {
    const first = connection === undefined;
    try {
      return await runOnce(statement, values);
    } catch (error) {
      // A connection that was idle may have been gone for long.
      if (first || !(error instanceof StoreError) || error.reason === 'damaged') throw error;
      return await runOnce(statement, values);
    }
  };
  return Object.assign(new PostgresHistory(run), { close: drop });
}
