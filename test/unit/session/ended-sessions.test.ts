/** Proves which ended sessions are kept, and in how much memory. */
import { expect, test } from 'vitest';
import type { SessionMachine } from '../../../src-main/bank/protocols/protocol.ts';
import { ENDED_BYTES, EndedSessions, keptSession } from '../../../src-main/bank/session/record/ended-sessions.ts';
import { SessionRecord } from '../../../src-main/bank/session/record/session-record.ts';
import { ENDED_SESSIONS } from '../../../src-main/contract/limits.ts';

/** The record of a session that has said that many lines. */
function recordOf(number: number, account: string | null, lines = 1, text = '1'): SessionRecord {
  const machine = { account, terminal: null, messages: lines, held: 0 } as SessionMachine;
  const arrival = { id: `run-${number}`, number, protocol: 'teletype', peer: 'here', host: 'here' } as const;
  const record = new SessionRecord({ ...arrival, local: true, refused: null }, 0, number, machine);
  for (let line = 0; line < lines; line++) record.line(line % 2 === 0 ? 'in' : 'out', text, number);
  return record;
}

/** Sessions from one number to another, each ended at its number. */
function add(ended: EndedSessions, from: number, to: number, account: string | null): void {
  for (let number = from; number <= to; number++) ended.add(keptSession(recordOf(number, account), number));
}

test('the newest 200 are kept, and a crowd that leaves pushes out none of the others', () => {
  const ended = new EndedSessions();
  add(ended, 1, 250, '1999');
  add(ended, 251, 1_000, '88000001');
  const list = ended.list();
  expect(list.map((session) => session.ended)).toEqual([
    ...Array.from({ length: ENDED_SESSIONS }, (_, index) => 1_000 - index),
    ...Array.from({ length: ENDED_SESSIONS }, (_, index) => 250 - index),
  ]);
  expect(ended.detail('run-50')).toBeNull();
  expect(ended.detail('run-51')).toMatchObject({ session: { id: 'run-51', account: '1999' }, ended: 51 });
});

test('who connects without logging in pushes out neither customers nor the crowd, whatever is sent', () => {
  const ended = new EndedSessions();
  add(ended, 1, 100, '1999');
  add(ended, 101, 200, '88000001');
  add(ended, 201, 1_000, null);
  // As much as is kept of each, so that the bound in bytes is met, too.
  for (let number = 1_001; number <= 1_500; number++) {
    ended.add(keptSession(recordOf(number, null, 200, '\u0001'.repeat(600)), number));
  }
  const kept = (account: string | null) => ended.list().filter((session) => session.account === account);
  expect([kept('1999').length, kept('88000001').length]).toEqual([100, 100]);
  expect(kept(null).map((session) => session.ended)).toEqual(
    Array.from({ length: kept(null).length }, (_, index) => 1_500 - index),
  );
  expect(kept(null).length).toBeLessThanOrEqual(ENDED_SESSIONS);
  expect(ended.bytes).toBeLessThanOrEqual(ENDED_BYTES + 1_000_000);
  expect(ended.detail('run-1')).toMatchObject({ session: { account: '1999' } });
  expect(ended.detail('run-1500')).toMatchObject({ session: { account: null } });
});

test('one that is told again, because the ledger answered after its end, is there once', () => {
  const ended = new EndedSessions();
  const record = recordOf(1, '1999');
  record.asked({ op: 'deposit', account: '1999', amount: 5, key: 'key' }, 1);
  ended.add(keptSession(record, 10));
  expect(ended.detail('run-1')).toMatchObject({ pending: { operation: 'deposit' }, lines: [{ wrote: null }] });
  const transfer = { sequence: 7, kind: 'deposit', debit: 'cash', credit: '1999', amount: 5 } as const;
  const made = { ...transfer, key: 'key', refers: null, at: 1, hash: '' };
  record.answered({ ok: true, transfer: made, balance: 5, repeated: false });
  ended.add(keptSession(record, 11));
  expect(ended.list().map(({ id, wrote }) => [id, wrote])).toEqual([['run-1', 1]]);
  expect(ended.detail('run-1')).toMatchObject({ pending: null, lines: [{ wrote: 7 }], transfers: [{ sequence: 7 }] });
});

test('a request that was done before writes nothing into the transcript', () => {
  const record = recordOf(1, '1999');
  const transfer = { sequence: 7, kind: 'deposit', debit: 'cash', credit: '1999', amount: 5 } as const;
  const made = { ...transfer, key: 'key', refers: null, at: 1, hash: '' };
  record.answered({ ok: true, transfer: made, balance: 5, repeated: true });
  expect(record.detail(1)).toMatchObject({ lines: [{ wrote: null }], transfers: [] });
});

test('sessions that have said as much as is kept of each stay within the bound in bytes', () => {
  const ended = new EndedSessions();
  // Control characters take six bytes each where they are kept: nothing takes more.
  for (let number = 1; number <= 300; number++) {
    ended.add(keptSession(recordOf(number, '1999', 200, '\u0001'.repeat(600)), number));
  }
  expect(ended.bytes).toBeLessThanOrEqual(ENDED_BYTES);
  expect(ended.bytes).toBeGreaterThan(ENDED_BYTES * 0.9);
  expect(ended.list()[0]?.ended).toBe(300);
  expect(ended.list().length).toBeGreaterThan(80);
});
