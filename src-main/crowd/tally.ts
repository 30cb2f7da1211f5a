import type { CrowdFigures } from '../contract/crowd.ts';
import type { CrowdRequest, Outcome } from './client-funds.ts';
import { Latencies } from './latencies.ts';

interface Period {
  readonly from: number;
  readonly latencies: Latencies;
  operations: number;
}

/** Counts exactly what a crowd does, and keeps how long it took. Times in ms of one monotonic clock. */
export class Tally {
  connected = 0;
  logins = 0;
  left = 0;
  errors = 0;
  readonly #done = { balance: 0, deposit: 0, withdraw: 0, transfer: 0 };
  #refusals = 0;
  readonly #all: Period;
  #before: Period;
  #now: Period;

  constructor(now: number) {
    this.#all = period(now);
    this.#before = period(now);
    this.#now = this.#before;
  }

  answered(request: CrowdRequest, outcome: Exclude<Outcome, 'unknown'>, ms: number): void {
    if (outcome === 'done') this.#done[request.op] += 1;
    else this.#refusals += 1;
    this.#now.operations += 1;
    this.#now.latencies.add(ms);
    this.#all.operations += 1;
    this.#all.latencies.add(ms);
  }

  /** The figures with rate and latency of the last two periods; begins a new period. */
  report(now: number): CrowdFigures {
    const recent = new Latencies();
    recent.addAll(this.#before.latencies);
    let { operations } = this.#before;
    if (this.#now !== this.#before) {
      recent.addAll(this.#now.latencies);
      operations += this.#now.operations;
    }
    const figures = this.#figures(now, { from: this.#before.from, operations, latencies: recent });
    this.#before = this.#now;
    this.#now = period(now);
    return figures;
  }

  /** The figures with rate and latency of the whole time. */
  summary(now: number): CrowdFigures {
    return this.#figures(now, this.#all);
  }

  #figures(now: number, over: Period): CrowdFigures {
    const p50 = over.latencies.percentile(0.5);
    const p99 = over.latencies.percentile(0.99);
    const seconds = (now - over.from) / 1000;
    return {
      seconds: (now - this.#all.from) / 1000,
      connected: this.connected,
      logins: this.logins,
      operations: this.#all.operations,
      done: { ...this.#done },
      refusals: this.#refusals,
      left: this.left,
      errors: this.errors,
      perSecond: seconds > 0 ? over.operations / seconds : 0,
      latency: p50 === null || p99 === null ? null : { p50, p99 },
    };
  }
}

function period(from: number): Period {
  return { from, latencies: new Latencies(), operations: 0 };
}
