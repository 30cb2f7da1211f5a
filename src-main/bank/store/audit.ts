import type { DatabaseSync } from 'node:sqlite';
import { ledgerFault } from '../../contract/administration/ledger-faults.ts';
import type { DataFolder } from '../../data-folder.ts';
import { readPinKey } from '../ledger/pins/pin.ts';
import { type AuditProgress, BooksAudit, Fault, Findings, findingOf, type Verdict } from './books-audit.ts';
import { transferOfRow } from './rows.ts';
import {
  isEmpty,
  isReadOnly,
  lockDatabase,
  readDatabase,
  requireLedger,
  startFailure,
} from './sqlite/database-file.ts';
import { guarded } from './sqlite/guarded.ts';

/** Transfers between two reports of progress. */
const REPORT_EVERY = 2_000;

/**
 * Checks a whole ledger: every transfer against the chain and the rules, all balances recomputed from the transfers,
 * the checksums of accounts, head and refused keys, the open reserves, the indexes (idempotency keys among them), and
 * that the PIN key is the ledger's own. Nothing is changed; a copy that can't be written is read as it lies there.
 * @throws Failure `no_ledger`, `database_locked` while a bank uses it, `database_newer`, `database_foreign`,
 *   `database_unavailable`, `pin_key_unreadable`.
 */
export function auditLedger(data: DataFolder): Verdict {
  requireLedger(data);
  return audited(data, () => (isReadOnly(data) ? readDatabase(data) : lockDatabase(data, false)));
}

/**
 * As `auditLedger`, on a copy of the ledger that a bank has made of itself while it runs (`copyLedger`).
 * @throws Failure as `auditLedger`
 */
export function auditCopy(data: DataFolder, copy: string, onProgress: AuditProgress): Verdict {
  return audited(data, () => readDatabase({ ...data, database: copy }), onProgress);
}

/** @throws Failure as `auditLedger` */
function audited(data: DataFolder, open: () => DatabaseSync, onProgress?: AuditProgress): Verdict {
  let database: DatabaseSync | undefined;
  try {
    database = open();
    return auditDatabase(database, readPinKey(data.secrets)?.fingerprint, onProgress);
  } catch (error) {
    const finding = findingOf(error);
    if (finding !== undefined) return { good: false, findings: [finding] };
    throw startFailure(error, data);
  } finally {
    if (database?.isOpen) database.close();
  }
}

/** As `auditLedger`, on a database that is open. `pinKey`: fingerprint of the key that is there. @throws StoreError */
export function auditDatabase(
  database: DatabaseSync,
  pinKey: string | undefined,
  onProgress: AuditProgress = () => {},
): Verdict {
  const bySequence = guarded(() => database.prepare('SELECT * FROM transfers WHERE sequence = ?'));
  const books = new BooksAudit((sequence) => {
    const row = bySequence.get(sequence);
    return row === undefined ? undefined : transferOfRow(row);
  });
  const findings = new Findings();
  const part = (look: () => void): boolean => {
    try {
      guarded(look);
      return true;
    } catch (error) {
      findings.add(error);
      return false;
    }
  };
  if (part(() => replayAll(database, books, onProgress))) {
    // Without the transfers there is nothing that these could be compared with.
    part(() => books.head(database.prepare('SELECT * FROM head').get(), pinKey));
    part(() => auditAccounts(database, books));
    part(() => auditPending(database, books));
    part(() => auditRefused(database, books));
  }
  part(() => auditPages(database));
  return findings.all.length === 0 ? books.verdict : { good: false, findings: findings.all };
}

function auditPages(database: DatabaseSync): void {
  const pages = database.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check'];
  if (pages !== 'ok') throw new Fault(null, ledgerFault('pages', { reason: String(pages) }));
}

function replayAll(database: DatabaseSync, books: BooksAudit, onProgress: AuditProgress): void {
  if (isEmpty(database)) throw new Fault(null, ledgerFault('empty', {}));
  try {
    const all = Number(database.prepare('SELECT max(sequence) AS newest FROM transfers').get()?.['newest'] ?? 1);
    // The rows as they lie in the table itself: an index could hide one that is out of its place.
    const rows = database.prepare('SELECT * FROM transfers NOT INDEXED ORDER BY sequence');
    for (const row of rows.iterate()) {
      if (books.next % REPORT_EVERY === 0) onProgress(Math.min(1, books.next / all));
      books.transfer(row);
    }
  } catch (error) {
    if (error instanceof Fault) throw error;
    const { next } = books;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Fault(next, ledgerFault('transfer_unreadable', { transfer: next, reason }));
  }
}

function auditAccounts(database: DatabaseSync, books: BooksAudit): void {
  for (const row of database.prepare('SELECT * FROM accounts NOT INDEXED').iterate()) books.account(row);
  books.endAccounts();
}

function auditPending(database: DatabaseSync, books: BooksAudit): void {
  for (const { sequence } of database.prepare('SELECT sequence FROM pending').iterate()) {
    books.reserve(Number(sequence));
  }
  books.endReserves();
}

function auditRefused(database: DatabaseSync, books: BooksAudit): void {
  const done = database.prepare('SELECT sequence FROM transfers WHERE key = ?');
  for (const row of database.prepare('SELECT * FROM refused').iterate()) {
    books.refused(row, (key) => {
      const sequence = done.get(key)?.['sequence'];
      return sequence === undefined ? undefined : Number(sequence);
    });
  }
}
