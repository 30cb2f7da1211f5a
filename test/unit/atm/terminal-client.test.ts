import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { atmStateSchema, type MachineState } from '../../../src-main/contract/atm.ts';
import { memberOf, PATIENT, QUICK, setUpMachines } from './machines.ts';
import { type Heard, movedReply, startScriptedBank } from './scripted-bank.ts';
import { customerWhere, stateWhere, vacant } from './state-where.ts';

/**
 * The terminal client against a bank that does what no good bank does: real sockets, scripted answers. What the
 * client does with the real bank is tested in test/faults/atm.
 */
const machines = setUpMachines();
const { scripted, terminalAt } = machines;

describe('what the bank says', () => {
  test.each([
    ['authentication_failed', /account number or the PIN is wrong/],
    ['too_many_sessions', /full/],
    ['unavailable', /Nothing was done/],
  ])('a log-in refused as %s is told in words', async (code, words) => {
    const bank = await scripted(({ id, op }) =>
      op === 'login' ? { id, ok: false, error: { code, message: 'no' } } : undefined,
    );
    const failure = await terminalAt(bank.port)
      .login('1998', '997')
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, message: expect.stringMatching(words) });
  });

  test('a lock says for how long', async () => {
    const error = { code: 'account_locked', message: 'no', retryAfter: 29_001 };
    const bank = await scripted(({ id, op }) => (op === 'login' ? { id, ok: false, error } : undefined));
    await expect(terminalAt(bank.port).login('1998', '997')).rejects.toThrow(/in 30 seconds/);
  });

  test.each([
    [2, undefined, /wrong\. Try again\. 2 tries are left\.$/],
    [1, undefined, /One try is left\.$/],
    [0, 30_000, /locked after too many wrong PINs\. Try again in 30 seconds\.$/],
  ])('a wrong PIN says how many tries are left: %i', async (triesLeft, retryAfter, words) => {
    const error = { code: 'authentication_failed', message: 'no', triesLeft, retryAfter };
    const bank = await scripted(({ id, op }) => (op === 'login' ? { id, ok: false, error } : undefined));
    await expect(terminalAt(bank.port).login('1998', '997')).rejects.toMatchObject({
      code: 'authentication_failed',
      message: expect.stringMatching(words),
      details: retryAfter === undefined ? { triesLeft } : { triesLeft, retryAfter },
    });
  });

  test('a payee that is not there is told, and one whose number can not be is not even asked about', async () => {
    const bank = await scripted(
      memberOf(({ id, to }) =>
        to === '1999' ? { id, ok: true } : { id, ok: false, error: { code: 'account_not_found', message: 'no' } },
      ),
    );
    const terminal = terminalAt(bank.port);
    await expect(terminal.checkPayee('1999')).rejects.toMatchObject({ code: 'not_logged_in' });
    await terminal.login('1998', '998');
    await expect(terminal.checkPayee('1999')).resolves.toBeUndefined();
    await expect(terminal.checkPayee('4242')).rejects.toMatchObject({ code: 'account_not_found' });
    await expect(terminal.checkPayee('many')).rejects.toMatchObject({ code: 'account_not_found' });
    expect(bank.heard.filter(({ op }) => op === 'payee')).toHaveLength(2);
  });

  test('events change the state, an older balance never replaces a newer one', async () => {
    const bank = await scripted(
      memberOf((request) => {
        if (request.op !== 'deposit') return undefined;
        const news = movedReply({ ...request, op: 'deposit', key: 'another' }, 900, 9);
        const balance = { event: 'balance', balance: 900, transfer: Reflect.get(news, 'transfer') };
        const own = movedReply({ ...request, op: 'deposit' }, 800, 8);
        return [balance, { event: 'session-ending', inMs: 30_000 }, own]
          .map((one) => `${JSON.stringify(one)}\n`)
          .join('');
      }),
    );
    const terminal = terminalAt(bank.port);
    await terminal.login('1998', '998');
    const warned = customerWhere(terminal, ({ endsAt }) => endsAt !== null);
    await terminal.deposit(100);
    expect((await warned).balance).toBe(900);
    expect(terminal.state).toMatchObject({ account: '1998', balance: 900, endsAt: null });
  });

  test.each([
    ['idle', { event: 'session-ended', reason: 'idle', balance: 1 }],
    ['closing', { event: 'closing' }],
    ['locked', { event: 'account-locked' }],
  ] as const)('a session that the bank ends is over: %s', async (ended, event) => {
    const bank = await scripted(
      memberOf(({ id }) => `${JSON.stringify(event)}\n${JSON.stringify({ id, ok: true })}\n`),
    );
    const terminal = terminalAt(bank.port);
    await terminal.login('1998', '998');
    const over = vacant(terminal);
    await terminal.stay().catch(() => {});
    expect(await over).toMatchObject({ ended });
    await expect(terminal.balance()).rejects.toMatchObject({ code: 'not_logged_in' });
  });

  test('every state that is told fits the contract', async () => {
    const bank = await scripted(
      memberOf((request, socket) => {
        if (request.op !== 'deposit') return undefined;
        socket.destroy();
        return undefined;
      }),
    );
    const terminal = terminalAt(bank.port, QUICK);
    const states: MachineState[] = [];
    terminal.onState((state) => states.push(state));
    await terminal.login('1998', '998');
    await terminal.deposit(100).catch(() => {});
    expect(states.length).toBeGreaterThan(3);
    for (const state of states) expect(atmStateSchema.parse(state)).toEqual(state);
  });
});

