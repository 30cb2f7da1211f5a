import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FULL_CASSETTES } from '../../../src-main/atm/cash/cassette.ts';
import { Journal, type MoneyRequest } from '../../../src-main/atm/journal/journal.ts';
import { Orphans } from '../../../src-main/atm/journal/orphans.ts';
import { describeWhere, ON_WINDOWS } from '../../describe-where.ts';

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

/** Takes over what other machines left, as a machine does that has just been turned on. */
function adopt(journal: Journal, orphans = new Orphans(journal)): Promise<void> {
  return orphans.adopt(new AbortController().signal);
}

const request = (key: string): MoneyRequest => ({
  key,
  kind: 'withdrawal',
  account: '1998',
  books: 'opened-1',
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
    expect(second.unsettled).toEqual([{ ...request('key-1'), sequence: 7, paid: 14_000 }]);
    second.settled('key-1', 'done', 8);
    expect(second.unsettled).toEqual([]);
  });

  test('paid notes are gone from the cassettes, and stay gone', () => {
    const first = openJournal('ATM 1');
    first.asked(request('key-1'));
    expect(first.pay('key-1', 14_000)).toEqual([
      { denomination: 10_000, count: 1 },
      { denomination: 2_000, count: 2 },
    ]);
    shut(first);
    expect(openJournal('ATM 1').cassettes.map(({ counted }) => counted)).toEqual([199, 200, 498, 500]);
  });

  test('a machine at work keeps its journal: the next of the same name has its own', async () => {
    const first = openJournal('ATM 1');
    const second = openJournal('ATM 1');
    expect([first.name, second.name]).toEqual(['ATM 1', 'ATM 1 2']);
    first.asked(request('key-1'));
    await adopt(second);
    expect(second.unsettled).toEqual([]);
  });

  test('what a machine that is gone left open is taken over, once', async () => {
    const gone = openJournal('ATM 1');
    gone.asked(request('key-1'));
    gone.reserved('key-1', 7);
    shut(gone);
    const heir = openJournal('ATM 2');
    await adopt(heir);
    await adopt(heir);
    expect(heir.unsettled).toEqual([{ ...request('key-1'), sequence: 7, paid: null }]);
    expect(openJournal('ATM 1').unsettled).toEqual([]);
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
    expect([...second.unbooked]).toEqual([['key-1', 14_000]]);
    expect(second.unsettled).toHaveLength(1);
    second.settled('key-1', 'done', 9);
    expect(second.unbooked.size).toBe(0);
  });

  test('notes that can not be booked any more are kept until the cassettes are filled, those that can for longer', () => {
    const journal = openJournal('ATM 1');
    for (const key of ['lost', 'open']) {
      journal.asked(request(key));
      journal.pay(key, 14_000);
      journal.ranOut(key);
    }
    journal.settled('lost', 'unbooked', null);
    expect([...journal.unbooked.keys()]).toEqual(['lost', 'open']);
    journal.load(FULL_CASSETTES);
    expect([...journal.unbooked.keys()]).toEqual(['open']);
  });

  test('what another machine takes over, notes without a booking too, is its own from then on', async () => {
    const gone = openJournal('ATM 1');
    gone.asked(request('key-1'));
    gone.pay('key-1', 14_000);
    gone.ranOut('key-1');
    shut(gone);
    const heir = openJournal('ATM 2');
    await adopt(heir);
    expect(heir.unsettled).toHaveLength(1);
    expect(openJournal('ATM 1').unbooked.size).toBe(0);
  });

  test('what was settled while the customer was away is told once, to that customer', () => {
    const journal = openJournal('ATM 1');
    journal.asked(request('key-1'));
    const news = { key: 'key-1', kind: 'withdrawal', account: '1998', amount: 14_000, outcome: 'not_done' } as const;
    journal.settledUnseen(news, null);
    expect(journal.unsettled).toEqual([]);
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

  test('a journal of another machine with a row that can not be right is left to that machine', async () => {
    const other = openJournal('ATM 9');
    other.asked(request('key-1'));
    shut(other);
    const database = new DatabaseSync(join(folder, 'atm-9.journal'));
    database.exec("UPDATE unsettled SET kind = 'loan'");
    database.close();
    const journal = openJournal('ATM 1');
    await adopt(journal);
    expect(journal.unsettled).toEqual([]);
    expect(() => openJournal('ATM 9')).toThrow(/atm-9\.journal cannot be used/);
  });

  test.each([
    [0, 'withdraw', 'reservation'],
    [1, 'withdrawal', 'sequence'],
  ])('a journal that an earlier Lobby wrote (form %i) is read, with the names of today', (version, kind, column) => {
    const database = new DatabaseSync(join(folder, 'atm-1.journal'));
    // Its tables as they were, as far as they are read.
    database.exec(`
      CREATE TABLE journal (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, key TEXT NOT NULL, step TEXT NOT NULL, detail TEXT NOT NULL
      ) STRICT;
      CREATE TABLE unsettled (
        key TEXT PRIMARY KEY, kind TEXT NOT NULL, account TEXT NOT NULL, amount INTEGER NOT NULL, receiver TEXT,
        askedAt INTEGER NOT NULL, ${column} INTEGER, paid INTEGER
      ) STRICT;
      INSERT INTO unsettled VALUES ('key-1', '${kind}', '1998', 14000, NULL, 1, 7, 14000);
      CREATE TABLE news (
        key TEXT PRIMARY KEY, kind TEXT NOT NULL, account TEXT NOT NULL, amount INTEGER NOT NULL, outcome TEXT NOT NULL
      ) STRICT;
      INSERT INTO news VALUES ('key-0', '${kind}', '1998', 2000, 'done');
      PRAGMA user_version = ${version};
    `);
    database.close();
    const journal = openJournal('ATM 1');
    expect(journal.unsettled).toEqual([{ ...request('key-1'), books: null, sequence: 7, paid: 14_000 }]);
    expect(journal.takeNews('1998')).toMatchObject([{ key: 'key-0', kind: 'withdrawal' }]);
    shut(journal);
    expect(openJournal('ATM 1').unsettled).toHaveLength(1);
  });

  test("a damaged journal of another machine doesn't stop this one", async () => {
    const file = join(folder, 'atm-9.journal');
    writeFileSync(file, 'this is no journal at all, but long enough to be looked at'.repeat(99));
    const before = readFileSync(file);
    await adopt(openJournal('ATM 1'));
    expect(readFileSync(file)).toEqual(before);
  });

  test('what it has is known without reading the file', () => {
    const journal = openJournal('ATM 1');
    journal.asked(request('key-1'));
    const { unsettled, cassettes } = journal;
    shut(journal);
    expect([journal.unsettled, journal.cassettes]).toEqual([unsettled, cassettes]);
    expect(journal.unsettled).toHaveLength(1);
  });
});

