import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { terminalEventSchema, terminalReplySchemas } from '../../../src-main/contract/terminal.ts';
import type { Client } from './client.ts';
import { type TestBank, testBank } from './running-bank.ts';

/** The terminal port with real sockets, threads and ledger: every operation, and the events of others' doings. */
let bank: TestBank;
beforeAll(async () => {
  bank = await testBank();
});
afterAll(() => bank[Symbol.asyncDispose]());

test('every operation, with replies of its schema', async () => {
  const client = await bank.terminal();
  await client.enter('1999', '999');
  const ask = async <Op extends keyof typeof terminalReplySchemas>(op: Op, fields: object = {}) =>
    terminalReplySchemas[op].parse(await client.ask({ id: 7, op, ...fields }));

  expect(await ask('balance')).toMatchObject({ balance: 500_000 });
  const deposit = await ask('deposit', { amount: 1_000, key: 'wire-deposit' });
  expect(deposit).toMatchObject({ balance: 501_000, repeated: false });
  expect(await ask('deposit', { amount: 1_000, key: 'wire-deposit' })).toEqual({ ...deposit, repeated: true });
  expect(await client.ask({ id: 8, op: 'deposit', amount: 2_000, key: 'wire-deposit' })).toMatchObject({
    ok: false,
    error: { code: 'key_reused' },
  });
  expect(await ask('withdraw', { amount: 500, key: 'wire-withdraw' })).toMatchObject({ balance: 500_500 });
  expect(await ask('transfer', { to: '1997', amount: 500, key: 'wire-transfer' })).toMatchObject({ balance: 500_000 });
  const reserve = terminalReplySchemas.reserve.parse(await ask('reserve', { amount: 4_000, key: 'wire-reserve' }));
  expect(reserve.balance).toBe(496_000);
  const posted = await ask('post', { reservation: 'wire-reserve', amount: 3_000, key: 'wire-post-1' });
  expect(posted).toMatchObject({ balance: 497_000, transfer: { kind: 'post', refers: reserve.transfer.sequence } });
  await ask('reserve', { amount: 100, key: 'wire-reserve-2' });
  expect(await ask('void', { reservation: 'wire-reserve-2', key: 'wire-void-1' })).toMatchObject({ balance: 497_000 });
  const statement = terminalReplySchemas.statement.parse(await ask('statement', { limit: 2 }));
  expect(statement.transfers).toHaveLength(2);
  expect(statement.more).toBe(true);
  expect(await ask('look-up', { key: 'wire-deposit' })).toMatchObject({ transfer: { amount: 1_000 } });
  await ask('change-pin', { pin: '999', newPin: '4321' });
  await ask('stay');
  expect(await ask('leave')).toMatchObject({ balance: 497_000 });
  await client.closed;

  const again = await bank.terminal();
  await again.enter('1999', '4321');
  again.socket.destroy();
});

test('a web page that posts to the port moves nothing', async () => {
  await using own = await testBank();
  const lines = [
    { id: 1, op: 'hello', version: 1 },
    { id: 2, op: 'login', account: '1998', pin: '998' },
    { id: 3, op: 'deposit', amount: 100, key: 'from-a-web-page' },
  ];
  const response = await fetch(`http://127.0.0.1:${own.terminalPort}/`, {
    method: 'POST',
    body: lines.map((one) => `${JSON.stringify(one)}\n`).join(''),
  }).catch((error: unknown) => error);
  expect(response).toBeInstanceOf(Error);

  const terminal = await own.terminal();
  await terminal.enter('1998', '998');
  expect(await terminal.ask({ id: 3, op: 'balance' })).toMatchObject({ balance: 300_000 });
});

