import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FULL_CASSETTES } from '../../../src-main/atm/cassette.ts';
import { Journal, type MoneyRequest } from '../../../src-main/atm/journal.ts';

/** What one machine remembers outlives it, belongs to one machine at a time, and is never lost with it. */
let folder = '';
const open: Journal[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lobby-journal-'));
});
afterEach(() => {
  for (const journal of open.splice(0)) journal.close();
  rmSync(folder, { recursive: true });
});

function openJournal(name: string): Journal {
  const journal = Journal.open(folder, name);
  open.push(journal);
  return journal;
}

function shut(journal: Journal): void {
  open.splice(open.indexOf(journal), 1);
  journal.close();
}

const request = (key: string): MoneyRequest => ({
  key,
  kind: 'withdrawal',
  account: '1998',
  amount: 14_000,
  receiver: null,
  askedAt: 1,
});

describe('journal', () => {
  test('keeps what was asked, reserved and paid until it is settled, over closing', () => {
    const first = openJournal('ATM 1');
    first.asked(request('key-1'));
    first.reserved('key-1', 7);
    first.pay('key-1', 14_000);
    shut(first);
    const second = openJournal('ATM 1');
    expect(second.unsettled()).toEqual([{ ...request('key-1'), sequence: 7, paid: 14_000 }]);
    second.settled('key-1', 'done', 8);
    expect(second.unsettled()).toEqual([]);
  });

  test('paid notes are gone from the cassettes, and stay gone', () => {
    const first = openJournal('ATM 1');
    first.asked(request('key-1'));
    expect(first.pay('key-1', 14_000)).toEqual([
      { denomination: 10_000, count: 1 },
      { denomination: 2_000, count: 2 },
    ]);
    shut(first);
    expect(
      openJournal('ATM 1')
        .cassettes()
        .map(({ counted }) => counted),
    ).toEqual([199, 200, 498, 500]);
  });

  test('a machine at work keeps its journal: the next of the same name has its own', () => {
    const first = openJournal('ATM 1');
    const second = openJournal('ATM 1');
    expect([first.name, second.name]).toEqual(['ATM 1', 'ATM 1 2']);
    first.asked(request('key-1'));
    second.adoptOrphans();
    expect(second.unsettled()).toEqual([]);
  });

  test('what a machine that is gone left open is taken over, once', () => {
    const gone = openJournal('ATM 1');
    gone.asked(request('key-1'));
    gone.reserved('key-1', 7);
    shut(gone);
    const heir = openJournal('ATM 2');
    heir.adoptOrphans();
    heir.adoptOrphans();
    expect(heir.unsettled()).toEqual([{ ...request('key-1'), sequence: 7, paid: null }]);
    expect(openJournal('ATM 1').unsettled()).toEqual([]);
  });

  test('notes without a booking are kept until they are booked, over closing', () => {
    const first = openJournal('ATM 1');
    first.asked(request('key-1'));
    first.reserved('key-1', 7);
    first.pay('key-1', 14_000);
    first.ranOut('key-1');
    first.ranOut('key-1');
    shut(first);
    const second = openJournal('ATM 1');
    expect([...second.unbooked()]).toEqual([['key-1', 14_000]]);
    expect(second.unsettled()).toHaveLength(1);
    second.settled('key-1', 'done', 9);
    expect(second.unbooked().size).toBe(0);
  });

  test('notes that can not be booked any more are kept until the cassettes are filled, those that can for longer', () => {
    const journal = openJournal('ATM 1');
    for (const key of ['lost', 'open']) {
      journal.asked(request(key));
      journal.pay(key, 14_000);
      journal.ranOut(key);
    }
    journal.settled('lost', 'unbooked', null);
    expect([...journal.unbooked().keys()]).toEqual(['lost', 'open']);
    journal.load(FULL_CASSETTES);
    expect([...journal.unbooked().keys()]).toEqual(['open']);
  });

  test('what another machine takes over, notes without a booking too, is its own from then on', () => {
    const gone = openJournal('ATM 1');
    gone.asked(request('key-1'));
    gone.pay('key-1', 14_000);
    gone.ranOut('key-1');
    shut(gone);
    const heir = openJournal('ATM 2');
    heir.adoptOrphans();
    expect(heir.unsettled()).toHaveLength(1);
    expect(openJournal('ATM 1').unbooked().size).toBe(0);
  });

  test('what was settled while the customer was away is told once, to that customer', () => {
    const journal = openJournal('ATM 1');
    journal.asked(request('key-1'));
    const news = { key: 'key-1', kind: 'withdrawal', account: '1998', amount: 14_000, outcome: 'not_done' } as const;
    journal.settledUnseen(news, null);
    expect(journal.unsettled()).toEqual([]);
    expect(journal.takeNews('1999')).toEqual([]);
    expect(journal.takeNews('1998')).toEqual([news]);
    expect(journal.takeNews('1998')).toEqual([]);
  });

  test('a damaged journal is said, and not used', () => {
    writeFileSync(
      join(folder, 'atm-1.journal'),
      'this is no journal at all, but long enough to be looked at'.repeat(99),
    );
    expect(() => openJournal('ATM 1')).toThrow(/atm-1\.journal cannot be used .* move the file away/);
  });

  test('a journal of another machine with a row that can not be right is left to that machine', () => {
    const other = openJournal('ATM 9');
    other.asked(request('key-1'));
    shut(other);
    const database = new DatabaseSync(join(folder, 'atm-9.journal'));
    database.exec("UPDATE unsettled SET kind = 'loan'");
    database.close();
    const journal = openJournal('ATM 1');
    journal.adoptOrphans();
    expect(journal.unsettled()).toEqual([]);
    expect(() => openJournal('ATM 9').unsettled()).toThrow(/atm-9\.journal cannot be used/);
  });

  test('a journal that an earlier Lobby wrote is read, with the names of today', () => {
    const database = new DatabaseSync(join(folder, 'atm-1.journal'));
    // Its tables as they were, as far as they are read.
    database.exec(`
      CREATE TABLE journal (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, key TEXT NOT NULL, step TEXT NOT NULL, detail TEXT NOT NULL
      ) STRICT;
      CREATE TABLE unsettled (
        key TEXT PRIMARY KEY, kind TEXT NOT NULL, account TEXT NOT NULL, amount INTEGER NOT NULL, receiver TEXT,
        askedAt INTEGER NOT NULL, reservation INTEGER, paid INTEGER
      ) STRICT;
      INSERT INTO unsettled VALUES ('key-1', 'withdraw', '1998', 14000, NULL, 1, 7, 14000);
      CREATE TABLE news (
        key TEXT PRIMARY KEY, kind TEXT NOT NULL, account TEXT NOT NULL, amount INTEGER NOT NULL, outcome TEXT NOT NULL
      ) STRICT;
      INSERT INTO news VALUES ('key-0', 'withdraw', '1998', 2000, 'done');
    `);
    database.close();
    const journal = openJournal('ATM 1');
    expect(journal.unsettled()).toEqual([{ ...request('key-1'), sequence: 7, paid: 14_000 }]);
    expect(journal.takeNews('1998')).toMatchObject([{ key: 'key-0', kind: 'withdrawal' }]);
    shut(journal);
    expect(openJournal('ATM 1').unsettled()).toHaveLength(1);
  });

  test("a damaged journal of another machine doesn't stop this one", () => {
    const file = join(folder, 'atm-9.journal');
    writeFileSync(file, 'this is no journal at all, but long enough to be looked at'.repeat(99));
    const before = readFileSync(file);
    openJournal('ATM 1').adoptOrphans();
    expect(readFileSync(file)).toEqual(before);
  });
});
