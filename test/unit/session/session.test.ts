/** Proves what a session does with a socket that is late or is not read: the real one, at moments that the test makes. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { SessionCounters } from '../../../src-main/bank/counters.ts';
import type {
  LedgerClient,
  LedgerReply,
  LedgerRequest,
  Origin,
  Transfer,
} from '../../../src-main/bank/ledger/request.ts';
import type { Arrival } from '../../../src-main/bank/session/arrival.ts';
import { ReadBuffer } from '../../../src-main/bank/session/read-buffer.ts';
import { SESSION_LIMITS } from '../../../src-main/bank/session/session-limits.ts';
import { type Notice, SessionLoop } from '../../../src-main/bank/session/session-loop.ts';
import { TraceRing } from '../../../src-main/bank/trace/trace-ring.ts';
import { TraceWriter } from '../../../src-main/bank/trace/trace-writer.ts';
import {
  ACCOUNT_WRITE_MS,
  OUTPUT_BYTES,
  TELETYPE_SILENCE_MS,
  WRITE_MS,
  WRITES_AT_ONCE,
} from '../../../src-main/contract/limits.ts';

const DEPOSIT: Transfer = {
  sequence: 4,
  kind: 'deposit',
  debit: 'cash',
  credit: '1999',
  amount: 1,
  key: 'elsewhere',
  refers: null,
  at: 1_700_000_000_000,
  hash: '0'.repeat(64),
};

let loop: SessionLoop;
let notices: Notice[];
/** Deposits that the ledger was asked for. */
let written: number;
let counters: SessionCounters;
let client: Socket;
let accepted: Socket;
/** The bank's end of the connection, once the session has it. */
let socket: Socket;
/** Gives the session these bytes as if they had just been read. */
let arrives: (text: string) => void;
/** Tells the session of a deposit that somebody else made. */
let depositElsewhere: () => void;

/** Lets everybody in. The ledger has tests of its own. */
const ledger: LedgerClient = {
  books: 'opened-1',
  submit<R extends LedgerRequest>(request: R, _origin: Origin, done: (reply: LedgerReply<R['op']>) => void) {
    if (request.op === 'deposit') written++;
    done({ ok: true, balance: 500_000 } as LedgerReply<R['op']>);
  },
  committedBalance: () => 500_000,
  watch(_account, changed) {
    depositElsewhere = () => changed(500_001, DEPOSIT);
    return () => {};
  },
  onPinChanged: () => () => {},
  onLost: () => () => {},
};

beforeEach(async () => {
  notices = [];
  written = 0;
  counters = new SessionCounters();
  loop = new SessionLoop({
    thread: 0,
    limits: SESSION_LIMITS,
    counters,
    trace: new TraceWriter(new TraceRing().memory),
    ledger,
    onNotice: (notice) => notices.push(notice),
    onGone: () => {},
    onEnded: () => {},
    enter: (_session, _account, done) => done(true),
  });
  const { connect: take } = ReadBuffer.prototype;
  vi.spyOn(ReadBuffer.prototype, 'connect').mockImplementation(function (this: ReadBuffer, from, received) {
    arrives = (text) => {
      const memory = Buffer.from(text);
      received(memory);
      memory.fill('9');
    };
    socket = take.call(this, from, received);
    return socket;
  });
  const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  [accepted] = (await once(server, 'connection')) as [Socket];
  server.close();
});
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  client.destroy();
  await loop.close(0);
});

function adopt(protocol: Arrival['protocol'], local = true): void {
  loop.adopt(accepted, {
    id: 'one',
    number: 1,
    protocol,
    peer: '127.0.0.1:1',
    host: '127.0.0.1',
    local,
    refused: null,
  });
}

