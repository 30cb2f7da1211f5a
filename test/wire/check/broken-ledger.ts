import type { HistoryAnswer, HistoryLine } from '../../../src-main/bank/check/history.ts';
import type { Step } from './recorder.ts';

/**
 * Ways of getting a concurrent ledger wrong:
 * - `lost-update`: reads the balance, waits, and writes what it made of it;
 * - `check-then-act`: checks the balance, waits, and subtracts;
 * - `stale-read`: answers balances from a copy that is brought up to date late;
 * - `half-transfer`: lets others in between the two sides of a transfer.
 */
export const FLAWS = ['lost-update', 'check-then-act', 'stale-read', 'half-transfer'] as const;
export type Flaw = (typeof FLAWS)[number] | 'none';

/** A ledger in memory that is wrong on purpose, or right with `none`, and records what its clients see. */
export class BrokenLedger {
  readonly lines: HistoryLine[] = [];
  readonly #flaw: Flaw;
  readonly #balances: Map<string, number>;
  #copy: ReadonlyMap<string, number>;
  #clock = 0;
  #changes = 0;

  constructor(flaw: Flaw, opening: Readonly<Record<string, number>>) {
    this.#flaw = flaw;
    this.#balances = new Map(Object.entries(opening));
    this.#copy = new Map(this.#balances);
  }

  async client(name: string, account: string, steps: readonly Step[], waits: () => number): Promise<void> {
    const wait = async (): Promise<void> => {
      for (let turns = waits(); turns >= 0; turns--) await new Promise((resolve) => setImmediate(resolve));
    };
    for (const step of steps) {
      const call = this.#clock++;
      await wait();
      const answer = await this.#do(account, step, wait);
      await wait();
      this.lines.push({ client: name, account, call, return: this.#clock++, answer, ...step });
    }
  }

  async #do(account: string, step: Step, wait: () => Promise<void>): Promise<HistoryAnswer> {
    const seen = this.#balance(account);
    if (step.op === 'balance') {
      return { ok: true, balance: this.#flaw === 'stale-read' ? (this.#copy.get(account) ?? 0) : seen };
    }
    if (step.op !== 'deposit' && seen < step.amount) return { ok: false, refusal: 'insufficient_funds' };
    if (this.#flaw === 'lost-update' || this.#flaw === 'check-then-act') await wait();
    const before = this.#flaw === 'lost-update' ? seen : this.#balance(account);
    this.#set(account, step.op === 'deposit' ? before + step.amount : before - step.amount);
    const balance = this.#balance(account);
    if (step.op === 'transfer') {
      if (this.#flaw === 'half-transfer') await wait();
      this.#set(step.to, this.#balance(step.to) + step.amount);
    }
    return { ok: true, balance };
  }

  #balance(account: string): number {
    return this.#balances.get(account) ?? 0;
  }

  #set(account: string, cents: number): void {
    this.#balances.set(account, cents);
    // The copy follows every third change only.
    if (++this.#changes % 3 === 0) this.#copy = new Map(this.#balances);
  }
}
