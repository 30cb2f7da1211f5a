/** Proves that what is exported is of the formats that it claims to be, and says what was traced. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkHistory } from '../../../src-main/bank/check/check-history.ts';
import { parseHistory } from '../../../src-main/bank/check/history.ts';
import { chromeTraceFile } from '../../../src-main/contract/trace/export/chrome-trace.ts';
import { pcapngOf } from '../../../src-main/contract/trace/export/pcapng.ts';
import { runHistory } from '../../../src-main/contract/trace/export/run-history.ts';
import { statementCsv, statementJson } from '../../../src-main/contract/trace/export/statement.ts';
import { testWhere, withoutProgram } from '../../describe-where.ts';
import { validEvents } from './chrome-events.ts';
import { BATCH, memoryOf, report, request, SESSION } from './samples.ts';

describe('Chrome trace', () => {
  const eventsOf = (...args: Parameters<typeof chromeTraceFile>) =>
    validEvents((JSON.parse(chromeTraceFile(...args)) as { traceEvents: unknown }).traceEvents);

  test('has the request with its parts, the commit, the work of the threads and the queue', () => {
    const events = eventsOf(report());
    const spans = events.flatMap((event) => (event.ph === 'b' ? [[event.name, event.ts]] : []));
    expect(spans).toEqual([
      ['deposit $25', 100],
      ['wait', 300],
      ['commit', 1_000],
      ['answer', 1_900],
    ]);
    const work = events.flatMap((event) => (event.ph === 'X' ? [[event.name, event.tid, event.ts, event.dur]] : []));
    expect(work).toEqual([
      ['commit 11', 1_000, 1_000, 900],
      ['rules', 1_000, 1_000, 200],
      ['disk', 1_000, 1_200, 700],
      ['parse deposit', 2, 200, 100],
      ['answer deposit', 2, 2_000, 100],
    ]);
    const [whole] = events.filter(({ ph, name }) => ph === 'b' && name === 'deposit $25');
    expect(whole).toMatchObject({
      args: {
        session: 7,
        terminal: 'ATM 3',
        account: '1999',
        sequence: 4,
        commit: 11,
        outcome: 'done',
        balance: 502_500,
      },
    });
    expect(events.filter(({ ph }) => ph === 'C')).toHaveLength(2);
  });

  test('a refused one, one from shared memory, one under way and one that nobody was told of are valid as well', () => {
    const none = { sequence: null, hash: null, balance: null };
    const events = eventsOf(
      report({
        requests: [
          request({ ...none, outcome: 'refused', refusal: 'insufficient_funds' }),
          request({
            ...none,
            id: 2,
            op: 'balance',
            amount: null,
            batch: null,
            asked: 3_000,
            begun: 2_900,
            answered: 3_000,
            sent: 3_100,
          }),
          request({ ...none, id: 3, outcome: 'pending', answered: null, sent: null, batch: null, asked: 5_000 }),
          request({ ...none, id: 4, outcome: 'unknown', answered: null, sent: null, batch: null, begun: null }),
        ],
      }),
    );
    const wholes = events.flatMap((event) =>
      event.ph === 'b' && 'outcome' in event.args ? [event.args['outcome']] : [],
    );
    expect(wholes.sort()).toEqual(['done', 'pending', 'refused', 'unknown']);
  });
});

describe('pcapng', () => {
  test('has a section, an interface and a packet for each chunk, with lengths that agree from both ends', () => {
    const bytes = pcapngOf(memoryOf(report()), 7);
    if (bytes === undefined) throw new Error('nothing to export');
    const view = new DataView(bytes.buffer);
    const types: number[] = [];
    for (let place = 0; place < bytes.length; ) {
      const length = view.getUint32(place + 4, true);
      expect(length % 4).toBe(0);
      expect(view.getUint32(place + length - 4, true)).toBe(length);
      types.push(view.getUint32(place, true));
      place += length;
    }
    // The bytes out begin in the middle of the session, so no handshake is claimed.
    expect(types).toEqual([0x0a0d0d0a, 1, 6, 6, 6]);
  });

  test('of a session of which nothing is known there is none', () => {
    expect(pcapngOf(memoryOf(report()), 8)).toBeUndefined();
  });

  testWhere(
    withoutProgram('tshark', ['--version']),
    'is opened by tshark, and is one TCP stream with the bytes of both sides',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'lobby-pcapng-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      const file = join(folder, 'session.pcapng');
      const whole = report();
      const chunks = whole.chunks.map((chunk) => (chunk.direction === 'out' ? { ...chunk, offset: 3 } : chunk));
      writeFileSync(file, pcapngOf(memoryOf({ ...whole, chunks }), 7) ?? '');
      const run = (...options: string[]) =>
        execFileSync(
          'tshark',
          ['-r', file, '-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE', ...options],
          {
            encoding: 'utf8',
            stdio: ['ignore', 'pipe', 'ignore'],
          },
        );
      const fields = [
        'frame.time_epoch',
        'tcp.srcport',
        'tcp.dstport',
        'tcp.len',
        'tcp.checksum.status',
        'ip.checksum.status',
      ];
      const rows = run('-T', 'fields', ...fields.flatMap((field) => ['-e', field]))
        .trim()
        .split('\n');
      expect(rows.map((row) => row.split('\t').slice(1).join(' '))).toEqual([
        '50000 9998 0 1 1',
        '9998 50000 0 1 1',
        '50000 9998 0 1 1',
        '50000 9998 10 1 1',
        '50000 9998 7 1 1',
        '9998 50000 3 1 1',
      ]);
      expect(rows.map((row) => row.split('\t')[0]?.slice(0, 17)).at(-1)).toBe('1700000000.002100');
      expect(run('-Y', 'tcp.analysis.flags')).toBe('');
      const stream = run('-q', '-z', 'follow,tcp,ascii,0');
      expect(stream).toContain('{"op":"dep');
      expect(stream).toContain('ok');
    },
  );
});

describe('history for the checker', () => {
  const verdictOf = (text: string) => checkHistory(parseHistory(text)).state;
  const at = (id: number, more: Partial<Parameters<typeof request>[0]>) =>
    request({ id, begun: id * 100, asked: id * 100, answered: id * 100 + 50, sent: id * 100 + 60, ...more });

  test('begins with what the first told balances leave, and is explained', () => {
    const { text, operations, leftOut } = runHistory(
      memoryOf(
        report({
          requests: [
            at(1, { op: 'transfer', account: '1998', to: '1999', amount: 100, sequence: 4, balance: 900 }),
            at(2, { op: 'deposit', account: '1999', amount: 50, sequence: 5, balance: 650 }),
            at(3, { op: 'reserve', account: '1999', amount: 200, sequence: 6, balance: 450 }),
            at(4, { op: 'post', account: '1999', amount: 150, sequence: 7, refers: 6, balance: 500 }),
            at(5, { op: 'balance', account: '1999', amount: null, sequence: null, balance: 500, batch: null }),
            at(6, {
              op: 'withdraw',
              account: '1998',
              amount: 5_000,
              outcome: 'refused',
              refusal: 'insufficient_funds',
              sequence: null,
              balance: null,
            }),
          ],
        }),
      ),
    );
    expect(JSON.parse(text.split('\n')[0] ?? '')).toEqual({ accounts: { 1998: 1_000, 1999: 500 } });
    expect({ operations, leftOut, verdict: verdictOf(text) }).toEqual({
      operations: 6,
      leftOut: 0,
      verdict: 'explained',
    });
  });

  test('an answer that is a cent off is found out', () => {
    const { text } = runHistory(
      memoryOf(
        report({
          requests: [
            at(1, { amount: 50, sequence: 5, balance: 650 }),
            at(2, { op: 'balance', amount: null, sequence: null, balance: 649, batch: null }),
          ],
        }),
      ),
    );
    expect(verdictOf(text)).toBe('impossible');
  });

  test('what was before a transfer that was not traced is left out', () => {
    const { text, operations, leftOut } = runHistory(
      memoryOf(
        report({
          requests: [
            at(1, { sequence: 4, balance: 100 }),
            at(20, { sequence: 6, balance: 9_000, batch: { id: 2, place: 0 } }),
            at(30, { sequence: 7, balance: 11_500 }),
          ],
          batches: [BATCH, { ...BATCH, id: 2, taken: 2_000, decided: 2_010, committed: 2_020 }],
        }),
      ),
    );
    expect({ operations, leftOut, verdict: verdictOf(text) }).toEqual({
      operations: 2,
      leftOut: 1,
      verdict: 'explained',
    });
  });

  test('an account to which something was done that the checker does not know is left out with all that it paid', () => {
    const { operations, leftOut } = runHistory(
      memoryOf(
        report({
          requests: [
            at(1, { op: 'reverse', amount: null, sequence: 4, refers: 2 }),
            at(2, { op: 'transfer', account: '1998', to: '1999', sequence: 5, balance: 100 }),
            at(3, { account: '1997', sequence: 6, balance: 2_500 }),
          ],
        }),
      ),
    );
    expect({ operations, leftOut }).toEqual({ operations: 1, leftOut: 2 });
  });
});

describe('statement', () => {
  const transfer = {
    ...{ sequence: 4, kind: 'deposit' as const, debit: 'cash', credit: '1999', amount: 5, refers: null },
    ...{ at: 1_700_000_000_000, hash: 'ab' },
  };

  test('is CSV with a row for each transfer', () => {
    expect(statementCsv([transfer, { ...transfer, sequence: 5, amount: 123_456, debit: 'a "b",c', refers: 4 }])).toBe(
      [
        'sequence,date,kind,debit,credit,amount,refers,hash',
        '4,2023-11-14T22:13:20.000Z,deposit,cash,1999,0.05,,ab',
        '5,2023-11-14T22:13:20.000Z,deposit,"a ""b"",c",1999,1234.56,4,ab',
        '',
      ].join('\r\n'),
    );
  });

  test('is JSON with cents', () => {
    expect(JSON.parse(statementJson('1999', [transfer]))).toMatchObject({
      account: '1999',
      transfers: [{ sequence: 4, cents: 5, amount: '$0.05', date: '2023-11-14T22:13:20.000Z' }],
    });
  });
});

test('what a watch remembers ends a minute back, and sessions that are gone go with it', () => {
  const minute = 60_000_000;
  const memory = memoryOf(
    report({ gone: [SESSION.number] }),
    report({
      at: minute + 20_000,
      sessions: [],
      requests: [request({ id: 2, asked: minute })],
      chunks: [],
      messages: [],
      batches: [],
      queue: [],
    }),
  );
  expect(memory.requests.map(({ id }) => id)).toEqual([2]);
  expect([memory.chunks, memory.messages, memory.batches, memory.queue, [...memory.sessions]]).toEqual([
    [],
    [],
    [],
    [],
    [],
  ]);
});
