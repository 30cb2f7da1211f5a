interface Tries {
  wrong: number;
  locks: number;
  until: number;
}

const nothing = (): Tries => ({ wrong: 0, locks: 0, until: 0 });

/** [wrong PINs that lock, first lock, longest lock]. */
type Rule = readonly [number, number, number];
const TERMINAL: Rule = [3, 30_000, 3_600_000];
const PEER: Rule = [3, 30_000, 86_400_000];
const ALL: Rule = [12, 120_000, 14_400_000];
const WEEK = 604_800_000;

function countWrong(tries: Tries, [most, first, longest]: Rule, now: number): void {
  tries.wrong += 1;
  if (tries.wrong < most) return;
  tries.wrong = 0;
  tries.until = now + Math.min(first * 2 ** tries.locks, longest);
  tries.locks += 1;
}

/** How the naive bank counts wrong PINs. Of several banks, each remembers by itself what is not of the account. */
export class NaiveTries {
  readonly #all: Record<string, Tries> = {};
  #peers: Record<string, Tries> = {};
  #known: Record<string, { at: number; pin: string; tries: Tries }> = {};

  /** @param exists whether there is such an account: only what belongs to one is kept */
  restart(exists: (account: string) => boolean): void {
    this.#peers = {};
    this.#known = {};
    for (const account of Object.keys(this.#all)) if (!exists(account)) delete this.#all[account];
  }

  /** @param pin the account's; undefined: there is none */
  try(
    { account, pin: typed, from = '' }: { account: string; pin: string; from?: string },
    pin: string | undefined,
    now: number,
    bank: number,
  ): 'ok' | 'authentication_failed' | 'account_locked' {
    const terminal = `${bank}/${account}/${from}`;
    const peer = `${bank}/${account}/${from.split(' ')[0]}`;
    const known = this.#known[terminal];
    if (known !== undefined && known.pin === pin && now - known.at < WEEK) {
      if (known.tries.until > now) return 'account_locked';
      if (typed === pin) this.learn(account, from, pin, now, bank);
      else countWrong(known.tries, TERMINAL, now);
      return typed === pin ? 'ok' : 'authentication_failed';
    }
    this.#all[account] ??= nothing();
    this.#peers[peer] ??= nothing();
    if (Math.max(this.#all[account].until, this.#peers[peer].until) > now) return 'account_locked';
    if (pin !== undefined && typed === pin) {
      delete this.#all[account];
      delete this.#peers[peer];
      this.learn(account, from, pin, now, bank);
      return 'ok';
    }
    countWrong(this.#all[account], ALL, now);
    countWrong(this.#peers[peer], PEER, now);
    return 'authentication_failed';
  }

  /** The account was logged in there. */
  learn(account: string, from: string, pin: string, now: number, bank: number): void {
    this.#known[`${bank}/${account}/${from}`] = { at: now, pin, tries: nothing() };
  }
}
