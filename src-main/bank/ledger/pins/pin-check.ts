import { KNOWN_TERMINAL_MS, PIN_TRIES } from '../../../contract/limits.ts';
import { type Account, isCustomer } from '../account.ts';
import type { AccountNumber, Refused } from '../request.ts';
import { checkPin, isPin, type PinKey, pinVerifier } from './pin.ts';
import {
  ACCOUNT_RULE,
  countRightPin,
  NO_TRIES,
  PEER_RULE,
  type PinTries,
  TERMINAL_RULE,
  withWrongPin,
} from './pin-lock.ts';
import { RecentSources } from './recent-sources.ts';

/** Accounts that are remembered for wrong PINs, so that unknown ones lock as real ones do; of each so many peers. */
export const STRANGERS = 10_000;
const STRANGER_PEERS = 64;
/** Accounts whose terminals are remembered, the newest few of each. */
const KNOWN_ACCOUNTS = 50_000;
const KNOWN_TERMINALS = 8;

/** Where what all peers together have tried at an account that does not exist stands: no peer is called so. */
const ALL_PEERS = '';

/** A terminal where the account was logged in. */
interface KnownTerminal {
  /** The last time, ms since the epoch. */
  readonly at: number;
  /** As `Account.pin` was then: whoever knew an earlier PIN may have been there. */
  readonly pin: string | null;
  /** What was tried there since. */
  readonly tries: Readonly<PinTries>;
}

/** What the desk may change, in the batch at work. */
export interface PinRecords {
  account(number: AccountNumber): Account | undefined;
  /** The account is about to change. */
  touch(account: Account): void;
  /** Makes this batch a commit: a wrong PIN at an account that does not exist must cost what others cost. */
  mustCommit(): void;
}

/**
 * Checks PINs. Order: a lock by wrong PINs (while it lasts no PIN is looked at) → the PIN → a lock by the bank.
 * A wrong PIN and an unknown account do the same work and get the same answers, the lock included.
 *
 * Wrong PINs are counted where they are tried, so that nobody locks a customer out from elsewhere:
 * - at a terminal where the account was logged in lately, for that terminal alone;
 * - everywhere else for the peer, and for all those peers together, which bounds what any number of them can guess.
 *
 * What all peers together have tried is in the account, and on disk. The rest is in memory; docs/security.md says why.
 */
export class PinDesk {
  readonly #key: PinKey;
  readonly #records: PinRecords;
  readonly #peers = new RecentSources<Readonly<PinTries>>(STRANGERS, STRANGER_PEERS);
  readonly #terminals = new RecentSources<KnownTerminal>(KNOWN_ACCOUNTS, KNOWN_TERMINALS);

  constructor(key: PinKey, records: PinRecords) {
    this.#key = key;
    this.#records = records;
  }

  begin(): void {
    this.#peers.begin();
    this.#terminals.begin();
  }

  /** Takes the batch back. */
  undo(): void {
    this.#peers.undo();
    this.#terminals.undo();
  }

