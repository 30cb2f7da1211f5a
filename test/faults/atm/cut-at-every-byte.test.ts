import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Terminal } from '../../../src-main/atm/terminal.ts';
import { openTerminal } from '../../../src-main/atm/terminal-client.ts';
import { TIMING } from '../../../src-main/atm/timing.ts';
import { type Bank, startBank } from '../../../src-main/bank/server.ts';
import { Failure } from '../../../src-main/contract/failure.ts';
import { type DataFolder, openDataFolder } from '../../../src-main/data-folder.ts';
import { customerWhere, stateWhere } from '../../unit/atm/state-where.ts';
import { openPort } from '../../wire/bank/running-bank.ts';
import { CuttingProxy, type Direction } from './cutting-proxy.ts';

/**
 * The connection between an ATM and the real bank is cut after every single byte of a deposit and of a withdrawal,
 * in both directions, with an orderly end and with a reset in turn. Whatever was cut, the money has moved exactly
 * once in the end, or not at all where the ATM says so.
 */
const QUICK = { ...TIMING, retryFirst: 1, retryMost: 20, outcome: 60_000 };
const ACCOUNT = '1999';
const AMOUNT = 1_000;
/** Thousands of synchronous commits: half a minute on a quiet machine. */
const PATIENCE_MS = 900_000;

let data: DataFolder;
let bank: Bank;
let proxy: CuttingProxy;
/** Reaches the bank directly, to see what is true. */
let witness: Terminal;

beforeAll(async () => {
  data = openDataFolder(mkdtempSync(join(tmpdir(), 'lobby-cut-')));
  bank = await startBank({ data, ports: { terminal: 0 }, sessionThreads: 1 });
  proxy = await CuttingProxy.start(bankPort);
  witness = openTerminal({ host: '127.0.0.1', port: bankPort(), folder: data.atm, name: 'Witness' });
  await logIn(witness);
  // Enough for a withdrawal at every byte.
  await witness.deposit(2_000_000);
});
afterAll(async () => {
  await witness.close();
  await proxy.close();
  await bank.stop();
  rmSync(data.path, { recursive: true });
});

function bankPort(): number {
  return openPort(bank.status(), 'terminal');
}

async function openLoggedIn(timing: typeof TIMING): Promise<Terminal> {
  const terminal = openTerminal({ host: '127.0.0.1', port: proxy.port, folder: data.atm, name: 'ATM 1' }, timing);
  await logIn(terminal);
  return terminal;
}

async function logIn(terminal: Terminal): Promise<void> {
  await stateWhere(terminal, ({ at }) => at === 'ready');
  await terminal.login(ACCOUNT, '999');
}

/** A cut right behind the last answer leaves a customer without a session: the next one logs in. */
async function stillLoggedIn(terminal: Terminal): Promise<void> {
  const there = await terminal.balance().then(
    () => true,
    () => false,
  );
  if (!there) await logIn(terminal);
}

async function truth(): Promise<{ balance: number; newest: number }> {
  const { balance } = await witness.balance();
  const { transfers } = await witness.statement({ limit: 1 });
  return { balance, newest: transfers[0]?.sequence ?? 0 };
}

/** The deposits and posts on the account since a sequence, in cents with their signs. */
async function movedSince(sequence: number): Promise<number[]> {
  const { transfers } = await witness.statement({ limit: 20 });
  return transfers
    .filter(
      (one) => one.sequence > sequence && (one.kind === 'deposit' || one.kind === 'post' || one.kind === 'withdrawal'),
    )
    .map(({ amount, credit }) => (credit === ACCOUNT ? amount : -amount));
}

const OPERATIONS = ['deposit', 'withdraw'] as const;
const KIND = { deposit: 'deposit', withdraw: 'withdrawal' } as const;
const DIRECTIONS: readonly Direction[] = ['to-bank', 'to-atm'];
const CASES = OPERATIONS.flatMap((operation) => DIRECTIONS.map((direction) => ({ operation, direction })));

const AT_EVERY_BYTE = '$operation, cut at every byte $direction: done exactly once, and said so';
const AND_DOWN = '$operation, cut at bytes $direction: said unknown, settled at the next log-in';

