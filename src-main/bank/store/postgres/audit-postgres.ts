import { ledgerFault } from '../../../contract/administration/ledger-faults.ts';
import type { Sequence } from '../../ledger/request.ts';
import { StoreError } from '../../ledger/store.ts';
import type { TransferRecord } from '../../ledger/transfer-record.ts';
import { BooksAudit, Fault, Findings, findingOf, type Verdict } from '../books-audit.ts';
import { type Row, transferOfRow } from '../rows.ts';
import type { BooksAddress } from './address.ts';
import { booksFailure } from './books-failure.ts';
import { Connection } from './connection.ts';
import { hasTables, noBooks } from './open-postgres.ts';
import { ACCOUNTS, names, REFUSED, TRANSFERS } from './schema.ts';
import { BY_SEQUENCES, ONE_MOMENT } from './statements.ts';

/** Rows that are read at once: some MB. */
const ROWS = 20_000;

/**
 * Checks whole books in PostgreSQL, as they are at one moment: banks may have them open. A standby will do.
 * @param pinKey fingerprint of the PIN key that belongs to them
 * @throws Failure `no_ledger`, or as `booksFailure`
 */
export async function auditPostgres(address: BooksAddress, pinKey: string | undefined): Promise<Verdict> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.open(address, { patience: 0, mayRead: true });
    if (!(await hasTables(connection))) throw noBooks(address);
    return await audit(connection, pinKey);
  } catch (error) {
    const finding = findingOf(error);
    if (finding !== undefined) return { good: false, findings: [finding] };
    throw booksFailure(error, address);
  } finally {
    await connection?.close();
  }
}

async function audit(connection: Connection, pinKey: string | undefined): Promise<Verdict> {
  await connection.script(ONE_MOMENT);
  const earlier = new Map<Sequence, TransferRecord>();
  const books = new BooksAudit((sequence) => earlier.get(sequence));
  const findings = new Findings();
  const part = async (look: () => Promise<void>): Promise<boolean> => {
    try {
      await look();
      return true;
    } catch (error) {
      findings.add(error);
      return false;
    }
  };
  if (await part(() => replayAll(connection, books, earlier))) {
    // Without the transfers there is nothing that these could be compared with.
    await part(() => auditHead(connection, books, pinKey));
    await part(async () => {
      await eachRow(connection, `SELECT ${names(ACCOUNTS)} FROM lobby.accounts`, (row) => books.account(row));
      books.endAccounts();
    });
    await part(async () => {
      await eachRow(connection, 'SELECT sequence FROM lobby.pending', (row) => books.reserve(Number(row['sequence'])));
      books.endReserves();
    });
    const refused = `SELECT ${names(REFUSED, 'refused')}, transfers.sequence AS done
      FROM lobby.refused LEFT JOIN lobby.transfers ON transfers.key = refused.key`;
    await part(() =>
      eachRow(connection, refused, (row) =>
        books.refused(row, () => (row['done'] === null ? undefined : Number(row['done']))),
      ),
    );
  }
  return findings.all.length === 0 ? books.verdict : { good: false, findings: findings.all };
}

async function auditHead(connection: Connection, books: BooksAudit, pinKey: string | undefined): Promise<void> {
  const [heads = [], batches = []] = await connection.script(
    'SELECT * FROM lobby.head; SELECT max(commits) AS newest FROM lobby.batches',
  );
  const commits = books.head(heads[0], pinKey);
  if (commits === 0) throw new Fault(null, ledgerFault('empty', {}));
  if (commits !== Number(batches[0]?.['newest'] ?? 0)) throw new Fault(null, ledgerFault('batch_differs', {}));
}

/** @param earlier is filled with what the transfers refer to */
async function replayAll(
  connection: Connection,
  books: BooksAudit,
  earlier: Map<Sequence, TransferRecord>,
): Promise<void> {
  const all = `SELECT ${names(TRANSFERS)} FROM lobby.transfers ORDER BY sequence`;
  await eachPart(connection, all, async (rows) => {
    earlier.clear();
    const needed = rows.filter((row) => row['kind'] === 'reversal').map((row) => row['refers']);
    try {
      if (needed.length > 0) {
        for (const row of await connection.run(BY_SEQUENCES, [needed, Number.MAX_SAFE_INTEGER])) {
          const record = transferOfRow(row);
          earlier.set(record.sequence, record);
        }
      }
      for (const row of rows) books.transfer(row);
    } catch (error) {
      if (!(error instanceof StoreError) || error.reason !== 'damaged') throw error;
      const { next } = books;
      throw new Fault(next, ledgerFault('transfer_unreadable', { transfer: next, reason: error.message }));
    }
  });
}

async function eachRow(connection: Connection, query: string, check: (row: Row) => void): Promise<void> {
  await eachPart(connection, query, async (rows) => rows.forEach(check));
}

async function eachPart(
  connection: Connection,
  query: string,
  check: (rows: readonly Row[]) => Promise<void>,
): Promise<void> {
  await connection.script(`DECLARE reading NO SCROLL CURSOR FOR ${query}`);
  try {
    for (;;) {
      const [rows = []] = await connection.script(`FETCH ${ROWS} FROM reading`);
      if (rows.length === 0) break;
      await check(rows);
    }
  } finally {
    // Where the server has ended the transaction, that is what is told.
    await connection.script('CLOSE reading').catch(() => undefined);
  }
}
