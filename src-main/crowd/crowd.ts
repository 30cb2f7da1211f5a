import { Worker } from 'node:worker_threads';
import type { CrowdFigures, CrowdOptions, CrowdState } from '../contract/crowd.ts';
import { Failure, failureFields } from '../contract/failure.ts';
import { Listeners } from '../listeners.ts';
import { modulePath } from '../module-path.ts';
import type { CrowdPlan } from './crowd-run.ts';
import type { FromCrowd, ToCrowd } from './crowd-thread.ts';

/** Where a crowd goes, and the accounts that it may use there. */
export type CrowdTarget = Pick<CrowdPlan, 'terminal' | 'teletype' | 'accounts'>;

const NOTHING_YET: CrowdFigures = {
  seconds: 0,
  connected: 0,
  logins: 0,
  operations: 0,
  done: { balance: 0, deposit: 0, withdraw: 0, transfer: 0 },
  refusals: 0,
  left: 0,
  errors: 0,
  perSecond: 0,
  latency: null,
};

type Busy = Extract<CrowdState, { state: 'starting' | 'running' | 'stopping' }>;

/** Starts and stops the crowd, for the suite and for the command line: at most one at a time, on its own thread. */
export class Crowd {
  readonly #listeners = new Listeners<[CrowdState]>();
  #state: CrowdState = { state: 'idle', last: null };
  #worker: Worker | null = null;
  /** Resolved when the current crowd has ended. */
  #ended: Promise<void> = Promise.resolve();

  get state(): CrowdState {
    return this.#state;
  }

  onState(listener: (state: CrowdState) => void): () => void {
    return this.#listeners.add(listener);
  }

  /**
   * Starts a crowd. What goes wrong later is in the state.
   * @param prepare finds out where it goes; what it throws is in the state, too
   * @param seed of the random numbers
   * @throws Failure `crowd_running` if there is one already
   */
  start(options: CrowdOptions, prepare: () => Promise<CrowdTarget>, seed = Date.now()): void {
    if (busy(this.#state) !== null) {
      throw new Failure('crowd_running', 'A crowd is there already. Stop it before you start another one.');
    }
    this.#become({ state: 'starting', options, figures: NOTHING_YET });
    this.#ended = this.#live(options, prepare, seed);
  }

  /** Lets the clients put back what is not where it was, and leave; at most about five seconds. */
  async stop(): Promise<void> {
    const now = busy(this.#state);
    if (now !== null && now.state !== 'stopping') {
      this.#become({ ...now, state: 'stopping' });
      this.#worker?.postMessage({ type: 'stop' } satisfies ToCrowd);
    }
    await this.#ended;
  }

  async #live(options: CrowdOptions, prepare: () => Promise<CrowdTarget>, seed: number): Promise<void> {
    try {
      const target = await prepare();
      // Stopped before it could begin.
      if (this.#state.state === 'stopping') return this.#become({ state: 'idle', last: null });
      const { failure, figures } = await this.#runThread({ ...target, options, seed });
      this.#worker = null;
      this.#become(
        failure === null ? { state: 'idle', last: figures } : { state: 'failed', ...failure, last: figures },
      );
    } catch (error) {
      this.#worker = null;
      const figures = busy(this.#state)?.figures;
      const last = figures !== undefined && figures.seconds > 0 ? figures : null;
      this.#become({ state: 'failed', ...failureFields(error), last });
    }
  }

  /** @returns what the thread said at its end. @throws what killed it */
  #runThread(plan: CrowdPlan): Promise<Extract<FromCrowd, { type: 'ended' }>> {
    const worker = new Worker(modulePath('crowd-thread'), { workerData: plan, name: 'crowd' });
    this.#worker = worker;
    let end: Extract<FromCrowd, { type: 'ended' }> | undefined;
    worker.on('message', (message: FromCrowd) => {
      if (message.type === 'ended') {
        end = message;
        return;
      }
      // A report that was under way when it was told to stop.
      const state = this.#state.state === 'stopping' ? 'stopping' : message.phase;
      this.#become({ state, options: plan.options, figures: message.figures });
    });
    return new Promise((resolve, reject) => {
      worker.once('error', reject);
      worker.once('exit', () => {
        if (end !== undefined) resolve(end);
        else reject(new Failure('crowd_lost', 'The crowd stopped unexpectedly. Start it again.'));
      });
    });
  }

  #become(state: CrowdState): void {
    this.#state = state;
    this.#listeners.tell(state);
  }
}

function busy(state: CrowdState): Busy | null {
  return state.state === 'idle' || state.state === 'failed' ? null : state;
}