describe('a reservation whose terminal is gone', () => {
  const RESERVE = { id: 3, op: 'reserve', amount: 4_000, key: 'reserve-of-a-terminal' };
  const settle = (fields: object) => ({ id: 4, op: 'settle', reservation: RESERVE.key, ...fields });

  /** Reserves, and is cut. */
  async function reserve(own: TestBank): Promise<void> {
    const terminal = await own.terminal();
    await terminal.enter('1998', '998');
    await terminal.ask(RESERVE);
    terminal.socket.destroy();
    await terminal.closed;
  }

  async function stranger(own: TestBank): Promise<Client> {
    const client = await own.terminal();
    await client.ask({ id: 1, op: 'hello', version: 1 });
    return client;
  }

  test('is settled under its key without a log-in, and the answer tells of no account', async () => {
    await using own = await testBank();
    await reserve(own);
    const client = await stranger(own);
    expect(await client.ask(settle({ paid: 3_000, key: 'post-key' }))).toEqual({
      id: 4,
      ok: true,
      sequence: 5,
      repeated: false,
    });
    expect(await client.ask(settle({ paid: 3_000, key: 'post-key' }))).toMatchObject({ sequence: 5, repeated: true });
    expect(await client.ask(settle({ paid: 0, key: 'void-key' }))).toMatchObject({ error: { code: 'not_pending' } });
    expect(await client.ask({ id: 5, op: 'balance' })).toMatchObject({ error: { code: 'not_logged_in' } });
    expect(await client.ask({ id: 2, op: 'login', account: '1998', pin: '998' })).toMatchObject({ balance: 297_000 });
    client.socket.destroy();
  });

  test('is told to its customer, who is logged in elsewhere', async () => {
    await using own = await testBank();
    await reserve(own);
    const customer = await own.terminal();
    await customer.enter('1998', '998');
    const client = await stranger(own);
    await client.ask(settle({ paid: 3_000, key: 'post-key' }));
    expect(await customer.message()).toMatchObject({ event: 'balance', balance: 297_000, transfer: { kind: 'post' } });
    customer.socket.destroy();
    client.socket.destroy();
  });

  test('its key is told to nobody else: neither in statements, nor in events, nor by its number', async () => {
    await using own = await testBank();
    const watcher = await own.terminal();
    await watcher.enter('1998', '998');
    await reserve(own);
    const event = terminalEventSchema.parse(await watcher.message());
    expect(event).toMatchObject({ event: 'balance', transfer: { kind: 'reserve', sequence: 4 } });
    const told = [
      event,
      await watcher.ask({ id: 5, op: 'statement', limit: 5 }),
      await watcher.ask({ id: 6, op: 'look-up', sequence: 4 }),
    ];
    expect(told[2]).toMatchObject({ ok: true, transfer: { kind: 'reserve' } });
    expect(JSON.stringify(told)).not.toContain(RESERVE.key);
    watcher.socket.destroy();
  });

  test('guesses are answered alike, whatever the bank knows, and the eighth closes the connection', async () => {
    await using own = await testBank();
    await reserve(own);
    const customer = await own.terminal();
    await customer.enter('1999', '999');
    await customer.ask({ id: 3, op: 'deposit', amount: 5, key: 'a-known-deposit' });
    const client = await stranger(own);
    const refusals = [];
    for (let guess = 0; guess < 8; guess++) {
      const reservation = guess % 2 === 0 ? `reserve-of-nobody-${guess}` : 'a-known-deposit';
      refusals.push(await client.ask(settle({ reservation, paid: 1, key: RESERVE.key })));
    }
    expect(new Set(refusals.map((reply) => JSON.stringify(reply))).size).toBe(1);
    expect(refusals[0]).toMatchObject({ error: { code: 'transfer_not_found' } });
    await client.closed;
    customer.socket.destroy();
  });
});

