import type { DatabaseSync } from 'node:sqlite';
import type { Cents } from '../../contract/money.ts';
import type { DataFolder } from '../../data-folder.ts';
import { type Account, newAccount } from '../ledger/account.ts';
import { readPinKey } from '../ledger/pins/pin.ts';
import { Replay } from '../ledger/replay.ts';
import type { Sequence } from '../ledger/request.ts';
import { StoreError } from '../ledger/store.ts';
import { CASH } from '../ledger/transfer-record.ts';
import { accountOfRow, headOfRow, refusedOfRow, transferOfRow } from './rows.ts';
import {
  isEmpty,
  isReadOnly,
  lockDatabase,
  readDatabase,
  requireLedger,
  startFailure,
} from './sqlite/database-file.ts';
import { guarded } from './sqlite/guarded.ts';

export type Verdict =
  | {
      readonly good: true;
      readonly transfers: number;
      readonly accounts: number;
      readonly hash: string;
      /** Date of the newest transfer, ms since the epoch. */
      readonly newest: number;
    }
  | { readonly good: false; readonly findings: readonly Finding[] };

/** The first fault of one part of the ledger. */
export interface Finding {
  /** The first transfer that is wrong; null where the fault lies beside the transfers. */
  readonly sequence: Sequence | null;
  readonly fault: string;
}

/** Told now and then how much of the transfers is checked, 0..1. */
export type AuditProgress = (part: number) => void;

/** Transfers between two reports of progress. */
const REPORT_EVERY = 2_000;

/** Thrown inside the audit only: the first fault ends its part. */
class Fault extends Error {
  readonly sequence: Sequence | null;

  constructor(sequence: Sequence | null, words: string) {
    super(words);
    this.sequence = sequence;
  }
}

/**
 * Checks a whole ledger: every transfer against the chain and the rules, all balances recomputed from the transfers,
 * the checksums of accounts, head and refused keys, the open reserves, the indexes (idempotency keys among them), and
 * that the PIN key is the ledger's own. Nothing is changed; a copy that can't be written is read as it lies there.
 * @throws Failure `no_ledger`, `database_locked` while a bank uses it, `database_newer`, `database_foreign`,
 *   `database_unavailable`, `pin_key_unreadable`.
 */
export function auditLedger(data: DataFolder): Verdict {
  requireLedger(data);
  let database: DatabaseSync | undefined;
  try {
    const opened = isReadOnly(data) ? readDatabase(data) : lockDatabase(data, false);
    database = opened;
    return auditDatabase(opened, readPinKey(data.secrets)?.fingerprint);
  } catch (error) {
    const finding = findingOf(error);
    if (finding !== undefined) return { good: false, findings: [finding] };
    throw startFailure(error, data);
  } finally {
    if (database?.isOpen) database.close();
  }
}

/**
 * As `auditLedger`, on a copy of the ledger that a bank has made of itself while it runs (`copyLedger`).
 * @throws Failure as `auditLedger`
 */
export function auditCopy(data: DataFolder, copy: string, onProgress: AuditProgress): Verdict {
  let database: DatabaseSync | undefined;
  try {
    database = readDatabase({ ...data, database: copy });
    return auditDatabase(database, readPinKey(data.secrets)?.fingerprint, onProgress);
  } catch (error) {
    const finding = findingOf(error);
    if (finding !== undefined) return { good: false, findings: [finding] };
    throw startFailure(error, data);
  } finally {
    if (database?.isOpen) database.close();
  }
}

/** undefined: it is no finding about the ledger. */
function findingOf(error: unknown): Finding | undefined {
  if (error instanceof Fault) return { sequence: error.sequence, fault: error.message };
  const damaged = error instanceof StoreError && error.reason === 'damaged';
  return damaged ? { sequence: null, fault: `the file is damaged: ${error.message}` } : undefined;
}

/** As `auditLedger`, on a database that is open. `pinKey`: fingerprint of the key that is there. @throws StoreError */
export function auditDatabase(
  database: DatabaseSync,
  pinKey: string | undefined,
  onProgress: AuditProgress = () => {},
): Verdict {
  const findings: Finding[] = [];
  const part = <Result>(look: () => Result): Result | undefined => {
    try {
      return guarded(look);
    } catch (error) {
      const finding = findingOf(error);
      if (finding === undefined) throw error;
      // Parts meet the same damaged page.
      if (!findings.some(({ fault }) => fault === finding.fault)) findings.push(finding);
      return undefined;
    }
  };
  const replay = part(() => replayAll(database, onProgress));
  if (replay !== undefined) {
    // Without the transfers there is nothing that these could be compared with.
    const hash = part(() => auditHead(database, replay, pinKey));
    const accounts = part(() => auditAccounts(database, replay));
    part(() => auditPending(database, replay));
    part(() => auditRefused(database));
    part(() => auditPages(database));
    const { sequence, at } = replay.head;
    if (hash !== undefined && accounts !== undefined && findings.length === 0) {
      return { good: true, transfers: sequence, accounts, hash, newest: at };
    }
  } else part(() => auditPages(database));
  return { good: false, findings };
}

