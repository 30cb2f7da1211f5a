/**
 * Proves that the audit finds every change of every record: it goes over a ledger with all kinds of transfers and
 * changes each byte of each value, one at a time, by SQL and then in the file itself.
 */
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accountSeal } from '../../../src-main/bank/ledger/account.ts';
import { readPinKey } from '../../../src-main/bank/ledger/pins/pin.ts';
import { Administration } from '../../../src-main/bank/store/administration.ts';
import { auditDatabase, auditLedger } from '../../../src-main/bank/store/audit.ts';
import type { Verdict } from '../../../src-main/bank/store/books-audit.ts';
import { accountOfRow, refusedSeal } from '../../../src-main/bank/store/rows.ts';
import { type LedgerFault, ledgerFault } from '../../../src-main/contract/administration/ledger-faults.ts';
import { type DataFolder, openDataFolder } from '../../../src-main/data-folder.ts';
import { AS_ROOT, describeWhere, ON_WINDOWS } from '../../describe-where.ts';
import { contents, spoilBytes, writeEveryKind } from './spoiled-ledger.ts';

let data: DataFolder;
let whole: string;

beforeAll(async () => {
  data = openDataFolder(mkdtempSync(join(tmpdir(), 'lobby-audit-')));
  whole = join(data.path, 'whole.db');
  await writeEveryKind(data);
  copyFileSync(data.database, whole);
});
afterAll(() => rmSync(data.path, { recursive: true }));
beforeEach(() => copyFileSync(whole, data.database));

const bad = (sequence: number | null, fault: LedgerFault) => ({ good: false, findings: [{ sequence, fault }] });
const firstFinding = (verdict: Verdict) => (verdict.good ? undefined : verdict.findings[0]);
const fingerprint = () => readPinKey(data.secrets)?.fingerprint;

test('a whole ledger is good', () => {
  expect(auditLedger(data)).toMatchObject({ good: true, transfers: 13, accounts: 3 });
});

