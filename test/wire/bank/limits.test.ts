import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { Administration } from '../../../src-main/bank/store/administration.ts';
import { testWhere } from '../../describe-where.ts';
import { Client } from './client.ts';
import { temporaryFolder, testBank } from './running-bank.ts';

/** What ends a session that its client doesn't: time-outs, drips, a client that does not read, a full or closing bank. */
test('log-in takes a limited time', async () => {
  await using bank = await testBank({ limits: { loginMs: 100 } });
  const teletype = await bank.teletype();
  expect(await teletype.closed).toBe('Enter account number: Session timed out.\n');
  const terminal = await bank.terminal();
  expect(await terminal.closed).toBe('{"event":"session-ended","reason":"login"}\n');
});

test('a silent session is warned and ended', async () => {
  await using bank = await testBank({ limits: { idleMs: 3_000, warningMs: 2_800 } });
  const terminal = await bank.terminal();
  await terminal.enter();
  expect(await terminal.message()).toMatchObject({ event: 'session-ending' });
  expect(await terminal.message()).toEqual({ event: 'session-ended', reason: 'idle', balance: 500_000 });
  await terminal.closed;
  const teletype = await bank.teletype();
  await teletype.logIn();
  expect(await teletype.closed).toBe('Session timed out. Your final balance is: $5000\n');
});

test('asking for more time after the warning gives it', async () => {
  await using bank = await testBank({ limits: { idleMs: 5_000, warningMs: 4_800 } });
  const terminal = await bank.terminal();
  await terminal.enter();
  for (let round = 0; round < 3; round++) {
    expect(await terminal.message()).toMatchObject({ event: 'session-ending' });
    expect(await terminal.ask({ id: 5, op: 'stay' })).toEqual({ id: 5, ok: true });
  }
  terminal.socket.destroy();
});

test('a client that drips bytes is ended at the deadline of its line', async () => {
  await using bank = await testBank({ limits: { lineMs: 300 } });
  const terminal = await bank.terminal();
  const drip = setInterval(() => terminal.socket.writable && terminal.send(' '), 20);
  expect(await terminal.closed).toBe('{"event":"session-ended","reason":"line"}\n');
  clearInterval(drip);
});

test('a client that does not read is dropped, and nobody else waits', async () => {
  await using bank = await testBank({ limits: { outputStallMs: 300 } });
  const deaf = connect(bank.teletypePort, '127.0.0.1');
  deaf.on('error', () => {});
  deaf.pause();
  deaf.write('1999\n999\n');
  const closed = new Promise((resolve) => deaf.once('close', resolve));
  const shout = setInterval(() => deaf.write('1\n'.repeat(20_000)), 5);
  const good = await bank.teletype();
  await good.logIn('1998', '998');
  for (let round = 0; round < 20; round++) {
    good.send('1\n');
    await good.take('Choose an option: ');
  }
  await closed;
  clearInterval(shout);
  good.send('4\n');
  expect(await good.closed).toBe('Your final balance is: $3000\n');
});

test('one session too many is refused politely, and room is given again', async () => {
  await using bank = await testBank({ limits: { sessions: 3 } });
  const clients = await Promise.all([bank.teletype(), bank.terminal(), bank.teletype()]);
  await clients[0]?.take('account number: ');
  const teletype = await bank.teletype();
  expect(await teletype.closed).toBe('The bank is full. Try again later.\n');
  const terminal = await bank.terminal();
  expect(await terminal.message()).toMatchObject({ id: null, error: { code: 'too_many_sessions' } });
  await terminal.closed;
  clients[0]?.socket.destroy();
  const next = await whenAdmitted(bank.teletype);
  next.socket.destroy();
  for (const client of clients) client.socket.destroy();
});

/** Connects until the bank has room for one more. */
async function whenAdmitted(open: () => Promise<Client>): Promise<Client> {
  for (;;) {
    const next = await open();
    const said = await next.until((output) => output.length > 10).catch(() => '');
    if (said.startsWith('Enter account number: ')) return next;
    await next.closed;
  }
}

test.each([2, 0])(
  'one session too many of one peer is refused politely and counted (%i threads)',
  async (sessionThreads) => {
    await using bank = await testBank({ sessionThreads, metricsPort: 0, limits: { loopbackSessions: 3 } });
    const clients = await Promise.all([bank.teletype(), bank.terminal(), bank.teletype()]);
    await clients[0]?.take('account number: ');
    const teletype = await bank.teletype();
    expect(await teletype.closed).toBe('The bank is full. Try again later.\n');
    const terminal = await bank.terminal();
    expect(await terminal.message()).toMatchObject({ id: null, error: { code: 'too_many_sessions' } });
    await terminal.closed;
    const status = bank.bank.status();
    if (status.state !== 'listening' || status.metrics === null) throw new Error('no metrics');
    const metrics = await (await fetch(`http://127.0.0.1:${status.metrics.port}/metrics`)).text();
    expect(metrics).toContain('lobby_sessions_ended_total{reason="peer-full"} 2\n');
    expect(metrics).toContain('lobby_sessions_ended_total{reason="full"} 0\n');
    clients[0]?.socket.destroy();
    const next = await whenAdmitted(bank.teletype);
    for (const client of [...clients, next]) client.socket.destroy();
  },
);