function auditPages(database: DatabaseSync): void {
  const pages = database.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check'];
  if (pages !== 'ok') throw new Fault(null, `the pages of the file contradict each other: ${String(pages)}`);
}

function replayAll(database: DatabaseSync, onProgress: AuditProgress): Replay {
  if (isEmpty(database)) throw new Fault(null, 'the ledger has no accounts and no transfers');
  const bySequence = database.prepare('SELECT * FROM transfers WHERE sequence = ?');
  const replay = new Replay((sequence) => {
    const row = bySequence.get(sequence);
    return row === undefined ? undefined : transferOfRow(row);
  });
  try {
    const all = Number(database.prepare('SELECT max(sequence) AS newest FROM transfers').get()?.['newest'] ?? 1);
    // The rows as they lie in the table itself: an index could hide one that is out of its place.
    const rows = database.prepare('SELECT * FROM transfers NOT INDEXED ORDER BY sequence');
    for (const row of rows.iterate()) {
      const expected = replay.head.sequence + 1;
      const wrong = replay.book(transferOfRow(row));
      if (wrong !== undefined) throw new Fault(expected, `transfer ${expected} ${wrong}`);
      if (expected % REPORT_EVERY === 0) onProgress(Math.min(1, expected / all));
    }
  } catch (error) {
    if (error instanceof Fault) throw error;
    const next = replay.head.sequence + 1;
    throw new Fault(next, `transfer ${next} can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return replay;
}

/** @returns the newest hash. */
function auditHead(database: DatabaseSync, replay: Replay, pinKey: string | undefined): string {
  const row = database.prepare('SELECT * FROM head').get();
  if (row === undefined) throw new Fault(null, 'the head is missing');
  const { head, pinKey: own } = headOfRow(row);
  const { sequence, hash, at } = replay.head;
  if (head.sequence > sequence) {
    throw new Fault(sequence + 1, `transfer ${sequence + 1} is missing: there were ${head.sequence}`);
  }
  if (head.sequence !== sequence || head.hash !== hash || head.at !== at) {
    throw new Fault(head.sequence, `the newest transfer is ${sequence}, the head says ${head.sequence}`);
  }
  if (pinKey === undefined) throw new Fault(null, 'the PIN key is missing');
  if (pinKey !== own) throw new Fault(null, 'the PIN key is not the one of this ledger');
  return hash;
}

/** @returns how many customers there are. */
function auditAccounts(database: DatabaseSync, replay: Replay): number {
  let sum: Cents = 0;
  let customers = 0;
  const missing = new Map(replay.accounts);
  for (const row of database.prepare('SELECT * FROM accounts NOT INDEXED').iterate()) {
    const account = accountOfRow(row);
    const recomputed = missing.get(account.number) ?? newAccount(account.number, null, 0);
    missing.delete(account.number);
    for (const field of ['balance', 'held', 'day', 'withdrawn'] as const satisfies readonly (keyof Account)[]) {
      if (account[field] !== recomputed[field]) {
        const words = `account ${account.number} has ${field} ${account[field]}, its transfers make ${recomputed[field]}`;
        throw new Fault(null, words);
      }
    }
    const isCash = account.number === CASH;
    if (isCash && account.pin !== null) throw new Fault(null, "the bank's own account has a PIN");
    if (!isCash && account.pin === null) throw new Fault(null, `account ${account.number} has no PIN`);
    if (!isCash) customers += 1;
    sum += account.balance;
  }
  for (const number of missing.keys()) throw new Fault(null, `account ${number} is missing`);
  if (sum !== 0) throw new Fault(null, `the sum over all accounts is ${sum}, not 0`);
  return customers;
}

function auditPending(database: DatabaseSync, replay: Replay): void {
  const missing = new Set(replay.pending.keys());
  for (const { sequence } of database.prepare('SELECT sequence FROM pending').iterate()) {
    if (!missing.delete(Number(sequence))) throw new Fault(Number(sequence), `transfer ${sequence} is not pending`);
  }
  for (const sequence of missing) throw new Fault(sequence, `transfer ${sequence} is pending and not listed as such`);
}

function auditRefused(database: DatabaseSync): void {
  const done = database.prepare('SELECT sequence FROM transfers WHERE key = ?');
  for (const row of database.prepare('SELECT * FROM refused').iterate()) {
    const { key } = refusedOfRow(row);
    const sequence = done.get(key)?.['sequence'];
    if (sequence !== undefined) throw new Fault(Number(sequence), `transfer ${sequence} has a key that was refused`);
  }
}
