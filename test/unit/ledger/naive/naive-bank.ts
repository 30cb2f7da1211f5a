import type { LedgerRequest } from '../../../../src-main/bank/ledger/request.ts';
import { NaiveTries } from './naive-tries.ts';

/** What the naive bank answers: the outcome without hashes and times. */
export type NaiveAnswer =
  | { ok: false; refusal: string }
  | { ok: true; sequence: number; kind: string; amount: number; balance: number; repeated: boolean }
  | { ok: true; balance: number }
  | { ok: true; sequences: number[]; more: boolean }
  | { ok: true; sequence: number }
  | { ok: true };

interface Entry {
  sequence: number;
  kind: string;
  owner: string;
  /** The other customer of a transfer. */
  other: string | undefined;
  amount: number;
  key: string;
  refers: number | undefined;
  at: number;
  expires: number;
  /** When a reserve runs out, by the steady clock. */
  due: number;
  answer: NaiveAnswer;
}

/** Of an account; that of a post or void, and what it refers to, were found already. */
type MoneyRequest =
  | Extract<LedgerRequest, { account: string; key: string }>
  | (Extract<LedgerRequest, { reservation: string }> & { account: string; refers: number });

const DAY = 86_400_000;
/** ms, until they are forgotten with the next refusal. */
const REFUSALS_KEPT = 900_000;
const MAX = 100_000_000;

/**
 * The bank as simply as it can be said, and as slowly: there are no balances, only a list of what happened, and every
 * question goes through the whole list. Shares no code with the ledger.
 */
export class NaiveBank {
  now: number;
  /** What time has passed, whatever was done to the date. */
  #steady = 0;
  readonly #opening: Record<string, number>;
  readonly #limits: Record<string, number | undefined>;
  readonly #pins: Record<string, string>;
  readonly #tries = new NaiveTries();
  readonly #entries: Entry[] = [];
  /** `since`: when a refusal was learned, by the steady clock. */
  readonly #answers = new Map<string, { content: string; answer: NaiveAnswer; since: number }>();
  #last: number;

  constructor(
    accounts: readonly { number: string; pin: string; balance: number }[],
    limits: Record<string, number | undefined>,
    now: number,
  ) {
    this.now = now;
    this.#last = now;
    this.#limits = limits;
    this.#opening = Object.fromEntries(accounts.map(({ number, balance }) => [number, balance]));
    this.#pins = Object.fromEntries(accounts.map(({ number, pin }) => [number, pin]));
    for (const { number, balance } of accounts) {
      this.#add({ kind: 'opening', owner: number, amount: balance, key: `opening/${number}` }, { ok: true });
    }
  }