test('a reservation can be ended only by who knows its key: not by its number, nor by another customer', async () => {
  await using own = await testBank();
  const machine = await own.terminal();
  await machine.enter('1998', '998');
  const elsewhere = await own.terminal();
  await elsewhere.enter('1998', '998');
  const stranger = await own.terminal();
  await stranger.enter('1999', '999');
  await machine.ask({ id: 3, op: 'reserve', amount: 4_000, key: 'key-of-the-machine' });
  expect(await elsewhere.message()).toMatchObject({ event: 'balance', transfer: { sequence: 4 } });
  for (const how of [
    { op: 'void', refers: 4, key: 'by-its-number' },
    { op: 'post', refers: 4, amount: 1, key: 'by-its-number' },
  ]) {
    expect(await elsewhere.ask({ id: 4, ...how })).toEqual({
      id: 4,
      ok: false,
      error: {
        code: 'bad_message',
        message: 'reservation: takes the key that the reserve was made under; its number does not do.',
      },
    });
  }
  for (const [who, reservation] of [
    [elsewhere, 'a-guess-of-its-customer'],
    [stranger, 'key-of-the-machine'],
  ] as const) {
    expect(await who.ask({ id: 5, op: 'void', reservation, key: 'void-of-another' })).toMatchObject({
      error: { code: 'transfer_not_found' },
    });
  }
  const post = { id: 4, op: 'post', reservation: 'key-of-the-machine', amount: 4_000, key: 'post-of-the-machine' };
  expect(await machine.ask(post)).toMatchObject({ ok: true, balance: 296_000 });
  for (const client of [machine, elsewhere, stranger]) client.socket.destroy();
});

test('what another session does to the account is told, over either port', async () => {
  const watcher = await bank.terminal();
  await watcher.enter('1998', '998');
  const other = await bank.teletype();
  await other.logIn('1998', '998');
  other.send('2\n25\n');
  await other.take('Deposit successful.');
  expect(terminalEventSchema.parse(await watcher.message())).toMatchObject({ event: 'balance', balance: 302_500 });
  expect(await watcher.ask({ id: 3, op: 'withdraw', amount: 2_500, key: 'wire-own-key' })).toMatchObject({ id: 3 });
  expect(await watcher.ask({ id: 4, op: 'balance' })).toMatchObject({ id: 4, balance: 300_000 });
  other.socket.destroy();
  watcher.socket.destroy();
});

test('wrong PINs elsewhere lock neither who is logged in nor a terminal that was', async () => {
  await using own = await testBank();
  const member = await own.terminal();
  await member.enter('1997', '997');
  for (let client = 0; client < 4; client++) {
    const guesser = await own.terminal();
    await guesser.ask({ id: 1, op: 'hello', version: 1, terminal: `guesser ${client}` });
    for (let tries = 0; tries < 3; tries++) await guesser.ask({ id: 2, op: 'login', account: '1997', pin: '0000' });
    expect(await guesser.ask({ id: 2, op: 'login', account: '1997', pin: '997' })).toMatchObject({
      ok: false,
      error: { code: 'account_locked' },
    });
    guesser.socket.destroy();
  }
  expect(await member.ask({ id: 3, op: 'leave' })).toMatchObject({ ok: true, balance: 700_000 });
  const again = await own.terminal();
  await again.enter('1997', '997');
  again.socket.destroy();
});

test('a session that gives too many wrong PINs to change one ends', async () => {
  await using own = await testBank();
  const client = await own.terminal();
  await client.enter('1997', '997');
  for (let tries = 0; tries < 3; tries++) {
    await client.ask({ id: 3, op: 'change-pin', pin: '000', newPin: '4711' });
  }
  expect(await client.message()).toEqual({ event: 'account-locked' });
  await client.closed;
});

test('an account takes a bounded number of terminals, over all threads, and another when one leaves', async () => {
  await using own = await testBank({ limits: { accountSessions: 3 } });
  const clients = await Promise.all(Array.from({ length: 4 }, () => own.terminal()));
  for (const client of clients) await client.ask({ id: 1, op: 'hello', version: 1 });
  const login = { id: 2, op: 'login', account: '1999', pin: '999' };
  const replies = await Promise.all(clients.map((client) => client.ask(login)));
  expect(replies.filter(({ ok }) => ok)).toHaveLength(3);
  const refused = clients[replies.findIndex(({ ok }) => !ok)];
  expect(replies.find(({ ok }) => !ok)).toMatchObject({ error: { code: 'account_busy' } });
  expect(await refused?.ask({ ...login, account: '1998', pin: '998' })).toMatchObject({ ok: true });
  const [left] = clients.filter((client) => client !== refused);
  await left?.ask({ id: 3, op: 'leave' });
  await left?.closed;
  const next = await own.terminal();
  await expect
    .poll(async () => {
      await next.ask({ id: 1, op: 'hello', version: 1 });
      return (await next.ask(login))['ok'];
    })
    .toBe(true);
  for (const client of clients) client.socket.destroy();
  next.socket.destroy();
});

