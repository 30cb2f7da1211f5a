import { rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { LedgerCheckState } from '../../contract/administration/ledger-check.ts';
import { Failure, failureFields } from '../../contract/failure.ts';
import type { DataFolder } from '../../data-folder.ts';
import { Listeners } from '../../listeners.ts';
import { modulePath } from '../../module-path.ts';
import type { Bank } from '../bank.ts';
import type { Verdict } from '../store/books-audit.ts';
import type { AuditStart, FromAuditThread } from './thread.ts';

/** Least progress between two reports. */
const STEP = 0.01;

/**
 * Checks the ledger of a bank that runs, at most one check at a time: a copy of one moment is made beside the ledger
 * and audited in a thread of its own, so the bank goes on. What comes of it is the state:
 *
 *     none ──▶ copying ──▶ checking ──▶ good, bad
 *                 └───────────┴──▶ failed               and from each end again to copying; `stop` leads to none
 */
export class LedgerCheck {
  readonly #data: DataFolder;
  readonly #listeners = new Listeners<[LedgerCheckState]>();
  #state: LedgerCheckState = { state: 'none' };
  #worker: Worker | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(data: DataFolder) {
    this.#data = data;
  }

  get state(): LedgerCheckState {
    return this.#state;
  }

  onState(listener: (state: LedgerCheckState) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Starts a check, if none is running. */
  start(bank: Bank): void {
    if (this.#running !== undefined) return;
    this.#stopped = false;
    this.#become({ state: 'copying', part: 0 });
    this.#running = this.#check(bank).finally(() => {
      this.#running = undefined;
    });
  }

  /** Ends a check, because the bank is about to close. One that still copies ends when the ledger does. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#worker?.terminate();
  }

  /** Resolves when no check is running and nothing of one is left. */
  async ended(): Promise<void> {
    await this.#running;
  }

  async #check(bank: Bank): Promise<void> {
    const { checked } = this.#data;
    try {
      // A copy left by a Lobby that ended in the middle of a check.
      await discard(checked);
      const at = Date.now();
      await bank.copyLedger(checked, (part) => this.#progress('copying', part));
      const verdict = this.#stopped ? undefined : await this.#audit(checked);
      await discard(checked);
      if (verdict === undefined) this.#become({ state: 'none' });
      else if (verdict.good) {
        const { transfers, accounts, hash } = verdict;
        this.#become({ state: 'good', at, transfers, accounts, hash });
      } else this.#become({ state: 'bad', at, findings: [...verdict.findings] });
    } catch (error) {
      // What can't be removed is in the way of the next check only, which then says so.
      await rm(checked, { force: true }).catch(() => undefined);
      this.#become(this.#stopped ? { state: 'none' } : { state: 'failed', ...failureFields(error) });
    }
  }

  /** @returns undefined if it was stopped. @throws Failure */
  #audit(copy: string): Promise<Verdict | undefined> {
    this.#become({ state: 'checking', part: 0 });
    const start: AuditStart = { data: this.#data, copy };
    const worker = new Worker(modulePath('audit-thread'), { workerData: start, name: 'audit' });
    this.#worker = worker;
    return new Promise<Verdict | undefined>((resolve, reject) => {
      worker.on('message', (message: FromAuditThread) => {
        if (message.type === 'progress') this.#progress('checking', message.part);
        if (message.type === 'verdict') resolve(message.verdict);
        if (message.type === 'failed') reject(Failure.from(message.failure));
      });
      const lost = (cause?: unknown) =>
        reject(new Failure('check_lost', 'The check of the ledger stopped unexpectedly. Start it again.', { cause }));
      worker.on('error', lost);
      worker.on('exit', () => (this.#stopped ? resolve(undefined) : lost()));
    }).finally(() => {
      this.#worker = undefined;
    });
  }

  #progress(state: 'copying' | 'checking', part: number): void {
    if (this.#stopped) return;
    const before = this.#state.state === state ? this.#state.part : 0;
    if (part - before >= STEP) this.#become({ state, part: Math.min(1, part) });
  }

  #become(state: LedgerCheckState): void {
    this.#state = state;
    this.#listeners.tell(state);
  }
}

/** @throws Failure `ledger_not_copied` */
async function discard(copy: string): Promise<void> {
  try {
    await rm(copy, { force: true });
  } catch (cause) {
    throw new Failure('ledger_not_copied', `The copy of an earlier check, ${copy}, can't be removed. Remove it.`, {
      cause,
    });
  }
}
