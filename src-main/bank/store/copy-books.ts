import { faultSentence } from '../../contract/administration/ledger-faults.ts';
import { Failure } from '../../contract/failure.ts';
import type { Verdict } from './books-audit.ts';
import type { Row } from './rows.ts';

/** What books consist of, in the order that it is copied in; the head makes them books. */
export const TABLES = ['transfers', 'accounts', 'pending', 'refused', 'head'] as const;
export type Table = (typeof TABLES)[number];

/** Books that are copied, as they are at one moment. */
export interface CopySource {
  /** For people. */
  readonly shown: string;
  audit(): Promise<Verdict>;
  /** All rows of a table, some thousand at once, with the columns that all stores have. */
  rows(table: Table): AsyncIterable<readonly Row[]>;
  close(): Promise<void>;
}

/** Where books are copied to. Nothing of it is there before `commit`. */
export interface CopyTarget {
  readonly shown: string;
  write(table: Table, rows: readonly Row[]): Promise<void>;
  commit(): Promise<void>;
  /** Of what is there after `commit`. */
  audit(): Promise<Verdict>;
  close(): Promise<void>;
}

/**
 * Copies whole books from one store to another, in one transaction: cut off at any point nothing has been copied, and it
 * is begun again. Both sides are audited.
 * @throws Failure `database_damaged` if either audit finds anything
 */
export async function copyBooks(source: CopySource, target: CopyTarget): Promise<Extract<Verdict, { good: true }>> {
  const before = good(await source.audit(), source.shown);
  for (const table of TABLES) {
    for await (const rows of source.rows(table)) await target.write(table, rows);
  }
  await target.commit();
  const after = good(await target.audit(), target.shown);
  if (after.hash === before.hash && after.accounts === before.accounts) return after;
  throw new Failure(
    'database_damaged',
    `The books at ${source.shown} were changed while they were copied. Stop all banks that use them, empty ${target.shown} and try again.`,
  );
}

function good(verdict: Verdict, shown: string): Extract<Verdict, { good: true }> {
  if (verdict.good) return verdict;
  const [first] = verdict.findings;
  const fault = first === undefined ? 'unknown' : faultSentence(first.fault, 'en');
  throw new Failure('database_damaged', `The books at ${shown} are not right: ${fault}.`);
}