test('a changed PIN ends the other sessions of the account, in both protocols and on every thread', async () => {
  await using own = await testBank();
  const [changer, ...others] = await Promise.all(Array.from({ length: 3 }, () => own.terminal()));
  for (const client of [changer, ...others]) await client?.enter('1999', '999');
  const stranger = await own.terminal();
  await stranger.enter('1998', '998');
  const teletype = await own.teletype();
  await teletype.logIn('1999', '999');
  expect(await changer?.ask({ id: 9, op: 'change-pin', pin: '999', newPin: '4711' })).toMatchObject({ ok: true });
  for (const other of others) {
    expect(await other.message()).toEqual({ event: 'session-ended', reason: 'pin-changed', balance: 500_000 });
    await other.closed;
  }
  expect(await teletype.closed).toContain('The PIN was changed. Log in again. Your final balance is: $5000\n');
  for (const client of [changer, stranger])
    expect(await client?.ask({ id: 10, op: 'stay' })).toMatchObject({ ok: true });
  for (const client of [changer, stranger]) client?.socket.destroy();
});

test('50 connections sending the same key at once make one transfer and equal answers', async () => {
  await using own = await testBank({ limits: { accountSessions: 50 } });
  const clients = await Promise.all(Array.from({ length: 50 }, () => own.terminal()));
  await Promise.all(clients.map((client) => client.enter('1999', '999')));
  const replies = await Promise.all(
    clients.map(async (client) => {
      client.send(`${JSON.stringify({ id: 9, op: 'deposit', amount: 700, key: 'the-same-key' })}\n`);
      for (;;) {
        const message = await client.message();
        if (message['id'] === 9) return terminalReplySchemas.deposit.parse(message);
      }
    }),
  );
  expect(replies.filter((reply) => !reply.repeated)).toHaveLength(1);
  expect(new Set(replies.map((reply) => JSON.stringify({ ...reply, repeated: true }))).size).toBe(1);
  for (const client of clients) client.socket.destroy();
});

test('the board shows sessions, transfers and exact counts; the transcript shows no PIN', async () => {
  await using own = await testBank();
  const boards: Parameters<Parameters<typeof own.bank.onBoard>[0]>[0][] = [];
  const stop = own.bank.onBoard((board) => boards.push(board));
  const client = await own.terminal();
  await client.enter('1999', '999');
  await client.ask({ id: 3, op: 'deposit', amount: 100, key: 'board-deposit' });
  // Sessions are looked at before the transfers are gathered: the log-in may show on the next board only.
  const seen = (): boolean =>
    boards.some(({ transfers }) => transfers.length > 0) && boards.at(-1)?.sessions[0]?.account === '1999';
  const deadline = Date.now() + 10_000;
  while (!seen() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
  stop();
  const board = boards.at(-1);
  expect(board).toMatchObject({ open: 1, sum: 0, cash: -15_001_00, totals: { accepted: 1, transfers: 1 } });
  const session = board?.sessions[0];
  expect(session).toMatchObject({ protocol: 'terminal', account: '1999', terminal: 'test' });
  const moved = boards.flatMap(({ transfers }) => transfers);
  expect(moved.map((one) => [one.transfer.key, one.session])).toEqual([['board-deposit', session?.id]]);
  const detail = await own.bank.session(session?.id ?? '');
  const lines = detail?.lines ?? [];
  expect(lines.map(({ direction }) => direction)).toEqual(['in', 'out', 'in', 'out', 'in', 'out']);
  expect(JSON.stringify(lines)).not.toContain('"999"');
  expect(lines[2]?.text).toContain('"pin":"***"');
  expect(detail).toMatchObject({ session: { id: session?.id, thread: session?.thread }, pending: null, heldBytes: 0 });
  expect(detail?.transfers).toEqual(moved.map(({ transfer }) => transfer));
  expect(await own.bank.session('no such session')).toBeNull();
  client.socket.destroy();
});