/** A turn of the event loop. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('what arrived while the thread stood still comes before the silence that it seemed to be', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  adopt('teletype');
  arrives('1');
  await turn();
  // The timer is due first, as after a stall; then the socket gives what has lain there meanwhile.
  vi.advanceTimersByTime(TELETYPE_SILENCE_MS);
  arrives('99');
  await turn();
  arrives('9\n');
  await turn();
  const heard = loop.detail('one')?.lines.filter(({ direction }) => direction === 'in');
  expect(heard?.map(({ text }) => text)).toEqual(['1999']);
});

test('silence that began with an option ends no amount of a client beyond loopback', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  adopt('teletype', false);
  arrives('1999\n999\n2');
  await turn();
  // The timer runs for the option; before it is due the amount begins, and its end is late.
  arrives('\n10');
  await turn();
  vi.advanceTimersByTime(TELETYPE_SILENCE_MS);
  await turn();
  arrives('0\n');
  await turn();
  const heard = loop.detail('one')?.lines.filter(({ direction }) => direction === 'in');
  expect(heard?.map(({ text }) => text)).toEqual(['1999', '***', '2', '100']);
});

test('all bytes that are sent are counted', async () => {
  adopt('terminal');
  client.write('{"id":1,"op":"hello","version":1}\n{"id":2,"op":"login","account":"1999","pin":"999"}\n');
  let received = 0;
  client.on('data', (chunk: Buffer) => {
    received += chunk.length;
  });
  await vi.waitUntil(() => received > 0 && loop.views()[0]?.account === '1999', { timeout: 20_000 });
  expect(counters.sum('bytesOut')).toBe(received);
});

test('a client that does not read is dropped as soon as more than OUTPUT_BYTES wait for it', async () => {
  adopt('terminal');
  client.write(
    '{"id":1,"op":"hello","version":1,"terminal":"t"}\n{"id":2,"op":"login","account":"1999","pin":"999"}\n',
  );
  await vi.waitUntil(() => loop.views()[0]?.account === '1999', { timeout: 20_000 });
  // Nothing leaves for the system's own buffers, whatever their size is.
  socket.cork();
  while (!socket.destroyed && socket.writableLength <= OUTPUT_BYTES) {
    expect(notices).toEqual([]);
    depositElsewhere();
    // Of one turn only the newest is told.
    await turn();
  }
  expect(notices).toMatchObject([{ session: 'one', ending: 'output' }]);
  expect(socket.destroyed).toBe(true);
});

/** Deposits of a dollar, as they are typed after the log-in. */
const deposits = (count: number): string => `1999\n999\n${'2\n1\n'.repeat(count)}`;

/** Until all that can be done without waiting for time is done: a session takes a part of its lines in each turn. */
async function settled(): Promise<void> {
  for (let idle = 0, before = written; idle < 20; idle = written === before ? idle + 1 : 0) {
    before = written;
    await turn();
  }
}

test('beyond loopback, who writes faster than the bound waits with each request and is served at the rate', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  adopt('teletype', false);
  arrives(deposits(WRITES_AT_ONCE + 3));
  await settled();
  // The one past the bound waits, and the next ones are not taken.
  expect(written).toBe(WRITES_AT_ONCE);
  for (const later of [1, 2, 3]) {
    vi.advanceTimersByTime(WRITE_MS - 1);
    await settled();
    expect(written).toBe(WRITES_AT_ONCE + later - 1);
    vi.advanceTimersByTime(1);
    await settled();
    expect(written).toBe(WRITES_AT_ONCE + later);
  }
});

test('while a request waits for its turn, what was answered before it is told', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  adopt('teletype', false);
  let told = '';
  client.on('data', (chunk: Buffer) => {
    told += chunk.toString('latin1');
  });
  arrives(deposits(WRITES_AT_ONCE + 1));
  // Not by polling, which would let the time pass that the request waits for.
  const answers = () => told.match(/Deposit successful/g)?.length ?? 0;
  while (answers() < WRITES_AT_ONCE) await turn();
  expect([answers(), written]).toEqual([WRITES_AT_ONCE, WRITES_AT_ONCE]);
});

test('who connects anew for each deposit, and is gone before its answer, is bounded all the same and leaves nothing', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const { accountWrites } = loop;
  while (accountWrites.take('1999', loop.now()) === 0);
  const debt = accountWrites.take('1999', loop.now());
  adopt('teletype', false);
  arrives(deposits(1));
  await settled();
  socket.destroy();
  await settled();
  // Its turn is the next one's.
  expect(accountWrites.take('1999', loop.now())).toBe(debt + ACCOUNT_WRITE_MS);
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(10 * debt);
  await settled();
  expect(written).toBe(0);
});

test('over loopback nobody is slowed down, because one machine plays a whole crowd with itself', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  adopt('teletype');
  arrives(deposits(WRITES_AT_ONCE + 3));
  await settled();
  expect(written).toBe(WRITES_AT_ONCE + 3);
});

test('a session is told with the dates of the machine, also after that has slept', async () => {
  const { now } = Date;
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() + 8 * 3_600_000);
  onTestFinished(() => clock.mockRestore());
  const since = Date.now();
  adopt('teletype');
  arrives(deposits(1));
  await settled();
  const [view] = loop.views();
  const detail = loop.detail(view?.id ?? '');
  expect(detail?.lines.length).toBeGreaterThan(2);
  for (const at of [view?.since, ...(detail?.lines ?? []).map((line) => line.at)])
    expect(at).toBeGreaterThanOrEqual(since);
});
