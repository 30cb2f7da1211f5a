/** Proves what one session's detail tells: its request at the ledger while it waits, and the newest of what it wrote. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { SessionCounters } from '../../../src-main/bank/counters.ts';
import type { LedgerClient } from '../../../src-main/bank/ledger/request.ts';
import { SESSION_LIMITS } from '../../../src-main/bank/session/session-limits.ts';
import { SessionLoop } from '../../../src-main/bank/session/session-loop.ts';
import { TraceRing } from '../../../src-main/bank/trace/trace-ring.ts';
import { TraceWriter } from '../../../src-main/bank/trace/trace-writer.ts';
import { Client } from './client.ts';
import { testBank } from './running-bank.ts';

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

test('while the ledger is busy, what waits there and what waits behind it are told', async () => {
  const ledger = new BusyLedger();
  const loop = new SessionLoop({
    thread: 3,
    limits: SESSION_LIMITS,
    counters: new SessionCounters(),
    trace: new TraceWriter(new TraceRing().memory),
    ledger,
    onNotice: () => {},
    onGone: () => {},
    enter: () => {},
  });
  const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const client = new Client(connect(address.port, '127.0.0.1'));
  const [socket] = (await once(server, 'connection')) as [Socket];
  loop.adopt(socket, {
    id: 'one',
    number: 1,
    protocol: 'teletype',
    peer: 'here',
    host: 'here',
    local: true,
    refused: null,
  });

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
  expect(detail?.lines.length).toBeLessThanOrEqual(64);
});
