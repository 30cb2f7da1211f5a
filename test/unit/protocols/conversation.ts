import type {
  AccountNumber,
  LedgerReply,
  LedgerRequest,
  Moved,
  Transfer,
} from '../../../src-main/bank/ledger/request.ts';
import type { SessionMachine, SessionPort, TextEncoding } from '../../../src-main/bank/protocols/protocol.ts';

interface Opening {
  readonly pin: string;
  readonly balance: number;
}

const OPENINGS: Readonly<Record<string, Opening>> = {
  '1999': { pin: '999', balance: 500_000 },
  '1998': { pin: '998', balance: 300_000 },
};

/**
 * The world around one machine: answers its requests by the plainest possible rules, at once or when the test says,
 * and keeps all that it sends. The real ledger has tests of its own; here only the protocol is looked at.
 */
export class Conversation implements SessionPort {
  readonly session = 'test-1';
  readonly host = '127.0.0.1';
  readonly books = 'opened-1';
  steadyMs = 1_000;
  local = true;
  /** Whether accounts have room for one more session. */
  admits = true;
  #later: (() => void)[] = [];
  blocked = false;
  ended = false;
  readonly writes: string[] = [];
  readonly heardTexts: string[] = [];
  readonly requests: LedgerRequest[] = [];
  /** With `false`, requests wait for `answerNext`. */
  readonly #atOnce: boolean;
  readonly #balances = new Map(Object.entries(OPENINGS).map(([account, { balance }]) => [account, balance]));
  readonly #waiting: (() => void)[] = [];
  readonly #watchers = new Map<
    AccountNumber,
    { changed: (balance: number, transfer: Transfer) => void; locked: () => void }
  >();
  refuseAuthentication: 'account_locked' | 'unavailable' | undefined;
  refuseMoney: 'account_locked' | 'limit_exceeded' | 'unavailable' | 'balance_too_large' | 'cash_too_large' | undefined;
  /** Whether balances can be read without asking. */
  sharesBalances = true;
  #sequence = 3;
  #keys = 0;

  constructor(atOnce = true) {
    this.#atOnce = atOnce;
  }

  get output(): string {
    return this.writes.join('');
  }

  get watched(): readonly AccountNumber[] {
    return [...this.#watchers.keys()];
  }

  steady(): number {
    return this.steadyMs;
  }

  newKey(): string {
    return `key#${++this.#keys}`;
  }

  send(text: string, _encoding: TextEncoding): void {
    if (this.ended) throw new Error(`sent after the end: ${text}`);
    this.writes.push(text);
  }

  ask<R extends LedgerRequest>(request: R, done: (reply: LedgerReply<R['op']>) => void): void {
    this.requests.push(request);
    const answer = (): void => done(this.#decide(request) as LedgerReply<R['op']>);
    if (this.#atOnce) answer();
    else this.#waiting.push(answer);
  }

  /** Answers the oldest waiting request. */
  answerNext(): void {
    const answer = this.#waiting.shift();
    if (answer === undefined) throw new Error('nothing is waiting');
    answer();
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  balance(account: AccountNumber): number | undefined {
    return this.sharesBalances ? this.#balances.get(account) : undefined;
  }

  watch(
    account: AccountNumber,
    changed: (balance: number, transfer: Transfer) => void,
    locked: () => void,
  ): () => void {
    this.#watchers.set(account, { changed, locked });
    return () => this.#watchers.delete(account);
  }

  /** A change of the account that somebody else makes. */
  changeElsewhere(account: AccountNumber, amount: number, key: string): void {
    const { transfer, balance } = this.#move(account, amount, key);
    this.#watchers.get(account)?.changed(balance, transfer);
  }

  /** Somebody tried too many PINs elsewhere. */
  lockElsewhere(account: AccountNumber): void {
    this.#watchers.get(account)?.locked();
  }

  enter(_account: AccountNumber, done: (entered: boolean) => void): void {
    if (this.#atOnce) done(this.admits);
    else this.#waiting.push(() => done(this.admits));
  }

  soon(work: () => void): void {
    this.#later.push(work);
  }

  /** The end of a turn of the event loop. */
  turn(): void {
    for (const work of this.#later.splice(0)) work();
  }

  counted(): void {}

  heard(text: string): void {
    this.heardTexts.push(text);
  }

  end(): void {
    this.ended = true;
  }

  #decide(request: LedgerRequest): LedgerReply {
    switch (request.op) {
      case 'authenticate': {
        if (this.refuseAuthentication) return { ok: false, refusal: this.refuseAuthentication, retryAfter: 30_000 };
        const right = OPENINGS[request.account]?.pin === request.pin;
        const balance = this.#balances.get(request.account) ?? 0;
        return right ? { ok: true, balance } : { ok: false, refusal: 'authentication_failed' };
      }
      case 'balance':
        return { ok: true, balance: this.#balances.get(request.account) ?? 0 };
      case 'deposit':
      case 'withdraw': {
        if (this.refuseMoney) return { ok: false, refusal: this.refuseMoney };
        const amount = request.op === 'deposit' ? request.amount : -request.amount;
        if ((this.#balances.get(request.account) ?? 0) + amount < 0) {
          return { ok: false, refusal: 'insufficient_funds' };
        }
        return this.#move(request.account, amount, request.key);
      }
      case 'payee':
        return request.to in OPENINGS ? { ok: true } : { ok: false, refusal: 'account_not_found' };
      case 'change-pin':
        return { ok: true };
      case 'statement':
        return { ok: true, transfers: [], more: false, balance: this.#balances.get(request.account) ?? 0 };
      case 'transfer':
      case 'reserve':
      case 'post':
      case 'void':
      case 'reverse':
      case 'look-up':
        return { ok: false, refusal: 'transfer_not_found' };
      case 'accounts':
      case 'administer':
      case 'balance-history':
      case 'open-account':
        throw new Error('a session opens no accounts');
    }
  }

  #move(account: AccountNumber, amount: number, key: string): Moved {
    const balance = (this.#balances.get(account) ?? 0) + amount;
    this.#balances.set(account, balance);
    const transfer: Transfer = {
      sequence: ++this.#sequence,
      kind: amount > 0 ? 'deposit' : 'withdrawal',
      debit: amount > 0 ? 'cash' : account,
      credit: amount > 0 ? account : 'cash',
      amount: Math.abs(amount),
      key,
      refers: null,
      at: 1_700_000_000_000,
      hash: '00',
    };
    return { ok: true, transfer, balance, repeated: false };
  }
}

/**
 * Feeds the bytes to the machine in pieces that end at the given offsets. Each comes in the same memory, which has
 * something else in it as soon as it was taken, as it is where many connections are read into one buffer.
 */
export function feed(machine: SessionMachine, bytes: Uint8Array, offsets: readonly number[]): void {
  const memory = new Uint8Array(bytes.length);
  let from = 0;
  for (const to of [...offsets, bytes.length]) {
    if (to > from) {
      memory.set(bytes.subarray(from, to));
      machine.receive(memory.subarray(0, to - from));
      memory.fill(0x39);
    }
    from = Math.max(from, to);
  }
}