describe('a bank that talks nonsense', () => {
  const nonsense: readonly (readonly [string, (request: Heard) => string | object])[] = [
    ['no JSON', () => 'Enter account number: '],
    ['half of a line and then silence', () => '{"id":1,"ok":tr'],
    ['a reply to nothing', () => ({ id: 99, ok: true })],
    ['a reply of another shape', ({ id }) => ({ id, ok: true, balance: 'a lot' })],
    ['an unknown event', () => ({ event: 'party' })],
    ['an unknown refusal', ({ id }) => ({ id, ok: false, error: { code: 'because', message: '' } })],
    ['a line without end', () => 'x'.repeat(70_000)],
    ['a message without end', () => `{"a":"${'x'.repeat(70_000)}`],
    ['bytes that are no text', () => '{"\uD800":1}\n'],
    ['the wrong version', ({ id }) => ({ id, ok: true, version: 2, bank: 'x', session: 's' })],
  ];

  test.each(nonsense)('%s: no crash, a clear state, tried again', async (_name, answer) => {
    const bank = await scripted((request) => answer(request));
    const terminal = terminalAt(bank.port, QUICK);
    const state = await stateWhere(terminal, (now) => now.at === 'lost' && now.attempt >= 2);
    expect(state).toMatchObject({ message: expect.stringMatching(/does not speak|was lost/) });
    await expect(terminal.login('1998', '998')).rejects.toMatchObject({
      code: expect.stringMatching(/^(bank_nonsense|connection_lost)$/),
    });
  });

  test.each(nonsense)('%s in answer to a deposit: the outcome is unknown', async (_name, answer) => {
    const bank = await scripted(memberOf(answer));
    const terminal = terminalAt(bank.port, QUICK);
    await terminal.login('1998', '998');
    await expect(terminal.deposit(100)).rejects.toMatchObject({ code: 'outcome_unknown' });
    expect(terminal.state).toMatchObject({
      ended: 'lost',
      unsettled: [{ kind: 'deposit', amount: 100 }],
    });
  });
});

