import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Terminal } from '../../../src-main/bank/protocols/terminal/terminal.ts';
import { LOGIN_TRIES } from '../../../src-main/contract/limits.ts';
import { terminalErrorSchema, terminalEventSchema, terminalReplySchemas } from '../../../src-main/contract/terminal.ts';
import { Conversation, feed } from './conversation.ts';

/**
 * The terminal protocol: one JSON object a line at every possible split, every message of the bank checked against
 * the schemas of the contract, states, errors and events.
 */
function start(atOnce = true): { world: Conversation; machine: Terminal } {
  const world = new Conversation(atOnce);
  const machine = new Terminal(world);
  machine.open();
  return { world, machine };
}

const line = (message: object): string => `${JSON.stringify(message)}\n`;
const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');
const messages = (world: Conversation): Record<string, unknown>[] =>
  world.output
    .split('\n')
    .slice(0, -1)
    .map((text) => JSON.parse(text) as Record<string, unknown>);

const HELLO = { id: 1, op: 'hello', version: 1, terminal: 'ATM 1 · القاهرة' };
const LOGIN = { id: 2, op: 'login', account: '1998', pin: '998' };

function loggedIn(atOnce = true): { world: Conversation; machine: Terminal; news: () => Record<string, unknown>[] } {
  const { world, machine } = start(atOnce);
  machine.receive(bytes(line(HELLO) + line(LOGIN)));
  // The PIN is checked, then a place among the account's sessions is taken.
  if (!atOnce) for (const _ of ['authenticate', 'enter']) world.answerNext();
  const seen = messages(world).length;
  return { world, machine, news: () => messages(world).slice(seen) };
}

const SESSION = [
  HELLO,
  LOGIN,
  { id: 3, op: 'balance' },
  { id: 4, op: 'deposit', amount: 1234, key: 'key-deposit' },
  { id: 5, op: 'withdraw', amount: 99_999_999, key: 'key-withdraw' },
  { id: 6, op: 'stay' },
  { id: 7, op: 'leave' },
];
const SESSION_BYTES = bytes(SESSION.map(line).join(''));

function expectSession(world: Conversation): void {
  const [hello, login, balance, deposit, withdraw, stay, leave] = messages(world);
  expect(terminalReplySchemas.hello.parse(hello)).toMatchObject({ id: 1, version: 1, session: 'test-1' });
  expect(terminalReplySchemas.login.parse(login)).toMatchObject({ id: 2, account: '1998', balance: 300_000 });
  expect(terminalReplySchemas.balance.parse(balance)).toMatchObject({ id: 3, balance: 300_000 });
  expect(terminalReplySchemas.deposit.parse(deposit)).toMatchObject({ id: 4, balance: 301_234, repeated: false });
  expect(terminalErrorSchema.parse(withdraw)).toMatchObject({ id: 5, error: { code: 'insufficient_funds' } });
  expect(terminalReplySchemas.stay.parse(stay)).toEqual({ id: 6, ok: true });
  expect(terminalReplySchemas.leave.parse(leave)).toEqual({ id: 7, ok: true, balance: 301_234 });
  expect(messages(world)).toHaveLength(SESSION.length);
  expect(world.ended).toBe(true);
}

describe('a whole session', () => {
  test.each(Array.from(SESSION_BYTES, (_, offset) => offset))('is the same when split at byte %i', (offset) => {
    const { world, machine } = start();
    feed(machine, SESSION_BYTES, [offset]);
    expectSession(world);
  });

  test('is the same at any splits and with the ledger late', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(SESSION_BYTES.length), { maxLength: 20 }), fc.boolean(), (splits, late) => {
        const { world, machine } = start(!late);
        feed(
          machine,
          SESSION_BYTES,
          splits.sort((a, b) => a - b),
        );
        while (world.waiting > 0) world.answerNext();
        expectSession(world);
      }),
      { numRuns: 300 },
    );
  });

  test('pipelined replies come in the order of the requests, one pending at a time', () => {
    const { world, machine, news } = loggedIn(false);
    machine.receive(
      bytes(line({ id: 10, op: 'deposit', amount: 5, key: 'key-one-1' }) + line({ id: 11, op: 'balance' })),
    );
    expect(world.waiting).toBe(1);
    expect(news()).toEqual([]);
    world.answerNext();
    expect(news().map((reply) => reply['id'])).toEqual([10, 11]);
  });
});