describeWhere(ON_WINDOWS, 'a journal, which has the keys of reservations', () => {
  const modes = () => readdirSync(folder).map((name) => (statSync(join(folder, name)).mode & 0o777).toString(8));
  let umask = 0;
  beforeEach(() => {
    umask = process.umask(0);
  });
  afterEach(() => {
    process.umask(umask);
  });

  test('is only for its owner to read, with all that lies beside it', () => {
    openJournal('ATM 1').asked(request('key-1'));
    expect(readdirSync(folder)).toContain('atm-1.journal-wal');
    expect(new Set(modes())).toEqual(new Set(['600']));
  });

  test('that an earlier Lobby let others read is closed to them', () => {
    shut(openJournal('ATM 1'));
    for (const name of ['atm-1.journal', 'atm-1.journal-wal']) {
      writeFileSync(join(folder, name), '', { flag: 'a' });
      chmodSync(join(folder, name), 0o644);
    }
    openJournal('ATM 1');
    expect(new Set(modes())).toEqual(new Set(['600']));
  });

  test('that is a link is refused, and what it points to is left alone', () => {
    const elsewhere = join(folder, 'elsewhere');
    writeFileSync(elsewhere, 'precious');
    symlinkSync(elsewhere, join(folder, 'atm-1.journal'));
    expect(() => openJournal('ATM 1')).toThrow(/atm-1\.journal cannot be used \(it is not a file\)/);
    expect(readFileSync(elsewhere, 'utf8')).toBe('precious');
  });
});

describe('among many old journals', () => {
  const MANY = 40;
  const old = new Date(Date.now() - 60_000);
  const path = (number: number) => join(folder, `atm-${number}.journal`);

  /** Journals of machines that are gone, untouched for a minute. */
  function leave(): void {
    for (let number = 2; number < 2 + MANY; number++) {
      shut(openJournal(`ATM ${number}`));
      utimesSync(path(number), old, old);
    }
  }

  test('what else happens in the process goes on between any two of them', async () => {
    leave();
    let turns = 0;
    let counting = setImmediate(function count() {
      turns += 1;
      counting = setImmediate(count);
    });
    await adopt(openJournal('ATM 1'));
    clearImmediate(counting);
    expect(turns).toBeGreaterThanOrEqual(MANY);
  });

  test('one in which nothing was left is not opened again until it changes', async () => {
    leave();
    const journal = openJournal('ATM 1');
    const orphans = new Orphans(journal);
    await adopt(journal, orphans);
    // As if nobody had touched it: this can't be noticed, and shows that it was not opened.
    shut(withRequest('ATM 2'));
    utimesSync(path(2), old, old);
    await adopt(journal, orphans);
    expect(journal.unsettled).toEqual([]);
    shut(withRequest('ATM 3'));
    await adopt(journal, orphans);
    expect(journal.unsettled.map(({ key }) => key)).toEqual(['left in ATM 3']);
  });

  function withRequest(name: string): Journal {
    const journal = openJournal(name);
    journal.asked(request(`left in ${name}`));
    return journal;
  }
});