describe('one changed value', () => {
  const database = () => new DatabaseSync(data.database);

  /** Values that differ in one byte, or are missing. */
  function changes(value: unknown): (string | number | null)[] {
    if (typeof value === 'number') return [value + 1, value - 1, value ^ 64, value + 2 ** 40, -value - 1, null];
    if (typeof value !== 'string') return [0, 1];
    const changed = Array.from(value, (letter, index) => {
      const other = String.fromCharCode(letter.charCodeAt(0) ^ 1);
      return value.slice(0, index) + other + value.slice(index + 1);
    });
    return [
      ...changed,
      value.toUpperCase() === value ? value.toLowerCase() : value.toUpperCase(),
      value.slice(1),
      null,
    ];
  }

  test.each(['transfers', 'accounts', 'head', 'pending', 'refused'])(
    'in any column of any row of %s is found',
    (table) => {
      const db = database();
      const key = { transfers: 'sequence', accounts: 'number', head: 'id', pending: 'sequence', refused: 'number' }[
        table
      ];
      let tried = 0;
      for (const row of db.prepare(`SELECT * FROM ${table}`).all()) {
        for (const [column, value] of Object.entries(row)) {
          // The primary key of the single head row has one possible value; the number of a refusal is only its order.
          if ((table === 'head' && column === 'id') || (table === 'refused' && column === 'number')) continue;
          for (const other of changes(value)) {
            if (other === value) continue;
            db.exec('BEGIN');
            try {
              db.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${key} = ?`).run(other, row[String(key)] ?? null);
            } catch {
              // SQLite itself refuses it: NOT NULL, UNIQUE, STRICT.
              db.exec('ROLLBACK');
              continue;
            }
            const verdict = auditDatabase(db, fingerprint());
            db.exec('ROLLBACK');
            expect(verdict, `${table}.${column} = ${other} for ${value}`).toMatchObject({ good: false });
            if (table === 'transfers' && column !== 'sequence') {
              expect(verdict).toMatchObject({ findings: [{ sequence: row['sequence'] }] });
            }
            tried += 1;
          }
        }
      }
      expect(tried).toBeGreaterThan(0);
      db.close();
    },
  );

  test.each([
    ['the first transfer', 'DELETE FROM transfers WHERE sequence = 1', 1],
    ['one in the middle', 'DELETE FROM transfers WHERE sequence = 5', 5],
    ['the newest', 'DELETE FROM transfers WHERE sequence = 13', 13],
    ['the newest two', 'DELETE FROM transfers WHERE sequence > 11', 12],
    ['all', 'DELETE FROM transfers', 1],
  ])('%s missing is found, with the first bad sequence', (_words, sql, sequence) => {
    const db = database();
    db.exec(sql);
    db.close();
    expect(firstFinding(auditLedger(data))).toMatchObject({ sequence });
  });

  test.each([
    ['an account', "DELETE FROM accounts WHERE number = '1998'"],
    ['the head', 'DELETE FROM head'],
    ['the list of open reserves', 'DELETE FROM pending'],
    ['every account', 'DELETE FROM accounts'],
  ])('%s missing is found', (_words, sql) => {
    const db = database();
    db.exec(sql);
    db.close();
    expect(auditLedger(data)).toMatchObject({ good: false });
  });

  test('a missing or other PIN key is found', () => {
    const db = database();
    expect(auditDatabase(db, undefined)).toEqual(bad(null, ledgerFault('pin_key_missing', {})));
    expect(auditDatabase(db, '0000000000000000')).toEqual(bad(null, ledgerFault('pin_key_other', {})));
    db.close();
  });
});

test.each([
  ['1999', null, ledgerFault('no_pin', { account: '1999' })],
  ['cash', 'ab'.repeat(32), ledgerFault('cash_has_pin', {})],
])('account %s with the PIN %s, sealed anew, is found and named', (number, pin, fault) => {
  const db = new DatabaseSync(data.database);
  const row = db.prepare('SELECT * FROM accounts WHERE number = ?').get(number) ?? {};
  const seal = accountSeal({ ...accountOfRow(row), pin });
  db.prepare('UPDATE accounts SET pin = ?, seal = ? WHERE number = ?').run(pin, seal, number);
  db.close();
  expect(auditLedger(data)).toEqual(bad(null, fault));
});

test('a transfer whose key was refused, each right by itself, is found', () => {
  const db = new DatabaseSync(data.database);
  const refused = { key: 'deposit', content: 'deposit 1999 100', refusal: 'balance_too_large', number: 99 } as const;
  db.prepare('INSERT INTO refused (number, key, content, refusal, seal) VALUES (?, ?, ?, ?, ?)').run(
    ...[refused.number, refused.key, refused.content, refused.refusal, refusedSeal(refused)],
  );
  db.close();
  expect(auditLedger(data)).toEqual(bad(4, ledgerFault('refused_key', { transfer: 4 })));
});

test('what is wrong in several parts is found in each of them', () => {
  const db = new DatabaseSync(data.database);
  db.exec("DELETE FROM pending; DELETE FROM accounts WHERE number = '1998'");
  expect(auditDatabase(db, '0000000000000000')).toEqual({
    good: false,
    findings: [
      { sequence: null, fault: ledgerFault('pin_key_other', {}) },
      { sequence: null, fault: ledgerFault('account_missing', { account: '1998' }) },
      { sequence: 13, fault: ledgerFault('pending_not_listed', { transfer: 13 }) },
    ],
  });
  db.close();
});

test('any changed byte of the file is found, or changes nothing that is stored', () => {
  const { found, harmless } = spoilBytes(data, whole, 7, [1]);
  expect(found).toBeGreaterThan(harmless);
});

test('the audit changes nothing and leaves the bank able to open', async () => {
  auditLedger(data);
  const books = await Administration.open(data, false);
  expect(books.customers()).toHaveLength(3);
  await books.close();
  expect(contents(data.database)).toBe(contents(whole));
});

test('without a ledger the audit says so', () => {
  const empty = openDataFolder(join(data.path, 'empty'));
  expect(() => auditLedger(empty)).toThrow(expect.objectContaining({ code: 'no_ledger' }));
});

describeWhere(ON_WINDOWS ?? AS_ROOT, 'a copy that can not be written', () => {
  const log = () => `${data.database}-wal`;
  // Who reads a database leaves a log behind.
  beforeEach(() => rmSync(log(), { force: true }));
  afterEach(() => rmSync(log(), { force: true }));
  const audited = () => {
    chmodSync(data.database, 0o400);
    chmodSync(data.path, 0o500);
    try {
      return auditLedger(data);
    } finally {
      chmodSync(data.path, 0o700);
      chmodSync(data.database, 0o600);
    }
  };

  test('is checked as it lies there, and nothing is left beside it', () => {
    const before = readdirSync(data.path);
    expect(audited()).toMatchObject({ good: true, transfers: 13, accounts: 3 });
    expect(readdirSync(data.path)).toEqual(before);
    const db = new DatabaseSync(data.database);
    db.exec('DELETE FROM transfers WHERE sequence = 5');
    db.close();
    expect(firstFinding(audited())).toMatchObject({ sequence: 5 });
  });

  test('is not checked without the log that is beside it', () => {
    writeFileSync(log(), '');
    expect(audited).toThrow(expect.objectContaining({ code: 'database_unavailable' }));
  });
});