describe('errors', () => {
  test.each([
    ['not JSON', '{"id":1,', null],
    ['not an object', '[1]', null],
    ['no known operation', '{"id":7,"op":"rob"}', 7],
    ['an id that is none', '{"id":-1,"op":"balance"}', null],
    ['an amount with cents of cents', '{"id":8,"op":"deposit","amount":1.5,"key":"12345678"}', 8],
    ['an amount of nothing', '{"id":8,"op":"deposit","amount":0,"key":"12345678"}', 8],
    ['a key too short', '{"id":8,"op":"deposit","amount":1,"key":"1"}', 8],
    ['an empty line', '', null],
    ['a deep nest', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, null],
    ['look-up by nothing', '{"id":9,"op":"look-up"}', 9],
    ['look-up by both', '{"id":9,"op":"look-up","sequence":1,"key":"12345678"}', 9],
    ['hello again', JSON.stringify(HELLO), 1],
  ])('%s is a bad message, and the session goes on', (_name, text, id) => {
    const { world, machine, news } = loggedIn();
    machine.receive(bytes(`${text}\n`));
    expect(terminalErrorSchema.parse(news()[0])).toMatchObject({ id, error: { code: 'bad_message' } });
    machine.receive(bytes(line({ id: 20, op: 'balance' })));
    expect(news()[1]).toMatchObject({ id: 20, ok: true });
    expect(world.ended).toBe(false);
  });

  test('half a UTF-8 character is a bad message', () => {
    const { machine, news } = loggedIn();
    machine.receive(Buffer.concat([bytes('{"id":3,"op":"balance","x":"'), Buffer.of(0xc3), bytes('"}\n')]));
    expect(news()[0]).toMatchObject({ id: null, error: { code: 'bad_message' } });
  });

  test.each(['GET / HTTP/1.1', '', '{"id":1,'])('a connection that begins with %j ends, whatever follows', (first) => {
    const { world, machine } = start();
    machine.receive(bytes(`${first}\n${line(HELLO)}${line(LOGIN)}`));
    expect(messages(world)).toMatchObject([{ id: null, error: { code: 'bad_message' } }]);
    expect(world.ended).toBe(true);
    expect(machine.account).toBeNull();
  });

  test.each([
    ['help', 'A message is one JSON object in UTF-8 on a line of its own. A connection begins with hello: docs'],
    [
      '{"id":1,"op":"help"}',
      'op: takes one of hello, login, balance, deposit, withdraw, transfer, payee, reserve, post, void, settle,',
    ],
    [
      '{"id":1,"op":"balance"}',
      'A connection begins with hello: docs/terminal-protocol.md has an example of each message.',
    ],
    ['[]', 'message: takes an object. A connection begins with hello'],
  ])('who begins with %s is told what to say', (first, words) => {
    const { world, machine } = start();
    machine.receive(bytes(`${first}\n`));
    const { error } = terminalErrorSchema.parse(messages(world)[0]);
    expect(error).toMatchObject({ code: 'bad_message', message: expect.stringContaining(words) });
  });

  test.each([
    ['{"op":"balance"}', 'id: is missing.'],
    ['{"id":3,"op":"deposit","amount":5}', 'key: is missing.'],
    ['{"id":3,"op":"deposit","amount":5.5,"key":"12345678"}', 'amount: takes a whole number.'],
    ['{"id":3,"op":"deposit","amount":"5","key":"12345678"}', 'amount: takes a number.'],
    ['{"id":3,"op":"void","refers":4,"key":"12345678"}', 'reservation: takes the key that the reserve was made under;'],
    ['{"id":3,"op":"settle","paid":0,"key":"12345678"}', 'reservation: takes the key that the reserve was made under;'],
    ['{"id":3,"op":"pay"}', 'op: takes one of hello, login,'],
  ])('%s is answered with the field that is wrong, and what it takes', (text, words) => {
    const { machine, news } = loggedIn();
    machine.receive(bytes(`${text}\n`));
    const { error } = terminalErrorSchema.parse(news()[0]);
    expect(error).toMatchObject({ code: 'bad_message', message: expect.stringContaining(words) });
  });

  test('a message too long closes', () => {
    const { world, machine, news } = loggedIn();
    machine.receive(Buffer.alloc(65_536, 0x20));
    expect(news()[0]).toMatchObject({ id: null, error: { code: 'bad_message' } });
    expect(terminalEventSchema.parse(news()[1])).toEqual({ event: 'session-ended', reason: 'line' });
    expect(world.ended).toBe(true);
  });

  test('everything before hello, another version, and what needs a log-in are refused', () => {
    const { world, machine } = start();
    machine.receive(bytes(line(LOGIN)));
    machine.receive(bytes(line({ ...HELLO, version: 2 })));
    machine.receive(bytes(line(HELLO)));
    machine.receive(bytes(line({ id: 4, op: 'balance' })));
    machine.receive(bytes(line({ ...LOGIN, pin: 'wrong' })));
    machine.receive(bytes(line(LOGIN)));
    machine.receive(bytes(line(LOGIN)));
    const codes = messages(world).map((reply) => (reply['error'] as { code: string } | undefined)?.code ?? 'ok');
    expect(codes).toEqual([
      'bad_message',
      'unsupported_version',
      'ok',
      'not_logged_in',
      'authentication_failed',
      'ok',
      'already_logged_in',
    ]);
  });

  test('a locked account says for how long', () => {
    const { world, machine } = start();
    world.refuseAuthentication = 'account_locked';
    machine.receive(bytes(line(HELLO) + line(LOGIN)));
    expect(terminalErrorSchema.parse(messages(world)[1]).error).toMatchObject({
      code: 'account_locked',
      retryAfter: 30_000,
    });
  });

  test('an account at which too many are logged in takes no more, and the connection goes on', () => {
    const { world, machine } = start();
    world.admits = false;
    machine.receive(bytes(line(HELLO) + line(LOGIN)));
    expect(terminalErrorSchema.parse(messages(world)[1])).toMatchObject({ id: 2, error: { code: 'account_busy' } });
    expect([machine.account, world.watched]).toEqual([null, []]);
    world.admits = true;
    machine.receive(bytes(line(LOGIN)));
    expect(machine.account).toBe('1998');
  });

  test('log-ins refused in a row end the connection, whatever accounts they are for', () => {
    const { world, machine } = start();
    machine.receive(bytes(line(HELLO)));
    for (let attempt = 1; attempt <= LOGIN_TRIES; attempt++) {
      expect(world.ended).toBe(false);
      machine.receive(bytes(line({ ...LOGIN, id: attempt, account: String(attempt), pin: '000' })));
    }
    expect(messages(world).at(-1)).toMatchObject({ id: LOGIN_TRIES, error: { code: 'authentication_failed' } });
    expect(world.ended).toBe(true);
  });

  test('only who is logged in may ask about a payee', () => {
    const { world, machine } = start();
    const payee = (id: number, to: string) => line({ id, op: 'payee', to });
    machine.receive(bytes(line(HELLO) + payee(2, '1999') + line(LOGIN) + payee(4, '1999') + payee(5, '4242')));
    const [, before, , there, nobody] = messages(world);
    expect(before).toMatchObject({ id: 2, error: { code: 'not_logged_in' } });
    expect(there).toEqual({ id: 4, ok: true });
    expect(nobody).toMatchObject({ id: 5, error: { code: 'account_not_found' } });
  });

  test('no PIN reaches the transcript, well-formed or not', () => {
    const { world, machine } = start();
    machine.receive(bytes(line(HELLO) + line(LOGIN)));
    machine.receive(bytes('{"id":9,"op":"login","account":"1998","pin":"secret998"\n'));
    machine.receive(bytes(line({ id: 3, op: 'change-pin', pin: 'secret998', newPin: 'secret555' })));
    expect(world.heardTexts.join('\n')).not.toMatch(/secret|"998"/);
    expect(world.heardTexts[1]).toContain('"pin":"***"');
  });
});