describe('cut, and reachable again at once', () => {
  test.each(CASES)(AT_EVERY_BYTE, { timeout: PATIENCE_MS }, async ({ operation, direction }) => {
    const signed = operation === 'deposit' ? AMOUNT : -AMOUNT;
    const terminal = await openLoggedIn(QUICK);
    let cuts = 0;
    try {
      for (let byte = 0; ; byte++) {
        const before = await truth();
        if (byte % 200 === 0) terminal.replenish();
        const { cut } = proxy.arm(direction, byte, byte % 2 === 0);
        const { balance } = await terminal[operation](AMOUNT);
        proxy.disarm();
        expect(await movedSince(before.newest), `byte ${byte}`).toEqual([signed]);
        expect((await witness.balance()).balance, `byte ${byte}`).toBe(before.balance + signed);
        expect(balance).toBe(before.balance + signed);
        expect(terminal.state.unsettled).toEqual([]);
        if (!cut()) break;
        cuts++;
        await stillLoggedIn(terminal);
      }
    } finally {
      await terminal.close();
    }
    // With fewer bytes than a request or a reply has, the cutting did not take place.
    expect(cuts).toBeGreaterThan(operation === 'deposit' ? 80 : 160);
  });
});

describe('cut, and unreachable until the ATM has given up', () => {
  /**
   * How long the ATM first waits for an outcome, ms. With the cut it waits in vain, so this is what each cut costs; a
   * bank that is slower than that has the ATM give up before anything was cut.
   */
  const IMPATIENCE_MS = 40;
  /** Every byte of each kind of cut is done above; here each takes its time-out. */
  const STRIDE = 7;

  test.each(CASES)(AND_DOWN, { timeout: PATIENCE_MS }, async ({ operation, direction }) => {
    const signed = operation === 'deposit' ? AMOUNT : -AMOUNT;
    let patience = IMPATIENCE_MS;
    const timing = {
      ...QUICK,
      get outcome() {
        return patience;
      },
    };
    const terminal = await openLoggedIn(timing);
    // Of the cuts alone. `known`: the ATM had the outcome before it gave up.
    const outcomes = { done: 0, not_done: 0, known: 0 };
    let byte = 0;
    try {
      for (;;) {
        const before = await truth();
        const cash = cashIn(terminal);
        const { cut } = proxy.arm(direction, byte, byte % 2 === 0, true);
        const answer = await terminal[operation](AMOUNT).then(
          (done) => (!('booked' in done) || done.booked ? 'done' : 'outcome_unknown'),
          (error: unknown) => (error instanceof Failure ? error.code : error),
        );
        proxy.disarm();
        proxy.down = false;
        const wasCut = cut();
        const paid = cash - cashIn(terminal);
        if (answer === 'done') {
          expect(await movedSince(before.newest), `byte ${byte}`).toEqual([signed]);
          if (!wasCut) break;
          outcomes.known++;
          await stillLoggedIn(terminal);
        } else if (answer === 'expired') {
          // The request came to the bank later than it is good for: surely not done.
          expect(await movedSince(before.newest), `byte ${byte}`).toEqual([]);
          expect(paid, `byte ${byte}`).toBe(0);
          await stillLoggedIn(terminal);
        } else {
          expect(answer, `byte ${byte}`).toBe('outcome_unknown');
          expect(terminal.state).toMatchObject({ ended: 'lost', unsettled: [{ kind: KIND[operation] }] });

          await logIn(terminal);
          const { settled } = await customerWhere(terminal, (state) => state.unsettled.length === 0);
          // What was told, what the books say, and what the machine paid are one.
          const outcome = settled[0]?.outcome ?? 'not_done';
          if (wasCut) outcomes[outcome]++;
          expect(settled, `byte ${byte}`).toMatchObject([{ kind: KIND[operation], amount: AMOUNT, outcome }]);
          expect(await movedSince(before.newest), `byte ${byte}`).toEqual(outcome === 'done' ? [signed] : []);
          const balance = outcome === 'done' ? before.balance + signed : before.balance;
          expect((await witness.balance()).balance, `byte ${byte}`).toBe(balance);
          if (operation === 'withdraw') expect(paid, `byte ${byte}`).toBe(outcome === 'done' ? AMOUNT : 0);
        }
        // Without the cut it was the bank that was late, as on a busy machine: this byte's turn is still to come.
        const isByteDone = wasCut && answer !== 'expired';
        patience = isByteDone ? IMPATIENCE_MS : patience * 2;
        if (isByteDone) byte += STRIDE;
      }
    } finally {
      proxy.down = false;
      await terminal.close();
    }
    // A deposit is done as soon as its request is whole; a withdrawal has two requests and can be cut before either.
    const all = JSON.stringify(outcomes);
    expect(outcomes.done + outcomes.not_done + outcomes.known, all).toBe(byte / STRIDE);
    if (operation === 'withdraw' || direction === 'to-atm') expect(outcomes.done, all).toBeGreaterThan(0);
    if (operation === 'withdraw' || direction === 'to-bank') expect(outcomes.not_done, all).toBeGreaterThan(0);
  });

  function cashIn(terminal: Terminal): number {
    return terminal.state.cassettes.reduce((sum, { denomination, count }) => sum + denomination * count, 0);
  }
});
