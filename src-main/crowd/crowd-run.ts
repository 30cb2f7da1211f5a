import type { CrowdAccount, CrowdFigures, CrowdOptions } from '../contract/crowd.ts';
import { Failure } from '../contract/failure.ts';
import type { Caller, Gone } from './caller.ts';
import { ClientFunds } from './client-funds.ts';
import { meanThinkTime, seededRandom } from './schedule.ts';
import { Semaphore } from './semaphore.ts';
import { SimulatedAtm } from './simulated-atm.ts';
import { Tally } from './tally.ts';
import { callTeletype, type TeletypeAddress } from './teletype-caller.ts';
import { callTerminal, type TerminalAddress } from './terminal-caller.ts';

/** What a crowd is to do, and where. Plain data that can be posted to a thread. */
export interface CrowdPlan {
  readonly options: CrowdOptions;
  readonly terminal: TerminalAddress;
  /** null: all clients speak the terminal protocol. */
  readonly teletype: TeletypeAddress | null;
  /** At least one; client i logs in to account i, modulo their number. */
  readonly accounts: readonly CrowdAccount[];
  /** Of the random numbers: the same seed draws the same operations. */
  readonly seed: number;
}

export type CrowdPhase = 'starting' | 'running' | 'stopping';

/** One in so many clients speaks the teletype protocol, which knows no transfers. */
const TELETYPE_EVERY = 5;
/** Log-ins under way at once: a burst of all would overflow the bank's queue of connections to be accepted. */
const LOGINS_AT_ONCE = 50;
const REPORT_MS = 500;
/** A bank that lets nobody in for so long is gone, ms. */
const GONE_MS = 4_000;
/** Time for all clients to put the money back and leave, ms; then they are cut off. */
const LEAVING_MS = 5_000;

/** All clients of one crowd, on one event loop, from the first log-in until the last has left. */
export class CrowdRun {
  readonly #plan: CrowdPlan;
  readonly #report: (phase: CrowdPhase, figures: CrowdFigures) => void;
  readonly #tally = new Tally(performance.now());
  readonly #logins = new Semaphore(LOGINS_AT_ONCE);
  readonly #atms: readonly SimulatedAtm[];
  readonly #stopped = Promise.withResolvers<Failure | null>();
  #lastSeen: number | null = null;

  constructor(plan: CrowdPlan, report: (phase: CrowdPhase, figures: CrowdFigures) => void) {
    this.#plan = plan;
    this.#report = report;
    this.#atms = this.#makeAtms();
  }

  /** Counts and latencies of the whole time. */
  get summary(): CrowdFigures {
    return this.#tally.summary(performance.now());
  }

  /**
   * Runs until it is stopped and everybody has left.
   * @throws Failure if the bank can't be reached, lets nobody in, or is gone
   */
  async run(): Promise<void> {
    const runs = Promise.all(this.#atms.map((atm) => atm.run()));
    // A bug in a client ends the crowd.
    runs.catch((error: unknown) => this.#stopped.reject(error));
    const timer = setInterval(() => this.#look(), REPORT_MS);
    try {
      const failure = await this.#stopped.promise;
      clearInterval(timer);
      if (failure !== null) throw failure;
      this.#tell('stopping');
      await this.#leave(runs);
    } finally {
      clearInterval(timer);
      for (const atm of this.#atms) atm.close();
    }
  }

  stop(): void {
    this.#stopped.resolve(null);
  }

  async #leave(runs: Promise<unknown>): Promise<void> {
    for (const atm of this.#atms) atm.stop();
    const timer = setTimeout(() => {
      for (const atm of this.#atms) atm.close();
    }, LEAVING_MS);
    await runs;
    await Promise.all(this.#atms.map((atm) => atm.giveBack()));
    await Promise.all(this.#atms.map((atm) => atm.leave()));
    clearTimeout(timer);
  }

  #look(): void {
    const now = performance.now();
    if (this.#tally.connected > 0) this.#lastSeen = now;
    else if (this.#isGone(now)) {
      this.#stopped.resolve(this.#whyNobody());
      return;
    }
    this.#tell(this.#atms.every((atm) => atm.settledIn) ? 'running' : 'starting');
  }

  #isGone(now: number): boolean {
    if (!this.#atms.every(({ failure }) => failure !== null)) return false;
    return this.#lastSeen === null || now - this.#lastSeen > GONE_MS;
  }

  #whyNobody(): Failure {
    const { host, port } = this.#plan.terminal;
    if (this.#lastSeen !== null) {
      return new Failure(
        'crowd_bank_gone',
        `The bank at ${host}:${port} is gone, and the crowd with it. Start the crowd again once the bank is open.`,
      );
    }
    const [first] = this.#atms;
    if (first?.failure?.code === 'authentication_failed' || first?.failure?.code === 'account_locked') {
      return new Failure(
        'crowd_accounts',
        "The bank doesn't let the crowd log in: its accounts have other PINs, or are locked. Unlock them with 'npm run lobby -- accounts', or give them the PINs they were opened with.",
      );
    }
    return first?.failure ?? new Failure('bank_unreachable', `The bank at ${host}:${port} can't be reached.`);
  }

  #tell(phase: CrowdPhase): void {
    this.#report(phase, this.#tally.report(performance.now()));
  }

  #makeAtms(): SimulatedAtm[] {
    const { options, teletype, accounts, seed } = this.#plan;
    const allFunds = Array.from(
      { length: options.clients },
      (_, index) => new ClientFunds(this.#account(index).number),
    );
    const speaksTeletype = (index: number): boolean =>
      teletype !== null && index % TELETYPE_EVERY === TELETYPE_EVERY - 1;
    const atTerminals = allFunds.filter((_, index) => !speaksTeletype(index));
    for (let index = 0; index + 1 < atTerminals.length; index += 2) {
      const [one, other] = atTerminals.slice(index, index + 2);
      if (one !== undefined && other !== undefined && accounts.length > 1) ClientFunds.pair(one, other);
    }
    const meanThinkMs = meanThinkTime(options.clients, options.rate);
    return allFunds.map(
      (funds, index) =>
        new SimulatedAtm({
          funds,
          mix: options.mix,
          meanThinkMs,
          random: seededRandom(seed + index),
          tally: this.#tally,
          call: (gone) => this.#logins.run(() => this.#call(index, speaksTeletype(index) ? teletype : null, gone)),
        }),
    );
  }

  #call(index: number, teletype: TeletypeAddress | null, gone: Gone): Promise<Caller> {
    const account = this.#account(index);
    return teletype === null
      ? callTerminal(this.#plan.terminal, account, `Crowd ${index + 1}`, gone)
      : callTeletype(teletype, account, gone);
  }

  #account(index: number): CrowdAccount {
    const { accounts } = this.#plan;
    const account = accounts[index % accounts.length];
    if (account === undefined) throw new RangeError('a crowd needs at least one account');
    return account;
  }
}
