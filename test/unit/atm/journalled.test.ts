import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { Journal } from '../../../src-main/atm/journal/journal.ts';
import { SETTLE_MISSES } from '../../../src-main/contract/limits.ts';
import { ON_WINDOWS, testWhere } from '../../describe-where.ts';
import { memberOf, QUICK, setUpMachines } from './machines.ts';
import { stateWhere } from './state-where.ts';

/** What an ATM does with what its journal says: real sockets and files, scripted answers of the bank. */
const machines = setUpMachines();
const { scripted, terminalAt, closing } = machines;

describe('a log-in', () => {
  test('succeeds though the journal can not be written, and what there is to tell is kept for the next', async () => {
    const request = { key: 'key-1', kind: 'withdrawal', account: '1998', amount: 14_000 } as const;
    const journal = Journal.open(machines.folder, 'ATM 1');
    journal.asked({ ...request, books: 'scripted', receiver: null, askedAt: 1 });
    journal.settledUnseen({ ...request, outcome: 'done' }, 8);
    journal.close();
    const database = new DatabaseSync(join(machines.folder, 'atm-1.journal'));
    database.exec("CREATE TRIGGER full BEFORE DELETE ON news BEGIN SELECT RAISE(ABORT, 'disk full'); END");
    database.close();
    const bank = await scripted(memberOf(() => undefined));
    const terminal = terminalAt(bank.port);
    await expect(terminal.login('1998', '998')).resolves.toEqual({ balance: 300_000 });
    expect(terminal.state).toMatchObject({ account: '1998', settled: [] });
    await terminal.close();
    const next = Journal.open(machines.folder, 'ATM 1');
    closing.push(async () => next.close());
    expect(() => next.takeNews('1998')).toThrow(/disk full/);
  });

  // Windows moves no folder in which a file is open.
  testWhere(ON_WINDOWS, 'is not asked of the bank while the journals are out of reach', async () => {
    const bank = await scripted(memberOf(() => undefined));
    const terminal = terminalAt(bank.port);
    const away = `${machines.folder}-away`;
    renameSync(machines.folder, away);
    try {
      await expect(terminal.login('1998', '998')).rejects.toMatchObject({ code: 'journal' });
    } finally {
      renameSync(away, machines.folder);
    }
    expect(bank.heard.filter(({ op }) => op === 'login')).toEqual([]);
    expect(terminal.state.at).not.toBe('customer');
    await expect(terminal.login('1998', '998')).resolves.toEqual({ balance: 300_000 });
  });
});

describe('reservations that a machine died with', () => {
  const request = {
    kind: 'withdrawal',
    account: '1998',
    books: 'scripted',
    amount: 14_000,
    receiver: null,
  } as const;

  /** A journal with so many unconfirmed reservations, and one of which the notes were paid after them. */
  function diedWith(unconfirmed: number): void {
    const journal = Journal.open(machines.folder, 'ATM 1');
    for (let number = 1; number <= unconfirmed; number++) {
      journal.asked({ ...request, key: `unconfirmed-${number}`, askedAt: number });
    }
    journal.asked({ ...request, key: 'paid', askedAt: unconfirmed + 1 });
    journal.reserved('paid', 7);
    journal.pay('paid', 14_000);
    journal.close();
  }

  test('are asked about once on each connection, paid ones first, never so often that the bank takes it for guessing', async () => {
    diedWith(2 * SETTLE_MISSES);
    const bank = await scripted(({ id, op, reservation }) => {
      if (op !== 'settle') return undefined;
      if (reservation === 'paid') return { id, ok: true, sequence: 8, repeated: false };
      return { id, ok: false, error: { code: 'transfer_not_found', message: 'no' } };
    });
    const terminal = terminalAt(bank.port);
    await stateWhere(terminal, ({ unsettled }) => unsettled.length === 2 * SETTLE_MISSES);
    // Whoever comes next waits for the end of it.
    await expect(terminal.login('1998', 'no PIN')).rejects.toMatchObject({ code: 'authentication_failed' });
    const asked = bank.heard.filter(({ op }) => op === 'settle');
    expect(asked[0]).toMatchObject({ reservation: 'paid', paid: 14_000, key: 'paid.post' });
    expect(asked[1]).toMatchObject({ reservation: 'unconfirmed-1', paid: 0, key: 'unconfirmed-1.void' });
    expect(asked).toHaveLength(SETTLE_MISSES);
    expect(terminal.state).toMatchObject({ at: 'ready', unbooked: 0 });
  });

  test.each(['unavailable', 'closing', 'key_reused'])('are kept where the bank says %s', async (code) => {
    diedWith(0);
    const bank = await scripted(({ id, op }) =>
      op === 'settle' ? { id, ok: false, error: { code, message: 'no' } } : undefined,
    );
    const terminal = terminalAt(bank.port);
    await stateWhere(terminal, ({ at }) => at === 'ready');
    await expect(terminal.login('1998', 'no PIN')).rejects.toMatchObject({ code: 'authentication_failed' });
    expect(bank.heard.filter(({ op }) => op === 'settle')).toHaveLength(1);
    expect(terminal.state).toMatchObject({ unsettled: [{ amount: 14_000 }], unbooked: 0 });
  });

  test('are not asked about at a bank that has other books, and what was paid on them stands in no booking', async () => {
    const journal = Journal.open(machines.folder, 'ATM 1');
    journal.asked({ ...request, books: 'other', key: 'paid', askedAt: 1 });
    journal.reserved('paid', 7);
    journal.pay('paid', 14_000);
    journal.asked({ ...request, books: 'other', kind: 'deposit', key: 'deposited', askedAt: 2 });
    journal.close();
    const bank = await scripted(memberOf(() => undefined));
    const terminal = terminalAt(bank.port);
    await stateWhere(terminal, ({ at }) => at === 'ready');
    await terminal.login('1998', '998');
    await stateWhere(terminal, ({ unsettled }) => unsettled.length === 0);
    expect(terminal.state).toMatchObject({ at: 'customer', unbooked: 14_000 });
    await terminal.close();
    expect(bank.heard.map(({ op }) => op)).toEqual(['hello', 'login']);
    // They wait for the books that they were asked of.
    const next = Journal.open(machines.folder, 'ATM 1');
    closing.push(async () => next.close());
    expect(next.unsettled.map(({ key }) => key)).toEqual(['paid', 'deposited']);
  });

  test('do not hold up the closing when the bank does not answer', async () => {
    diedWith(0);
    const heard = Promise.withResolvers<void>();
    const bank = await scripted(({ op }) => {
      if (op === 'settle') heard.resolve();
      return undefined;
    });
    const terminal = terminalAt(bank.port, { ...QUICK, reply: 3_600_000, closing: 20 });
    await heard.promise;
    await terminal.close();
    expect(terminal.state.unsettled).toHaveLength(1);
  });
});