describe('a money request', () => {
  test('is on disk under its key before it is sent to the bank, without the PIN', async () => {
    const onDisk: boolean[] = [];
    const bank = await scripted(
      memberOf((request) => {
        if (request.op !== 'deposit') return undefined;
        const files = readdirSync(machines.folder).map((file) =>
          readFileSync(join(machines.folder, file)).toString('latin1'),
        );
        onDisk.push(files.some((file) => file.includes(String(request['key']))));
        return movedReply({ ...request, op: 'deposit' }, 300_100, 5);
      }),
    );
    const terminal = terminalAt(bank.port);
    await terminal.login('1998', '87654321');
    await terminal.deposit(100);
    expect(onDisk).toEqual([true]);
    for (const file of readdirSync(machines.folder))
      expect(readFileSync(join(machines.folder, file)).includes('87654321')).toBe(false);
  });

  test('is repeated under its key until it is answered, and the customer stays', async () => {
    let cuts = 0;
    const bank = await scripted(
      memberOf((request, socket) => {
        if (request.op !== 'deposit') return undefined;
        if (cuts++ < 4) {
          socket.destroy();
          return undefined;
        }
        return movedReply({ ...request, op: 'deposit' }, 300_100, 5);
      }),
    );
    const terminal = terminalAt(bank.port);
    await terminal.login('1998', '998');
    await expect(terminal.deposit(100)).resolves.toMatchObject({ balance: 300_100 });
    const keys = bank.heard.filter(({ op }) => op === 'deposit').map((request) => request['key']);
    expect(keys).toHaveLength(5);
    expect(new Set(keys).size).toBe(1);
    expect(terminal.state).toMatchObject({ account: '1998', balance: 300_100, unsettled: [] });
  });

  test("'nothing was done' said of a repeat doesn't speak for the first attempt", async () => {
    let deposits = 0;
    const bank = await scripted(
      memberOf((request, socket) => {
        if (request.op !== 'deposit') return undefined;
        deposits++;
        if (deposits === 1) {
          socket.destroy();
          return undefined;
        }
        if (deposits === 2) return { id: request.id, ok: false, error: { code: 'unavailable', message: '' } };
        return movedReply({ ...request, op: 'deposit' }, 300_100, 5);
      }),
    );
    const terminal = terminalAt(bank.port);
    await terminal.login('1998', '998');
    await expect(terminal.deposit(100)).resolves.toMatchObject({ balance: 300_100 });
    expect(deposits).toBe(3);
  });

  test('says until when it is valid: as long as its outcome is waited for, on whatever connection', async () => {
    const bank = await scripted(
      memberOf((request, socket) => {
        if (request.op === 'reserve') socket.destroy();
        return request.op === 'deposit' ? movedReply(request, 300_100, 5) : undefined;
      }),
    );
    const terminal = terminalAt(bank.port, QUICK);
    await terminal.login('1998', '998');
    const before = performance.now();
    await terminal.deposit(100);
    await expect(terminal.withdraw(14_000)).rejects.toMatchObject({ code: 'outcome_unknown' });
    const [deposit, ...reserves] = bank.heard.filter(({ op }) => op === 'deposit' || op === 'reserve');
    // Whole milliseconds: the deposit may come in the one in which hello was answered.
    expect(deposit?.['until']).toBeGreaterThanOrEqual(QUICK.outcome);
    expect(reserves.length).toBeGreaterThan(1);
    for (const { until } of reserves) {
      // A later connection counts from a later hello.
      expect(until).toBeLessThanOrEqual(performance.now() - before + QUICK.outcome);
    }
    expect(reserves.at(-1)?.['until']).toBeLessThan(QUICK.outcome);
  });

  test('closing does not wait for the next attempt', async () => {
    let deposits = 0;
    const asked = Promise.withResolvers<void>();
    const bank = await scripted(
      memberOf(({ id, op }, socket) => {
        if (op !== 'deposit') return undefined;
        deposits += 1;
        if (deposits === 1) socket.destroy();
        else asked.resolve();
        return { id, ok: false, error: { code: 'unavailable', message: '' } };
      }),
    );
    // A link that broke is made again at once (`steady`), and what was refused then is asked again in an hour.
    const hour = 3_600_000;
    const timing = { ...PATIENT, steady: 0, retryFirst: hour, retryMost: hour, outcome: hour, closing: 20 };
    const terminal = terminalAt(bank.port, timing);
    await terminal.login('1998', '998');
    const said = expect(terminal.deposit(100)).rejects.toMatchObject({ code: 'outcome_unknown' });
    await asked.promise;
    await terminal.close();
    await said;
  }, 30_000);

  test("'nothing was done' said of the first attempt is the answer", async () => {
    const bank = await scripted(
      memberOf(({ id, op }) =>
        op === 'deposit' ? { id, ok: false, error: { code: 'unavailable', message: '' } } : undefined,
      ),
    );
    const terminal = terminalAt(bank.port);
    await terminal.login('1998', '998');
    await expect(terminal.deposit(100)).rejects.toMatchObject({ code: 'unavailable' });
    expect(terminal.state).toMatchObject({ account: '1998', unsettled: [] });
  });
});