  get accounts(): string[] {
    return Object.keys(this.#opening);
  }

  /** Time passes, or the date is set back. */
  wait(ms: number): void {
    this.now += ms;
    this.#steady += Math.max(0, ms);
  }

  restart(): void {
    for (const reserve of this.#entries.filter((one) => this.#isOpen(one))) {
      const whole = reserve.expires - reserve.at;
      const unsure = this.now - this.#last > DAY;
      this.#setDue(reserve, unsure ? whole : Math.min(whole, Math.max(0, reserve.expires - this.#time())));
    }
    for (const one of this.#answers.values()) one.since = this.#steady;
    this.#tries.restart((account) => account in this.#opening);
  }

  /** Time passes first: reserves that are over are voided in the order they were made. */
  tick(): void {
    for (const reserve of this.#entries.filter((one) => this.#isOpen(one) && one.due <= this.#steady)) {
      this.#add(
        {
          kind: 'void',
          owner: reserve.owner,
          amount: reserve.amount,
          key: `expired/${reserve.sequence}`,
          refers: reserve.sequence,
        },
        { ok: true },
      );
    }
  }

  /** What is answered while nothing can be written: reads, of the books as they are. */
  askReadOnly(request: LedgerRequest): NaiveAnswer {
    const reads = request.op === 'balance' || request.op === 'statement' || request.op === 'look-up';
    return reads ? this.#answer(request) : no('unavailable');
  }

  /** @param bank which one of several on the same books */
  ask(request: LedgerRequest, bank = 0): NaiveAnswer {
    this.tick();
    return this.#answer(request, bank);
  }

  #answer(request: LedgerRequest, bank = 0): NaiveAnswer {
    switch (request.op) {
      case 'balance':
        return request.account in this.#opening
          ? { ok: true, balance: this.available(request.account) }
          : no('account_not_found');
      case 'authenticate':
        return this.#login(request, bank) ?? { ok: true, balance: this.available(request.account) };
      case 'change-pin': {
        const refused = this.#login(request, bank);
        if (refused !== undefined) return refused;
        if (!/^[0-9]{3,12}$/.test(request.newPin)) return no('invalid_pin');
        this.#pins[request.account] = request.newPin;
        this.#tries.learn(request.account, request.from ?? '', request.newPin, this.#time(), bank);
        return { ok: true };
      }
      case 'statement': {
        if (!(request.account in this.#opening)) return no('account_not_found');
        const all = this.#entries
          .filter((one) => one.owner === request.account || one.other === request.account)
          .map((one) => one.sequence)
          .filter((sequence) => request.before === undefined || sequence < request.before)
          .reverse();
        return { ok: true, sequences: all.slice(0, request.limit), more: all.length > request.limit };
      }
      case 'look-up': {
        const { by } = request;
        const found = this.#entries.find((one) => ('key' in by ? one.key === by.key : one.sequence === by.sequence));
        const own = found !== undefined && (found.owner === request.account || found.other === request.account);
        return own ? { ok: true, sequence: found.sequence } : no('transfer_not_found');
      }
      case 'payee':
        throw new Error('the naive bank counts no payees');
      case 'balance-history':
        throw new Error('the naive bank has no balances of the past');
      case 'accounts':
      case 'administer':
        throw new Error('the naive bank has no office');
      case 'open-account':
        throw new Error('the naive bank opens no accounts');
      case 'post':
      case 'void': {
        const found = this.#entries.find((one) => one.key === request.reservation && one.kind === 'reserve');
        if (found === undefined || (request.account ?? found.owner) !== found.owner) return no('transfer_not_found');
        return this.#money({ ...request, account: found.owner, refers: found.sequence });
      }
      default:
        return this.#money(request);
    }
  }

  /** Opening balance and every entry since. */
  available(account: string): number {
    let balance = 0;
    for (const one of this.#entries) {
      if (one.kind === 'transfer' && one.other === account)
        balance += this.#reversal(one) === undefined ? one.amount : 0;
      if (one.owner !== account) continue;
      const reversed = this.#reversal(one) !== undefined;
      if (one.kind === 'opening') balance += one.amount;
      if (one.kind === 'deposit' && !reversed) balance += one.amount;
      if ((one.kind === 'withdrawal' || one.kind === 'transfer' || one.kind === 'post') && !reversed)
        balance -= one.amount;
      if (this.#isOpen(one)) balance -= one.amount;
    }
    return balance;
  }

  #login(request: { account: string; pin: string; from?: string }, bank: number): NaiveAnswer | undefined {
    const pin = request.account in this.#opening ? this.#pins[request.account] : undefined;
    const outcome = this.#tries.try(request, pin, this.#time(), bank);
    return outcome === 'ok' ? undefined : no(outcome);
  }

  #money(request: MoneyRequest): NaiveAnswer {
    const content = JSON.stringify([
      request.op,
      request.account,
      'to' in request ? request.to : 0,
      'amount' in request ? request.amount : 0,
      'refers' in request ? request.refers : 0,
    ]);
    const before = this.#answers.get(request.key);
    if (before !== undefined) {
      if (before.content !== content) return no('key_reused');
      return before.answer.ok ? { ...before.answer, repeated: true } : before.answer;
    }
    const refusal = this.#refusal(request);
    if (refusal !== undefined) {
      for (const [key, { answer, since }] of this.#answers) {
        if (!answer.ok && this.#steady - since >= REFUSALS_KEPT) this.#answers.delete(key);
      }
      const answer = no(refusal);
      this.#answers.set(request.key, { content, answer, since: this.#steady });
      return answer;
    }
    const answer = this.#do(request);
    this.#answers.set(request.key, { content, answer, since: this.#steady });
    return answer;
  }

  #refusal(request: MoneyRequest): string | undefined {
    const { account } = request;
    if (!(account in this.#opening)) return 'account_not_found';
    if (request.op === 'transfer' && request.to === account) return 'same_account';
    if ('amount' in request && !(Number.isInteger(request.amount) && request.amount > 0 && request.amount <= MAX)) {
      return 'invalid_amount';
    }
    const referred = 'refers' in request ? this.#entries.find((one) => one.sequence === request.refers) : undefined;
    const entitled = request.op === 'reverse' && referred?.kind === 'transfer' ? referred.other : referred?.owner;
    if ('refers' in request && entitled !== account) return 'transfer_not_found';
    if (request.op === 'post' || request.op === 'void') {
      if (referred === undefined || !this.#isOpen(referred)) return 'not_pending';
      return request.op === 'post' && request.amount > referred.amount ? 'invalid_amount' : undefined;
    }
    if (request.op === 'reverse') {
      if (referred === undefined || !['deposit', 'withdrawal', 'transfer', 'post'].includes(referred.kind)) {
        return 'transfer_not_found';
      }
      if (this.#reversal(referred) !== undefined) return 'already_reversed';
      const payer = referred.kind === 'deposit' || referred.kind === 'transfer' ? account : undefined;
      return payer !== undefined && this.available(payer) < referred.amount ? 'insufficient_funds' : undefined;
    }
    if (request.op === 'withdraw' || request.op === 'reserve') {
      const limit = this.#limits[account];
      if (limit !== undefined && this.#withdrawnToday(account) + request.amount > limit) return 'limit_exceeded';
    }
    if (request.op !== 'deposit' && this.available(account) < request.amount) return 'insufficient_funds';
    if (request.op === 'transfer' && !(request.to in this.#opening)) return 'account_not_found';
    return undefined;
  }

  #do(request: MoneyRequest): NaiveAnswer {
    const kind = request.op === 'withdraw' ? 'withdrawal' : request.op === 'reverse' ? 'reversal' : request.op;
    const referred = 'refers' in request ? this.#entries.find((one) => one.sequence === request.refers) : undefined;
    const amount = 'amount' in request ? request.amount : (referred?.amount ?? 0);
    const entry = this.#add(
      {
        kind,
        owner: request.account,
        other: request.op === 'transfer' ? request.to : undefined,
        amount,
        key: request.key,
        refers: referred?.sequence,
        expires: request.op === 'reserve' ? this.#time() + request.expires : Number.POSITIVE_INFINITY,
      },
      { ok: true },
    );
    // A reversed transfer is on the statement of both, so is its reversal.
    if (kind === 'reversal' && referred?.kind === 'transfer') entry.other = referred.owner;
    entry.answer = {
      ok: true,
      sequence: entry.sequence,
      kind,
      amount,
      balance: this.available(request.account),
      repeated: false,
    };
    return entry.answer;
  }

  #withdrawnToday(account: string): number {
    const today = Math.floor(this.#time() / DAY);
    let sum = 0;
    for (const one of this.#entries) {
      if (one.owner !== account || Math.floor(one.at / DAY) !== today) continue;
      if (one.kind === 'withdrawal' && this.#reversal(one) === undefined) sum += one.amount;
      if (one.kind !== 'reserve') continue;
      const end = this.#entries.find((other) => other.refers === one.sequence && other.kind !== 'reversal');
      if (end === undefined) sum += one.amount;
      if (end?.kind === 'post' && this.#reversal(end) === undefined) sum += end.amount;
    }
    return sum;
  }

  #setDue(reserve: Entry, left: number): void {
    reserve.due = this.#steady + left;
  }

  #isOpen(entry: Entry): boolean {
    return entry.kind === 'reserve' && !this.#entries.some((one) => one.refers === entry.sequence);
  }

  #reversal(entry: Entry): Entry | undefined {
    return this.#entries.find((one) => one.kind === 'reversal' && one.refers === entry.sequence);
  }

  #time(): number {
    return Math.max(this.now, this.#last);
  }

  #add(
    entry: Pick<Entry, 'kind' | 'owner' | 'amount' | 'key'> & {
      other?: string | undefined;
      refers?: number | undefined;
      expires?: number;
    },
    answer: NaiveAnswer,
  ): Entry {
    const at = this.#time();
    this.#last = at;
    const whole: Entry = {
      other: undefined,
      refers: undefined,
      expires: Number.POSITIVE_INFINITY,
      due: Number.POSITIVE_INFINITY,
      ...entry,
      sequence: this.#entries.length + 1,
      at,
      answer,
    };
    if (whole.kind === 'reserve') this.#setDue(whole, whole.expires - at);
    this.#entries.push(whole);
    return whole;
  }
}

function no(refusal: string): NaiveAnswer {
  return { ok: false, refusal };
}
