import { BankConnection } from '../../../src-main/atm/connection/bank-connection.ts';
import { BankRefusal } from '../../../src-main/atm/connection/bank-failure.ts';
import { TIMING } from '../../../src-main/atm/timing.ts';
import type { HistoryLine } from '../../../src-main/bank/check/history.ts';
import { REFUSALS } from '../../../src-main/contract/refusals.ts';

/** What a client asks next. */
export type Step =
  | { readonly op: 'balance' }
  | { readonly op: 'deposit' | 'withdraw'; readonly amount: number }
  | { readonly op: 'transfer'; readonly amount: number; readonly to: string };

/** Numbers that look random and are the same for the same seed (a linear congruential generator, Knuth's MMIX). */
export function numbers(seed: number): (below: number) => number {
  let state = BigInt(seed);
  return (below) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    return Number((state >> 33n) % BigInt(below));
  };
}

/** A mix in which accounts run low, so that refusals come too. */
export function randomStep(pick: (below: number) => number, others: readonly string[]): Step {
  const amount = (pick(40) + 1) * 1_000;
  switch (pick(4)) {
    case 0:
      return { op: 'balance' };
    case 1:
      return { op: 'deposit', amount };
    case 2:
      return { op: 'withdraw', amount: amount * 5 };
    default:
      return { op: 'transfer', amount: amount * 3, to: others[pick(others.length)] ?? '' };
  }
}

/** Where operations are written down as they are answered; what is never answered is written at the end. */
export class Recorder {
  readonly lines: HistoryLine[] = [];
  #keys = 0;

  /** Does the steps one after the other on a connection of its own; stops at a cut, whose step stays of unknown outcome. */
  async client(name: string, port: number, account: string, pin: string, steps: Iterable<Step>): Promise<void> {
    const connection = await BankConnection.open(
      { host: '127.0.0.1', port, name },
      TIMING,
      () => {},
      () => {},
    );
    await connection.ask('login', { account, pin });
    for (const step of steps) {
      if (!(await this.#record(connection, name, account, step))) return;
    }
    connection.end();
  }

  text(opening: Readonly<Record<string, number>>): string {
    return [{ accounts: opening }, ...this.lines].map((line) => `${JSON.stringify(line)}\n`).join('');
  }

  /** @returns false if there is no answer. */
  async #record(connection: BankConnection, client: string, account: string, step: Step): Promise<boolean> {
    const key = `${client}-${process.pid}-${++this.#keys}-${account}`;
    const asked = { client, account, call: performance.now(), ...step };
    try {
      const { balance } = await ask(connection, step, key);
      this.lines.push({ ...asked, return: performance.now(), answer: { ok: true, balance } });
      return true;
    } catch (error) {
      const refusal = error instanceof BankRefusal ? REFUSALS.find((one) => one === error.code) : undefined;
      this.lines.push(
        refusal === undefined ? asked : { ...asked, return: performance.now(), answer: { ok: false, refusal } },
      );
      return refusal !== undefined;
    }
  }
}

function ask(connection: BankConnection, step: Step, key: string): Promise<{ balance: number }> {
  switch (step.op) {
    case 'balance':
      return connection.ask('balance', {});
    case 'deposit':
      return connection.ask('deposit', { amount: step.amount, key });
    case 'withdraw':
      return connection.ask('withdraw', { amount: step.amount, key });
    case 'transfer':
      return connection.ask('transfer', { amount: step.amount, to: step.to, key });
  }
}
