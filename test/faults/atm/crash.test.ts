import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FULL_CASSETTES, notesIn, notesTotal } from '../../../src-main/atm/cash/cassette.ts';
import { BankConnection } from '../../../src-main/atm/connection/bank-connection.ts';
import type { Terminal } from '../../../src-main/atm/terminal.ts';
import { openTerminal } from '../../../src-main/atm/terminal-client.ts';
import { TIMING } from '../../../src-main/atm/timing.ts';
import type { MachineState } from '../../../src-main/contract/atm.ts';
import { type Customer, customerWhere, stateWhere } from '../../unit/atm/state-where.ts';
import { type BankProcess, startBankProcess } from '../../wire/bank/bank-process.ts';
import { temporaryFolder } from '../../wire/bank/running-bank.ts';
import { CuttingProxy } from './cutting-proxy.ts';

/** Processes die by SIGKILL in the middle of money: the bank's, and the ATM's. The books agree to the cent afterwards. */
const ATM_PROCESS = fileURLToPath(new URL('./atm-process.ts', import.meta.url));
/** A bank that starts again on a busy machine takes its time. */
const QUICK = { ...TIMING, retryFirst: 5, retryMost: 50, outcome: 60_000 };
const OPENING = 300_000;

let folder: ReturnType<typeof temporaryFolder>;
let bank: BankProcess;
let proxy: CuttingProxy;
/** The key of the newest reservation that passed the proxy. */
let reservation: string;
const ending: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  folder = temporaryFolder();
  bank = await startBankProcess(folder.data.path);
  proxy = await CuttingProxy.start(() => bank.terminalPort);
  reservation = '';
  proxy.onBytes((_way, bytes) => {
    reservation = /"op":"reserve",.*"key":"(?<key>[^"]+)"/.exec(bytes.toString())?.groups?.['key'] ?? reservation;
  });
});
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
  await proxy.close();
  await bank.end('SIGKILL');
  folder.remove();
});

function terminalAt(port: number, name: string): Terminal {
  const terminal = openTerminal({ host: '127.0.0.1', port, folder: folder.data.atm, name }, QUICK);
  ending.push(() => terminal.close());
  return terminal;
}

/** Once, when the words pass the proxy. */
function whenPasses(direction: 'to-bank' | 'to-atm', words: string, then: () => void): Promise<void> {
  return new Promise((resolve) => {
    const stop = proxy.onBytes((way, bytes) => {
      if (way !== direction || !bytes.includes(words)) return;
      stop();
      then();
      resolve();
    });
  });
}

describe('the bank is killed', () => {
  test.each([
    ['as the deposit reaches it', 'to-bank', '"op":"deposit"', 'deposit'],
    ['as its answer to the deposit leaves', 'to-atm', '"kind":"deposit"', 'deposit'],
    ['as the reservation reaches it', 'to-bank', '"op":"reserve"', 'withdraw'],
    ['as the notes have been paid and the booking reaches it', 'to-bank', '"op":"post"', 'withdraw'],
    ['as its answer to the booking leaves', 'to-atm', '"kind":"post"', 'withdraw'],
  ] as const)('%s, and started again: done exactly once', async (_when, direction, words, operation) => {
    const terminal = terminalAt(proxy.port, 'ATM 1');
    await terminal.login('1998', '998');
    let killed = false;
    const restarted = whenPasses(direction, words, () => {
      if (killed) return;
      killed = true;
      proxy.swallow = true;
      bank.child.kill('SIGKILL');
    }).then(async () => {
      await bank.end('SIGKILL');
      bank = await startBankProcess(folder.data.path);
      proxy.swallow = false;
    });
    const { balance } = await terminal[operation](14_000);
    await restarted;
    const expected = operation === 'deposit' ? OPENING + 14_000 : OPENING - 14_000;
    expect(balance).toBe(expected);
    expect(terminal.state).toMatchObject({ account: '1998', balance: expected, unsettled: [] });
    const { transfers } = await terminal.statement();
    expect(transfers.filter(({ kind }) => kind === 'deposit' || kind === 'post')).toHaveLength(1);
    await expect(terminal.leave()).resolves.toEqual({ balance: expected });
  });
});

