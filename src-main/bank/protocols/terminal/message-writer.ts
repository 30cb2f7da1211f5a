import type { Cents } from '../../../contract/money.ts';
import { ALL_REFUSALS } from '../../../contract/refusals.ts';
import type { TerminalErrorCode, TerminalEvent } from '../../../contract/terminal.ts';
import type { Refused, Transfer } from '../../ledger/request.ts';
import type { Outbox } from '../outbox.ts';
import { withoutKey } from './ledger-requests.ts';

/** Keys of own money requests that are remembered. */
const OWN_KEYS = 4;

/**
 * Writes what the bank says into the outbox. Of a balance that changes several times before it can be told only the
 * newest is kept, and it is written before any other message: a balance that is told later must not be older.
 */
export class MessageWriter {
  readonly #out: Outbox;
  /** Keys of this session's newest money requests: their own effect is no news to it. */
  #ownKeys: readonly string[] = [];
  #news: Extract<TerminalEvent, { event: 'balance' }> | undefined;

  constructor(out: Outbox) {
    this.#out = out;
  }

  /** A change of the balance that is not written yet. */
  get news(): { readonly balance: Cents } | undefined {
    return this.#news;
  }

  /** The session itself makes a money request under this key. */
  owns(key: string): void {
    this.#ownKeys = [key, ...this.#ownKeys.slice(0, OWN_KEYS - 1)];
  }

  /** The balance has changed. */
  learn(balance: Cents, transfer: Transfer): void {
    if (this.#ownKeys.includes(transfer.key)) return;
    this.#news = { event: 'balance', balance, transfer: withoutKey(transfer) };
  }

  /** What was learned is not news any more. */
  forgetNews(): void {
    this.#news = undefined;
  }

  writeNews(): void {
    if (this.#news === undefined) return;
    const news = this.#news;
    this.#news = undefined;
    this.#write(news);
  }

  /** As `reply`, of what is asked most often: written without an object between, and numbers need no escapes. */
  replyBalance(id: number, balance: Cents): void {
    this.writeNews();
    this.#out.add(`{"id":${id},"ok":true,"balance":${balance}}\n`);
  }

  reply(id: number, fields: object): void {
    this.#write({ id, ok: true, ...fields });
  }

  refusal(id: number, { refusal, retryAfter, triesLeft }: Refused): void {
    this.fail(id, refusal, undefined, { retryAfter, triesLeft });
  }

  /** @param message a sentence; by default the one that the code has in contract/refusals.ts */
  fail(id: number | null, code: TerminalErrorCode, message = ALL_REFUSALS[code].message, more: object = {}): void {
    this.#write({ id, ok: false, error: { code, message, ...more } });
  }

  event(event: TerminalEvent): void {
    this.#write(event);
  }

  #write(message: object): void {
    this.writeNews();
    this.#out.add(`${JSON.stringify(message)}\n`);
  }
}
