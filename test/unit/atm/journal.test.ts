import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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
  kind: 'withdraw',
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
    expect(second.unsettled()).toEqual([{ ...request('key-1'), reservation: 7, paid: 14_000 }]);
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
    expect(heir.unsettled()).toEqual([{ ...request('key-1'), reservation: 7, paid: null }]);
    expect(openJournal('ATM 1').unsettled()).toEqual([]);
  });

  test('a damaged journal is said, and not used', () => {
    writeFileSync(
      join(folder, 'atm-1.journal'),
      'this is no journal at all, but long enough to be looked at'.repeat(99),
    );
    expect(() => openJournal('ATM 1')).toThrow(/atm-1\.journal cannot be used .* move the file away/);
  });

  test("a damaged journal of another machine doesn't stop this one", () => {
    const file = join(folder, 'atm-9.journal');
    writeFileSync(file, 'this is no journal at all, but long enough to be looked at'.repeat(99));
    const before = readFileSync(file);
    openJournal('ATM 1').adoptOrphans();
    expect(readFileSync(file)).toEqual(before);
  });
});