describe('settling without a log-in', () => {
  const settle = (id: number) =>
    line({ id, op: 'settle', reservation: `reserved-${id}`, paid: 0, key: `voided-${id}` });

  test('is asked as it was said, and not before hello', () => {
    const { world, machine } = start();
    machine.receive(bytes(settle(1) + line(HELLO) + settle(2)));
    expect(messages(world).map((reply) => (reply['error'] as { code: string } | undefined)?.code)).toEqual([
      'bad_message',
      undefined,
      'transfer_not_found',
    ]);
    expect(world.requests).toEqual([{ op: 'void', account: null, reservation: 'reserved-2', key: 'voided-2' }]);
  });

  const release = (id: number) => line({ id, op: 'void', reservation: `reserved-${id}`, key: `voided-${id}` });
  test.each([
    ['nobody logged in', '', settle],
    ['a customer logged in', line(LOGIN), settle],
    ['a customer logged in, who voids', line(LOGIN), release],
  ])('a connection that guesses is closed with the eighth miss, however it sends them: %s', (_who, login, guess) => {
    const { world, machine } = start();
    machine.receive(bytes(line(HELLO) + login + [10, 11, 12, 13, 14, 15, 16].map(guess).join('')));
    expect(world.ended).toBe(false);
    machine.receive(bytes([17, 18, 19].map(guess).join('')));
    expect(world.ended).toBe(true);
    expect(world.requests.filter(({ op }) => op === 'void')).toHaveLength(8);
    expect(world.watched).toEqual([]);
  });
});