describe('the ATM is killed', () => {
  /** Starts an ATM that withdraws $140 and dies when the words pass. What was sent last reaches the other side or not. */
  async function killAtm(words: string, reaches: boolean, direction: 'to-bank' | 'to-atm' = 'to-bank'): Promise<void> {
    const child: ChildProcess = spawn(
      process.execPath,
      [ATM_PROCESS, String(proxy.port), folder.data.atm, 'ATM 1', '14000'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const dead = once(child, 'close');
    ending.push(async () => child.kill('SIGKILL'));
    await whenPasses(direction, words, () => {
      proxy.swallow = !reaches;
      child.kill('SIGKILL');
    });
    await dead;
    proxy.swallow = false;
  }

  const cash = (terminal: Terminal): number => notesTotal(terminal.state.cassettes);
  const FULL = notesTotal(notesIn(FULL_CASSETTES));
  const settledState = (terminal: Terminal): Promise<Customer> =>
    customerWhere(terminal, ({ unsettled }) => unsettled.length === 0);

  test.each([true, false])(
    'between paying and booking: booked by the next machine (request sent: %s)',
    async (sent) => {
      await killAtm('"op":"post"', sent);
      const heir = terminalAt(bank.terminalPort, 'ATM 2');
      const { unsettled } = await stateWhere(heir, (state) => state.unsettled.length > 0);
      expect(unsettled).toMatchObject([{ kind: 'withdrawal', account: '1998', amount: 14_000 }]);
      await heir.login('1998', '998');
      expect((await settledState(heir)).settled).toMatchObject([
        { kind: 'withdrawal', amount: 14_000, outcome: 'done' },
      ]);
      await expect(heir.balance()).resolves.toEqual({ balance: OPENING - 14_000 });
      expect(cash(terminalAt(bank.terminalPort, 'ATM 1'))).toBe(FULL - 14_000);
    },
  );

  test.each([true, false])('before paying: nothing is taken (reservation sent: %s)', async (sent) => {
    await killAtm('"op":"reserve"', sent);
    const heir = terminalAt(bank.terminalPort, 'ATM 1');
    await heir.login('1998', '998');
    expect((await settledState(heir)).settled).toMatchObject([{ kind: 'withdrawal', outcome: 'not_done' }]);
    await expect(heir.balance()).resolves.toEqual({ balance: OPENING });
    expect(cash(heir)).toBe(FULL);
  });

  describe('and nobody logs in:', () => {
    test.each([
      ['the booking was under way', '"op":"post"', 'to-bank', true, 14_000],
      ['the booking was not sent', '"op":"post"', 'to-bank', false, 14_000],
      ['the booking was confirmed unheard', '"kind":"post"', 'to-atm', false, 14_000],
      ['the reservation was confirmed unheard', '"kind":"reserve"', 'to-atm', false, 0],
    ] as const)(
      'the books agree with the notes to the cent where %s',
      async (_step, words, direction, reaches, paid) => {
        await killAtm(words, reaches, direction);
        const heir = terminalAt(bank.terminalPort, 'ATM 1');
        await stateWhere(heir, ({ unsettled }) => unsettled.length === 0);
        expect(heir.state).toMatchObject({ at: 'ready', unbooked: 0 });
        expect(FULL - cash(heir)).toBe(paid);
        expect(await balanceAtBank()).toBe(OPENING - paid);
        const { settled } = await loggedInState(heir);
        expect(settled).toMatchObject([
          { kind: 'withdrawal', amount: 14_000, outcome: paid > 0 ? 'done' : 'not_done' },
        ]);
        await heir.leave();
        expect((await loggedInState(heir)).settled).toEqual([]);
      },
    );

    test('a reservation that never reached the bank takes nothing, and is closed by its customer', async () => {
      await killAtm('"op":"reserve"', false);
      const heir = terminalAt(bank.terminalPort, 'ATM 1');
      await stateWhere(heir, ({ at }) => at === 'ready');
      expect(heir.state.unsettled).toMatchObject([{ kind: 'withdrawal', account: '1998' }]);
      expect(cash(heir)).toBe(FULL);
      expect(await balanceAtBank()).toBe(OPENING);
      await heir.login('1998', '998');
      expect((await settledState(heir)).settled).toMatchObject([{ outcome: 'not_done' }]);
    });

    test('a machine that crashes repeatedly while it settles books once', async () => {
      await killAtm('"op":"post"', false);
      for (const [words, direction] of [
        ['"op":"settle"', 'to-bank'],
        ['"repeated":', 'to-atm'],
      ] as const) {
        const child = spawn(process.execPath, [ATM_PROCESS, String(proxy.port), folder.data.atm, 'ATM 1'], {
          stdio: 'ignore',
        });
        const dead = once(child, 'close');
        ending.push(async () => child.kill('SIGKILL'));
        await whenPasses(direction, words, () => {
          proxy.swallow = true;
          child.kill('SIGKILL');
        });
        await dead;
        proxy.swallow = false;
      }
      const heir = terminalAt(bank.terminalPort, 'ATM 1');
      await stateWhere(heir, ({ unsettled }) => unsettled.length === 0);
      expect(await balanceAtBank()).toBe(OPENING - 14_000);
      expect(FULL - cash(heir)).toBe(14_000);
    });

    test('a customer who tries to void it from elsewhere meanwhile gets nowhere: the notes are booked', async () => {
      await killAtm('"op":"post"', false);
      const elsewhere = await customer();
      const { transfers } = await elsewhere.ask('statement', { limit: 1 });
      expect(transfers).toMatchObject([{ kind: 'reserve', amount: 14_000 }]);
      const { sequence = 0, hash = '' } = transfers[0] ?? {};
      const refused = async (code: string, asked: Promise<unknown>): Promise<void> => {
        await expect(asked).rejects.toMatchObject({ code });
      };
      // As it was asked before reservations were named by their keys.
      await refused('bad_message', elsewhere.ask('void', { refers: sequence, key: 'by-its-number' } as never));
      await refused('transfer_not_found', elsewhere.ask('void', { reservation: hash, key: 'by-its-hash' }));
      await refused('transfer_not_found', elsewhere.ask('settle', { reservation: hash, paid: 0, key: 'by-its-hash' }));
      await refused('transfer_not_found', elsewhere.ask('reverse', { refers: sequence, key: 'by-reversal' }));
      elsewhere.end();
      const heir = terminalAt(bank.terminalPort, 'ATM 1');
      await stateWhere(heir, ({ unsettled }) => unsettled.length === 0);
      expect(heir.state.unbooked).toBe(0);
      expect(await balanceAtBank()).toBe(OPENING - 14_000);
    });

    test('notes whose reservation ran out are shown as unbooked until the customer has the money', async () => {
      await killAtm('"op":"post"', false);
      await voidReservation();
      const heir = terminalAt(bank.terminalPort, 'ATM 1');
      expect(await stateWhere(heir, ({ unbooked }) => unbooked > 0)).toMatchObject({
        at: 'ready',
        unbooked: 14_000,
        unsettled: [{ account: '1998', amount: 14_000 }],
      });
      await heir.login('1998', '998');
      expect(await settledState(heir)).toMatchObject({ unbooked: 0, settled: [{ outcome: 'done' }] });
      expect(await balanceAtBank()).toBe(OPENING - 14_000);
    });

    test('notes whose account is empty by then stay unbooked, over a restart, until the cassettes are filled', async () => {
      await killAtm('"op":"post"', false);
      await voidReservation(OPENING - 13_999);
      const heir = terminalAt(bank.terminalPort, 'ATM 1');
      await heir.login('1998', '998');
      expect(await settledState(heir)).toMatchObject({ unbooked: 14_000, settled: [] });
      await heir.close();
      const next = terminalAt(bank.terminalPort, 'ATM 1');
      expect(next.state).toMatchObject({ unbooked: 14_000, unsettled: [] });
      expect(await balanceAtBank()).toBe(13_999);
      next.replenish();
      expect(next.state.unbooked).toBe(0);
    });
  });

  test('what was paid on a reservation that ran out is booked as a withdrawal of its own', async () => {
    await killAtm('"op":"post"', false);
    await voidReservation();
    const heir = terminalAt(bank.terminalPort, 'ATM 1');
    await heir.login('1998', '998');
    expect((await settledState(heir)).settled).toMatchObject([{ kind: 'withdrawal', amount: 14_000, outcome: 'done' }]);
    await expect(heir.balance()).resolves.toEqual({ balance: OPENING - 14_000 });
  });

  test('a running machine is not taken for a crashed one by another process', async () => {
    const seen = whenPasses('to-bank', '"op":"reserve"', () => {
      proxy.swallow = true;
    });
    const child = spawn(process.execPath, [ATM_PROCESS, String(proxy.port), folder.data.atm, 'ATM 1', '14000'], {
      stdio: 'ignore',
    });
    const dead = once(child, 'close');
    await seen;
    const neighbour = terminalAt(bank.terminalPort, 'ATM 1');
    const states: MachineState[] = [];
    const stop = neighbour.onState((state) => states.push(state));
    await neighbour.login('1998', '998');
    // After all that the log-in began: a search that goes on when the other is dead would settle for this customer.
    await neighbour.leave();
    stop();
    expect(states.filter((state) => state.at === 'customer' && state.settled.length > 0)).toEqual([]);
    expect(neighbour.state).toMatchObject({ unsettled: [] });
    child.kill('SIGKILL');
    await dead;
    proxy.swallow = false;
    await neighbour.login('1998', '998');
    const { settled } = await customerWhere(neighbour, (state) => state.settled.length > 0);
    expect(settled).toMatchObject([{ kind: 'withdrawal', outcome: 'not_done' }]);
  });

  async function loggedInState(terminal: Terminal): Promise<Customer> {
    await terminal.login('1998', '998');
    return customerWhere(terminal);
  }

  /** Logged in as the customer, beside all ATMs. */
  async function customer(): Promise<BankConnection> {
    const connection = await BankConnection.open(
      { host: '127.0.0.1', port: bank.terminalPort },
      TIMING,
      () => {},
      () => {},
    );
    await connection.ask('login', { account: '1998', pin: '998' });
    return connection;
  }

  async function balanceAtBank(): Promise<number> {
    const connection = await customer();
    const { balance } = await connection.ask('balance', {});
    connection.end();
    return balance;
  }

  /** Does to the open reservation what the bank's time-out does, and withdraws some cents after it. */
  async function voidReservation(withdrawn = 0): Promise<void> {
    const connection = await customer();
    await connection.ask('void', { reservation, key: 'as-if-expired' });
    if (withdrawn > 0) await connection.ask('withdraw', { amount: withdrawn, key: 'withdrawn-meanwhile' });
    connection.end();
  }
});