  /**
   * @param from as in the request for it
   * @returns the account if the PIN is right at the time `now`.
   */
  check(number: AccountNumber, pin: string, now: number, from = ''): Account | Refused {
    const found = this.#records.account(number);
    const account = found !== undefined && isCustomer(found) ? found : undefined;
    const right = checkPin(this.#key, number, pin, account?.pin ?? null);
    const terminal = this.#terminals.get(number, from);
    const isKnown = terminal !== undefined && terminal.pin === account?.pin && now - terminal.at < KNOWN_TERMINAL_MS;
    const refused = isKnown
      ? this.#tryAtTerminal(number, from, terminal, right, now)
      : this.#tryAtPeer(number, account, peerOf(from), right, now);
    if (refused !== undefined) return refused;
    if (account === undefined) throw new Error('pin: the right one of no account');
    if (account.lockedByBank) return { ok: false, refusal: 'account_locked' };
    this.#terminals.put(number, from, { at: now, pin: account.pin, tries: NO_TRIES });
    return account;
  }

  change(number: AccountNumber, pin: string, newPin: string, now: number, from = ''): { readonly ok: true } | Refused {
    const account = this.check(number, pin, now, from);
    if ('ok' in account) return account;
    if (!isPin(newPin)) return { ok: false, refusal: 'invalid_pin' };
    this.#records.touch(account);
    account.pin = pinVerifier(this.#key, number, newPin);
    this.#terminals.put(number, from, { at: now, pin: account.pin, tries: NO_TRIES });
    return { ok: true };
  }

  /** The bank gives the account all tries back, wherever they were made. */
  forgive(account: Account): void {
    countRightPin(account);
    this.#peers.forget(account.number);
    for (const [from, terminal] of this.#terminals.of(account.number)) {
      this.#terminals.put(account.number, from, { ...terminal, tries: NO_TRIES });
    }
  }

  /** Whether it is the account's PIN. Counts as no try: only the bank itself may ask. */
  fits({ number, pin: verifier }: Account, pin: string): boolean {
    return checkPin(this.#key, number, pin, verifier);
  }

  /** What is kept of the PIN of a new account. */
  verifier(number: AccountNumber, pin: string): string {
    return pinVerifier(this.#key, number, pin);
  }

  /** What strangers have tried stays: their count must not begin anew because the customer comes. */
  #tryAtTerminal(
    number: AccountNumber,
    from: string,
    terminal: KnownTerminal,
    right: boolean,
    now: number,
  ): Refused | undefined {
    const { tries } = terminal;
    if (tries.lockedUntil > now) return locked(tries.lockedUntil - now);
    if (right) return undefined;
    this.#records.mustCommit();
    const own = withWrongPin(tries, TERMINAL_RULE, now);
    this.#terminals.put(number, from, { ...terminal, tries: own });
    return wrong(PIN_TRIES - own.wrongTries, own.lockedUntil - now);
  }

  #tryAtPeer(
    number: AccountNumber,
    account: Account | undefined,
    peer: string,
    right: boolean,
    now: number,
  ): Refused | undefined {
    const own = this.#peers.get(number, peer) ?? NO_TRIES;
    const all = account ?? this.#peers.get(number, ALL_PEERS) ?? NO_TRIES;
    const lockedUntil = Math.max(own.lockedUntil, all.lockedUntil);
    if (lockedUntil > now) return locked(lockedUntil - now);
    if (right) {
      this.#peers.delete(number, peer);
      if (account !== undefined && (account.wrongTries > 0 || account.locks > 0)) {
        this.#records.touch(account);
        countRightPin(account);
      }
      return undefined;
    }
    this.#records.mustCommit();
    const nextOwn = withWrongPin(own, PEER_RULE, now);
    const nextAll = withWrongPin(all, ACCOUNT_RULE, now);
    this.#peers.put(number, peer, nextOwn);
    if (account === undefined) {
      this.#peers.put(number, ALL_PEERS, nextAll);
    } else {
      this.#records.touch(account);
      account.wrongTries = nextAll.wrongTries;
      account.locks = nextAll.locks;
      account.lockedUntil = nextAll.lockedUntil;
    }
    const left = Math.min(PEER_RULE.tries - nextOwn.wrongTries, ACCOUNT_RULE.tries - nextAll.wrongTries);
    return wrong(left, Math.max(nextOwn.lockedUntil, nextAll.lockedUntil) - now);
  }
}

/** Where a try comes from is the peer and, where it has one, its name. */
function peerOf(from: string): string {
  return from.split(' ', 1)[0] || 'nobody';
}

function locked(retryAfter: number): Refused {
  return { ok: false, refusal: 'account_locked', retryAfter };
}

/** @param lockMs above 0: this one has locked it, for so long */
function wrong(triesLeft: number, lockMs: number): Refused {
  if (lockMs > 0) return { ok: false, refusal: 'authentication_failed', triesLeft: 0, retryAfter: lockMs };
  return { ok: false, refusal: 'authentication_failed', triesLeft };
}