describe('events', () => {
  test('a change made elsewhere is told, the own is not', () => {
    const { world, machine, news } = loggedIn();
    world.changeElsewhere('1998', 500, 'key-of-another');
    world.turn();
    expect(terminalEventSchema.parse(news()[0])).toMatchObject({ event: 'balance', balance: 300_500 });
    machine.receive(bytes(line({ id: 5, op: 'deposit', amount: 1, key: 'key-of-mine' })));
    world.changeElsewhere('1998', 0, 'key-of-mine');
    world.turn();
    expect(news()).toHaveLength(2);
  });

  test('a change elsewhere while a request is pending is told before its reply', () => {
    const { world, machine, news } = loggedIn(false);
    machine.receive(bytes(line({ id: 5, op: 'deposit', amount: 1, key: 'key-of-mine' })));
    world.changeElsewhere('1998', 500, 'key-of-another');
    world.answerNext();
    expect(news().map((message) => message['event'] ?? message['id'])).toEqual(['balance', 5]);
  });

  test('of changes in one turn of the event loop the newest is told, once', () => {
    const { world, news } = loggedIn();
    for (const amount of [100, 200, 300]) world.changeElsewhere('1998', amount, 'key-of-another');
    expect(news()).toEqual([]);
    world.turn();
    expect(news()).toMatchObject([{ event: 'balance', balance: 300_600, transfer: { amount: 300 } }]);
    world.changeElsewhere('1998', -600, 'key-of-another');
    world.turn();
    expect(news()).toMatchObject([{ balance: 300_600 }, { balance: 300_000 }]);
  });

  test('a change is told before a reply that comes later in the same turn: no older balance follows a newer one', () => {
    const { world, machine, news } = loggedIn();
    world.changeElsewhere('1998', 100, 'key-of-another');
    machine.receive(bytes(line({ id: 5, op: 'deposit', amount: 1, key: 'key-of-mine' })));
    world.turn();
    expect(news()).toMatchObject([
      { event: 'balance', balance: 300_100 },
      { id: 5, balance: 300_101 },
    ]);
  });

  test('an account is watched before its PIN is checked, and what changes until the answer is in it', () => {
    const { world, machine } = start(false);
    machine.receive(bytes(line(HELLO) + line(LOGIN)));
    expect(world.watched).toEqual(['1998']);
    world.answerNext();
    // The PIN is right; before the log-in is answered the balance changes.
    world.changeElsewhere('1998', 500, 'key-of-another');
    world.turn();
    world.answerNext();
    world.turn();
    expect(messages(world).slice(1)).toEqual([{ id: 2, ok: true, account: '1998', balance: 300_500 }]);
  });

  test('a log-in that is refused watches nothing any more', () => {
    const { world, machine } = start();
    machine.receive(bytes(line(HELLO) + line({ ...LOGIN, pin: '000' })));
    expect(world.watched).toEqual([]);
    machine.receive(bytes(line(LOGIN)));
    expect(world.watched).toEqual(['1998']);
    machine.cut();
    expect(world.watched).toEqual([]);
  });

  test('a PIN that another session changes ends this one, after what is pending', () => {
    const { world, machine, news } = loggedIn(false);
    machine.receive(bytes(line({ id: 5, op: 'deposit', amount: 1, key: 'key-one-1' })));
    machine.pinChanged();
    expect(news()).toEqual([]);
    world.answerNext();
    expect(news()).toMatchObject([{ id: 5 }, { event: 'session-ended', reason: 'pin-changed', balance: 300_001 }]);
    expect(world.ended).toBe(true);
  });

  test('the time-out is announced and told', () => {
    const { world, machine, news } = loggedIn();
    machine.warn(30_000);
    machine.timeOut('idle');
    expect(news().map((event) => terminalEventSchema.parse(event))).toEqual([
      { event: 'session-ending', inMs: 30_000 },
      { event: 'session-ended', reason: 'idle', balance: 300_000 },
    ]);
    expect(world.ended).toBe(true);
    expect(world.watched).toEqual([]);
  });

  test('before log-in there is no warning, and the end has no balance', () => {
    const { world, machine } = start();
    machine.warn(1);
    machine.timeOut('login');
    expect(messages(world)).toEqual([{ event: 'session-ended', reason: 'login' }]);
  });

  test('a request says until when it is valid, counted from the hello of its connection', () => {
    const { world, machine } = start();
    world.steadyMs = 5_000;
    machine.receive(bytes(line(HELLO) + line(LOGIN)));
    expect(messages(world)[0]).toMatchObject({ books: 'opened-1' });
    world.steadyMs = 9_000;
    const amounts = { amount: 1, key: 'key-of-mine' };
    machine.receive(bytes(line({ id: 5, op: 'deposit', ...amounts, until: 4_500 })));
    machine.receive(bytes(line({ id: 6, op: 'transfer', to: '1999', ...amounts, until: 0 })));
    machine.receive(bytes(line({ id: 7, op: 'reserve', ...amounts })));
    expect(world.requests.slice(1)).toMatchObject([{ until: 9_500 }, { until: 5_000 }, { op: 'reserve' }]);
    expect(world.requests.at(-1)).not.toHaveProperty('until');
  });

  test('a lock is told to the sessions of that account only', () => {
    const { world, news } = loggedIn();
    world.lockElsewhere('1999');
    expect(news()).toEqual([]);
    world.lockElsewhere('1998');
    expect(news()).toEqual([{ event: 'account-locked' }]);
  });

  test('a lock that stops an operation ends the session', () => {
    const { world, machine, news } = loggedIn();
    world.refuseMoney = 'account_locked';
    machine.receive(bytes(line({ id: 5, op: 'deposit', amount: 1, key: 'key-of-mine' })));
    expect(news().map((message) => message['event'] ?? message['id'])).toEqual([5, 'account-locked']);
    expect(world.ended).toBe(true);
  });

  test('a closing bank answers what is pending first', () => {
    const { world, machine, news } = loggedIn(false);
    machine.receive(bytes(line({ id: 5, op: 'deposit', amount: 1, key: 'key-one-1' })));
    machine.receive(bytes(line({ id: 6, op: 'deposit', amount: 1, key: 'key-two-2' })));
    machine.closing();
    world.answerNext();
    expect(news().map((message) => message['event'] ?? message['id'])).toEqual([5, 'closing']);
    expect(world.waiting).toBe(0);
    expect(world.ended).toBe(true);
  });

  test('a lost ledger ends the session without a reply, so that the client repeats under its key', () => {
    const { world, machine, news } = loggedIn(false);
    machine.lost();
    expect(world.ended).toBe(false);
    machine.receive(bytes(line({ id: 5, op: 'deposit', amount: 1, key: 'key-one-1' })));
    machine.lost();
    expect(news()).toEqual([]);
    expect(world.ended).toBe(true);
    world.answerNext();
  });

  test('a bank without room says so', () => {
    const world = new Conversation();
    new Terminal(world).refuse();
    expect(terminalErrorSchema.parse(messages(world)[0])).toMatchObject({
      id: null,
      error: { code: 'too_many_sessions' },
    });
  });
});

test('any bytes at all never throw, and everything said is of the schemas', () => {
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 60 }).map((some) => Buffer.from(some)),
    fc.json().map((json) => bytes(`${json}\n`)),
    fc.constantFrom(...SESSION.slice(0, 4).map((message) => bytes(line(message)))),
  );
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 20 }), (chunks) => {
      const { world, machine } = start();
      for (const chunk of chunks) machine.receive(chunk);
      for (const message of messages(world)) {
        if (message['ok'] === false) terminalErrorSchema.parse(message);
        else expect(message['ok']).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test('a client that asks much at once is answered in turns, in order, and its end waits for the last one', () => {
  const { world, machine, news } = loggedIn();
  const asked = Array.from({ length: 400 }, (_, index) => ({ id: 10 + index, op: 'balance' }));
  machine.receive(bytes(asked.map(line).join('')));
  machine.finish();
  const first = news().length;
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThan(asked.length / 2);
  world.turn();
  expect(news().length).toBeLessThanOrEqual(2 * first);
  expect(world.ended).toBe(false);
  for (let turns = 0; !world.ended && turns < asked.length; turns++) world.turn();
  expect(news().map(({ id }) => id)).toEqual(asked.map(({ id }) => id));
  expect(world.ended).toBe(true);
});