describe('withdrawals', () => {
  test('an amount that the notes do not make is refused before the bank is asked, with the nearest ones', async () => {
    const bank = await scripted(memberOf(() => undefined));
    const terminal = terminalAt(bank.port);
    await terminal.login('1998', '998');
    await expect(terminal.withdraw(14_550)).rejects.toMatchObject({
      code: 'not_payable',
      message: expect.stringMatching(/\$145\.50.*\$140 or \$150/),
    });
    expect(bank.heard.map(({ op }) => op)).toEqual(['hello', 'login']);
  });

  test('post what was paid when a cassette runs empty in the middle', async () => {
    let sequence = 10;
    const bank = await scripted(
      memberOf((request) => movedReply(request, 1_000, sequence++)),
      0,
    );
    const terminal = terminalAt(bank.port);
    terminal.replenish([{ denomination: 10_000, counted: 5, present: 2 }]);
    await terminal.login('1998', '998');
    await expect(terminal.withdraw(50_000)).resolves.toMatchObject({
      amount: 20_000,
      notes: [{ denomination: 10_000, count: 2 }],
      booked: true,
    });
    const reserve = bank.heard.find(({ op }) => op === 'reserve');
    const post = bank.heard.find(({ op }) => op === 'post');
    expect(post).toMatchObject({ reservation: reserve?.['key'], amount: 20_000 });
    expect(terminal.state.cassettes).toEqual([{ denomination: 10_000, count: 0 }]);
  });

  test('a machine that gives no notes at all releases the reservation', async () => {
    let sequence = 10;
    const bank = await scripted(
      memberOf((request) =>
        request.op === 'balance'
          ? { id: request.id, ok: true, balance: 300_000 }
          : movedReply(request, 1_000, sequence++),
      ),
    );
    const terminal = terminalAt(bank.port);
    terminal.replenish([{ denomination: 10_000, counted: 5, present: 0 }]);
    await terminal.login('1998', '998');
    await expect(terminal.withdraw(50_000)).rejects.toMatchObject({ code: 'nothing_paid' });
    const state = await customerWhere(
      terminal,
      ({ unsettled, balance }) => unsettled.length === 0 && balance === 300_000,
    );
    const reserve = bank.heard.find(({ op }) => op === 'reserve');
    expect(bank.heard.find(({ op }) => op === 'void')).toMatchObject({ reservation: reserve?.['key'] });
    expect(state.settled).toMatchObject([{ kind: 'withdrawal', amount: 50_000, outcome: 'not_done' }]);
  });

  test('notes that were paid are the customer’s, whether or not the bank answers in time', async () => {
    const bank = await scripted(
      memberOf((request) => (request.op === 'reserve' ? movedReply(request, 286_000, 10) : undefined)),
    );
    const terminal = terminalAt(bank.port, QUICK);
    await terminal.login('1998', '998');
    await expect(terminal.withdraw(14_000)).resolves.toMatchObject({
      amount: 14_000,
      booked: false,
      balance: 286_000,
      transfer: { sequence: 10 },
    });
    expect(terminal.state.unsettled).toMatchObject([{ kind: 'withdrawal', account: '1998', amount: 14_000 }]);
  });
});

describe('the link', () => {
  test('a bank that is not there is said at once, and found when it appears', async () => {
    const nobody = await startScriptedBank(() => undefined);
    await nobody.close();
    const terminal = terminalAt(nobody.port);
    await expect(terminal.login('1998', '998')).rejects.toMatchObject({
      code: 'bank_unreachable',
      message: expect.stringMatching(/ECONNREFUSED.*Check that it runs/),
    });
    await scripted(
      memberOf(() => undefined),
      nobody.port,
    );
    await stateWhere(terminal, ({ at }) => at === 'ready');
    await expect(terminal.login('1998', '998')).resolves.toEqual({ balance: 300_000 });
  });

  test('a customer whose link is cut while nothing is under way is told that the session is over', async () => {
    const bank = await scripted(memberOf(() => undefined));
    const terminal = terminalAt(bank.port);
    await terminal.login('1998', '998');
    const over = vacant(terminal);
    for (const socket of bank.sockets) socket.destroy();
    expect((await over).ended).toBe('lost');
    await stateWhere(terminal, ({ at }) => at === 'ready');
    expect(bank.heard.map(({ op }) => op)).toEqual(['hello', 'login', 'hello']);
  });

  test('leaving gives the final balance and makes a fresh connection for the next customer', async () => {
    const bank = await scripted(memberOf(({ id, op }) => (op === 'leave' ? { id, ok: true, balance: 7 } : undefined)));
    const terminal = terminalAt(bank.port);
    await terminal.login('1998', '998');
    await expect(terminal.leave()).resolves.toEqual({ balance: 7 });
    expect(terminal.state).toMatchObject({ ended: null });
    await expect(terminal.login('1998', '998')).resolves.toEqual({ balance: 300_000 });
    expect(bank.heard.map(({ op }) => op)).toEqual(['hello', 'login', 'leave', 'hello', 'login']);
  });

  test('closing in the middle of a money request says that its outcome is unknown, and keeps it on disk', async () => {
    const asked = Promise.withResolvers<void>();
    const bank = await scripted(
      memberOf(({ op }) => {
        if (op === 'deposit') asked.resolve();
        return undefined;
      }),
    );
    const terminal = terminalAt(bank.port, { ...PATIENT, reply: 60_000, outcome: 60_000, closing: 50 });
    await terminal.login('1998', '998');
    const deposit = terminal.deposit(100);
    const said = expect(deposit).rejects.toMatchObject({ code: 'outcome_unknown' });
    await asked.promise;
    await terminal.close();
    await said;
    await expect(terminal.deposit(100)).rejects.toMatchObject({ code: 'terminal_closed' });
    expect(terminalAt(bank.port).state.unsettled).toMatchObject([{ kind: 'deposit', amount: 100 }]);
  });
});
