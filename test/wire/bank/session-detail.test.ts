/**
 * Proves what one session's detail tells: its request at the ledger while it waits, the newest of what it wrote, and
 * after its end all that was said.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { SessionCounters } from '../../../src-main/bank/counters.ts';
import type { LedgerClient } from '../../../src-main/bank/ledger/request.ts';
import type { Arrival } from '../../../src-main/bank/session/arrival.ts';
import type { KeptSession } from '../../../src-main/bank/session/record/ended-sessions.ts';
import { SESSION_LIMITS } from '../../../src-main/bank/session/session-limits.ts';
import { SessionLoop } from '../../../src-main/bank/session/session-loop.ts';
import { TraceRing } from '../../../src-main/bank/trace/trace-ring.ts';
import { TraceWriter } from '../../../src-main/bank/trace/trace-writer.ts';
import { type Board, type SessionDetail, sessionDetailSchema } from '../../../src-main/contract/board.ts';
import { Client } from './client.ts';
import { type TestBank, testBank } from './running-bank.ts';

/** A ledger so busy that it has not answered yet; `answer` gives the oldest request a refusal. */
class BusyLedger implements LedgerClient {
  readonly books = 'opened-1';
  readonly #waiting: (() => void)[] = [];
  submit: LedgerClient['submit'] = (_request, _origin, done) => {
    this.#waiting.push(() => done({ ok: false, refusal: 'authentication_failed' }));
  };
  committedBalance(): undefined {
    return undefined;
  }
  watch(): () => void {
    return () => {};
  }
  onPinChanged(): () => void {
    return () => {};
  }
  onLost(): () => void {
    return () => {};
  }
  answer(): void {
    this.#waiting.shift()?.();
  }
}

const ARRIVAL: Arrival = {
  id: 'one',
  number: 1,
  protocol: 'teletype',
  peer: 'here',
  host: 'here',
  local: true,
  refused: null,
};

/** A session thread's loop without its thread. */
function loopAt(ledger: BusyLedger, thread: number, onEnded: (session: KeptSession) => void = () => {}): SessionLoop {
  return new SessionLoop({
    thread,
    limits: SESSION_LIMITS,
    counters: new SessionCounters(),
    trace: new TraceWriter(new TraceRing().memory),
    ledger,
    onNotice: () => {},
    onGone: () => {},
    onEnded,
    enter: () => {},
  });
}

test('while the ledger is busy, what waits there and what waits behind it are told', async () => {
  const ledger = new BusyLedger();
  const loop = loopAt(ledger, 3);
  const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const client = new Client(connect(address.port, '127.0.0.1'));
  const [socket] = (await once(server, 'connection')) as [Socket];
  loop.adopt(socket, ARRIVAL);

  client.send('1999\n999\n1\n4\n');
  await expect.poll(() => loop.detail('one')?.pending?.operation).toBe('authenticate');
  const detail = loop.detail('one');
  expect(detail).toMatchObject({ session: { id: 'one', thread: 3 }, pending: { amount: null }, heldBytes: 4 });
  expect(JSON.stringify(detail)).not.toContain('"999');

  ledger.answer();
  expect(loop.detail('one')?.pending ?? null).toBeNull();
  await client.closed;
  await loop.close(1_000);
  server.close();
});

test('of what a session wrote, the newest fifty are told, newest first, and nothing of others', async () => {
  await using own = await testBank();
  const [client, other] = [await own.teletype(), await own.teletype()];
  await client.logIn();
  await other.logIn('1998', '998');
  other.send('2\n1\n');
  await other.take('Deposit successful.');
  for (let amount = 1; amount <= 60; amount += 1) client.send(`2\n${amount}\n`);
  await client.until((output) => output.split('Deposit successful.').length > 60);
  const id = await new Promise<string>((resolve) => {
    const stop = own.bank.onBoard(({ sessions }) => {
      const mine = sessions.find(({ account }) => account === '1999');
      if (mine === undefined) return;
      stop();
      resolve(mine.id);
    });
  });
  const detail = await own.bank.session(id);
  expect(detail?.transfers.map(({ amount }) => amount / 100)).toEqual(Array.from({ length: 50 }, (_, i) => 60 - i));
  expect(new Set(detail?.transfers.map(({ credit }) => credit))).toEqual(new Set(['1999']));
  expect(detail?.lines.length).toBeLessThanOrEqual(128);
});

/** The one ended session of an account. */
async function endedOf(bank: TestBank['bank'], account: string): Promise<SessionDetail> {
  const find = () => bank.endedSessions().find((session) => session.account === account);
  await expect.poll(find).toBeDefined();
  const detail = await bank.session(find()?.id ?? '');
  if (detail === null) throw new Error('its transcript is not kept');
  return detail;
}

test.each([2, 0])(
  'a session that has ended keeps its transcript, joined line by line to what it wrote (%i threads)',
  async (sessionThreads) => {
    await using own = await testBank({ sessionThreads });
    const client = await own.teletype();
    await client.logIn();
    for (const amount of [5, 7]) {
      client.send(`2\n${amount}\n`);
      await client.take('Deposit successful.');
    }
    client.send('3\n1e9\n4\n');
    await client.closed;

    const detail = await endedOf(own.bank, '1999');
    const { transfers } = detail;
    expect(transfers.map(({ amount }) => amount)).toEqual([700, 500]);
    expect(detail.lines.filter(({ direction }) => direction === 'in').map(({ text, wrote }) => [text, wrote])).toEqual([
      ['1999', null],
      ['***', null],
      ['2', null],
      ['5', transfers[1]?.sequence],
      ['2', null],
      ['7', transfers[0]?.sequence],
      ['3', null],
      ['1e9', null],
      ['4', null],
    ]);
    expect(detail.lines.map(({ number }) => number)).toEqual(detail.lines.map((_, index) => index + 1));
    const times = [detail.session.since, ...detail.lines.map(({ at }) => at), detail.ended ?? 0];
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(detail.lines.at(-1)?.text).toContain('Your final balance is: $5012');
    expect(own.bank.endedSessions()).toMatchObject([{ id: detail.session.id, ended: detail.ended, wrote: 2 }]);
  },
);