/** An address of this machine that is not loopback, where it has one. */
const OUTSIDE = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

const WITHOUT_OUTSIDE = OUTSIDE === undefined ? 'this machine has no address but loopback' : undefined;

testWhere(WITHOUT_OUTSIDE, 'a peer beyond loopback is limited while loopback is not', async () => {
  await using bank = await testBank({ host: '0.0.0.0', limits: { peerSessions: 2 } });
  const outside = (): Promise<Client> => Client.open(bank.teletypePort, OUTSIDE);
  const clients = await Promise.all([outside(), outside()]);
  const third = await outside();
  expect(await third.closed).toBe('The bank is full. Try again later.\n');
  clients.push(...(await Promise.all(Array.from({ length: 5 }, () => bank.teletype()))));
  for (const client of clients) await client.take('Enter account number: ');
  for (const client of clients) client.socket.destroy();
});

test('the sessions of a thread that died are not counted any more', async () => {
  await using bank = await testBank({ sessionThreads: 1, limits: { loopbackSessions: 2 } });
  const clients = await Promise.all([bank.teletype(), bank.teletype()]);
  await Promise.all(clients.map((client) => client.take('account number: ')));
  await bank.bank.kill({ sessionThread: 0 });
  await Promise.all(clients.map((client) => client.closed));
  for (let count = 0; count < 2; count++) clients.push(await whenAdmitted(bank.teletype));
  for (const client of clients) client.socket.destroy();
});

test('a closing bank answers what is in flight, tells everybody, and refuses new connections', async () => {
  await using bank = await testBank();
  const teletype = await bank.teletype();
  await teletype.logIn();
  const guest = await bank.teletype();
  await guest.take('account number: ');
  const terminal = await bank.terminal();
  await terminal.enter('1998', '998');
  teletype.send('2\n1\n');
  terminal.send('{"id":9,"op":"deposit","amount":5,"key":"in-flight"}\n');
  await teletype.take('Deposit successful.');
  await terminal.take('"id":9');
  const started = Date.now();
  await bank.bank.stop();
  expect(Date.now() - started).toBeLessThan(8_000);
  expect(await teletype.closed).toContain('The bank is closing. Your final balance is: $5001\n');
  expect(await guest.closed).toBe('The bank is closing.\n');
  expect(await terminal.closed).toContain('{"event":"closing"}\n');
  await expect(Client.open(bank.teletypePort)).rejects.toThrow(/ECONNREFUSED/);
  expect(bank.bank.status()).toEqual({ state: 'stopped' });
});

test('clients that never close their side do not hold up the closing', async () => {
  await using bank = await testBank();
  const stubborn = connect({ port: bank.teletypePort, host: '127.0.0.1', allowHalfOpen: true });
  stubborn.on('error', () => {});
  stubborn.resume();
  const client = await bank.teletype();
  await client.take('account number: ');
  await bank.bank.stop();
  stubborn.destroy();
});

test('without session threads, sessions on the accepting thread do the same', async () => {
  await using bank = await testBank({ sessionThreads: 0 });
  expect(bank.bank.status()).toMatchObject({ threads: 0, movesSockets: false });
  const clients = await Promise.all(Array.from({ length: 50 }, () => bank.teletype()));
  await Promise.all(clients.map((client) => client.logIn('1998', '998')));
  for (const client of clients) client.send('3\n100\n4\n');
  const endings = await Promise.all(clients.map((client) => client.closed));
  expect(endings.filter((all) => all.includes('Withdrawal successful.'))).toHaveLength(30);
  const terminal = await bank.terminal();
  await terminal.enter();
  await bank.bank.kill('ledger');
  expect(await terminal.ask({ id: 3, op: 'balance' })).toMatchObject({ id: 3, balance: 500_000 });
  await bank.bank.stop();
  expect(await terminal.closed).toContain('"closing"');
});

test('of many customers, windows and log are told the first few', async () => {
  const folder = temporaryFolder();
  const books = await Administration.open(folder.data, true);
  for (let number = 10; number < 30; number += 1) {
    await books.add({ number: String(number), pin: '123', balance: 0, dailyLimit: null });
  }
  await books.close();
  const bank = await testBank({ data: folder.data });
  expect(bank.bank.status()).toMatchObject({ accounts: ['10', '11', '12', '13', '14', '15'] });
  await bank.bank.stop();
  expect(readFileSync(folder.data.log, 'utf8')).not.toContain('"16"');
  folder.remove();
});

test('the log tells what happened and no PIN', async () => {
  await using bank = await testBank({ limits: { loginMs: 2_000 } });
  const client = await bank.teletype();
  client.send('1999\n4711\n');
  await client.closed;
  const late = await bank.teletype();
  await late.closed;
  await bank.bank.stop();
  const log = readFileSync(bank.data.log, 'utf8');
  const lines = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.map(({ msg }) => msg)).toEqual(['listening', 'session ended by the bank', 'stopped']);
  expect(lines[1]).toMatchObject({ ending: 'login', account: null });
  expect(log).not.toContain('4711');
});