test('an ATM that has left keeps its name and transcript, and its PIN is nowhere in it', async () => {
  await using own = await testBank();
  const client = await own.terminal();
  await client.enter('1998', '998');
  await client.ask({ id: 3, op: 'deposit', amount: 9_900, key: 'deposit-of-a-test' });
  await client.ask({ id: 4, op: 'change-pin', pin: '998', newPin: '31415926' });
  client.send('{"id":5,"op":"balance","pin":"31415926"}\n{"id":6,"op":"login","pin":31415926}\n');
  await client.take('\n');
  await client.take('\n');
  await client.ask({ id: 7, op: 'leave' });
  await client.closed;

  const detail = await endedOf(own.bank, '1998');
  const [transfer] = detail.transfers;
  expect(detail.session).toMatchObject({ terminal: 'test', operations: 7 });
  expect(detail.lines.find(({ wrote }) => wrote === transfer?.sequence)?.text).toContain('"op":"deposit"');
  const all = JSON.stringify(detail);
  expect(all).not.toContain('31415926');
  expect(all).not.toMatch(/\\"pin\\":\\"998/);
});

test('who only connects leaves nothing behind', async () => {
  await using own = await testBank();
  const silent = await own.teletype();
  await silent.take('Enter account number: ');
  silent.socket.destroy();
  const client = await own.teletype();
  await client.logIn();
  client.send('4\n');
  await client.closed;
  await endedOf(own.bank, '1999');
  expect(own.bank.endedSessions()).toHaveLength(1);
});

test('what the ledger answers after the connection was cut is in the transcript, too', async () => {
  const ledger = new BusyLedger();
  const ended: KeptSession[] = [];
  const loop = loopAt(ledger, 0, (session) => ended.push(session));
  const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [socket] = (await once(server, 'connection')) as [Socket];
  loop.adopt(socket, { ...ARRIVAL, id: 'cut' });
  client.write('1999\n999\n');
  await expect.poll(() => loop.detail('cut')?.pending?.operation).toBe('authenticate');
  client.resetAndDestroy();
  await expect.poll(() => ended.length).toBe(1);
  const cut = ended[0]?.view.ended ?? 0;
  await expect.poll(() => loop.now()).toBeGreaterThan(cut);
  ledger.answer();
  await expect.poll(() => ended.length).toBe(2);
  const known = ended.map(({ detail }) => sessionDetailSchema.parse(JSON.parse(new TextDecoder().decode(detail))));
  expect(known.map(({ pending }) => pending?.operation)).toEqual(['authenticate', undefined]);
  expect(ended.map(({ view }) => view.ended)).toEqual([cut, cut]);
  await loop.close(1_000);
  server.close();
});

/** As the metrics have it. */
async function commitsCounted(port: number): Promise<number> {
  const body = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^lobby_commit_seconds_count (\d+)$/m.exec(body)?.[1]);
}

test.each([
  { watched: 'nobody has watched', options: {} },
  { watched: 'only the metrics have counted', options: { metricsPort: 0 } },
])('who watches the board late is told the transfers and commits that $watched', async ({ options }) => {
  await using own = await testBank(options);
  const client = await own.teletype();
  await client.logIn();
  for (const amount of [5, 7]) {
    client.send(`2\n${amount}\n`);
    await client.take('Deposit successful.');
  }
  const status = own.bank.status();
  const metrics = status.state === 'listening' ? status.metrics : null;
  // Until then what was done is still to be told, and also whoever comes now is told.
  const counted = async () => metrics === null || (await commitsCounted(metrics.port)) >= 2;
  await expect.poll(counted).toBe(true);
  const boards: Board[] = [];
  const stop = own.bank.onBoard((board) => boards.push(board));
  const transfers = () => boards.flatMap((board) => board.transfers);
  await expect.poll(() => transfers().length).toBeGreaterThan(0);
  stop();
  expect(transfers().map(({ transfer }) => transfer.amount)).toEqual([500, 700]);
  expect(transfers()[0]?.session).toBe(boards[0]?.sessions[0]?.id);
  expect(boards.flatMap(({ commits }) => commits).length).toBeGreaterThanOrEqual(2);
});

test('who watches the board late is told how long requests took when nobody watched', async () => {
  await using own = await testBank();
  const client = await own.teletype();
  await client.logIn();
  client.send('2\n5\n');
  await client.take('Deposit successful.');
  /** The first board of one who comes now. */
  const first = () =>
    new Promise<Board>((resolve) => {
      const stop = own.bank.onBoard((board) => {
        stop();
        resolve(board);
      });
    });
  // The second in which it was done must be over.
  const latencies = async () => ((await first()).past ?? []).flatMap(({ latency }) => latency ?? []);
  await expect.poll(latencies, { timeout: 10_000 }).not.toEqual([]);
  for (const { p50, p99 } of await latencies()) {
    expect(p50).toBeGreaterThan(0);
    expect(p99).toBeGreaterThanOrEqual(p50);
  }
});
