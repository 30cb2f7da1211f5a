import type { MessagePort } from 'node:worker_threads';
import { FairQueue } from '../fair-queue.ts';
import { isHistoryRequest, readHistory } from '../ledger/history/history-reads.ts';
import type { AccountNumber, HistoryRequest, LedgerReply } from '../ledger/request.ts';
import { type CommittedTransfers, StoreError } from '../ledger/store.ts';
import { type FromLedger, readRequest, type ToLedger, writeReply } from '../ledger-thread/message-codec.ts';
import { type Word, WordReader } from '../ledger-thread/words.ts';
import type { History } from '../store/open-history.ts';

/** A read of the books that waits for its turn. */
interface Turn {
  readonly account: AccountNumber;
  /** Never rejects: what fails is told to whoever waits for the read. */
  readonly read: () => Promise<void>;
}

const UNAVAILABLE: LedgerReply = { ok: false, refusal: 'unavailable' };

/**
 * Answers reads of the past beside the ledger: a page of a statement costs as much as 25 balances, and needs no place in
 * the order. The books are read one page or row after the other, and accounts take turns at each: neither many readers
 * of one account nor the balance history of one with many transfers hold up the others, or the ledger in `release`.
 *
 * What it tells is committed, and has everything that the reader was told of before: who has an answer from the ledger
 * finds its transfer here.
 */
export class HistoryDesk {
  readonly #open: () => History;
  readonly #fatal: (error: unknown) => void;
  readonly #queue = new FairQueue<Turn>(({ account }) => account);
  /** Open from the first read on. */
  #history: History | undefined;
  #held = false;
  #reading: Promise<void> | undefined;
  /** Work that has the books open beside the reads. */
  readonly #aside = new Set<Promise<unknown>>();

  /**
   * @param open opens the books for reading
   * @param fatal called when the books are damaged
   */
  constructor(open: () => History, fatal: (error: unknown) => void) {
    this.#open = open;
    this.#fatal = fatal;
  }

  /** Takes the port of a client. */
  connect(port: MessagePort): void {
    port.on('message', (message: ToLedger) => {
      if (message.type !== 'requests') return;
      const words = new WordReader(message.words);
      while (!words.ended) {
        const { id, request } = readRequest(words);
        if (!isHistoryRequest(request)) throw new TypeError(`history: '${request.op}' is none`);
        void this.#answer(port, id, request).catch(this.#fatal);
      }
    });
  }

  /**
   * Does work that has the books open by itself. The ledger waits for its end before it opens or closes them.
   * @param work given whether the ledger waits: it then ends soon
   * @throws StoreError `io` if the ledger waits already; what the work throws
   */
  async aside(work: (held: () => boolean) => Promise<void>): Promise<void> {
    if (this.#held) throw new StoreError('io', 'the books are being opened anew');
    const done = work(() => this.#held);
    this.#aside.add(done);
    await done.finally(() => this.#aside.delete(done));
  }

  /** Closes the books, because the ledger opens them anew or closes them. What is asked waits until `resume`. */
  async release(): Promise<void> {
    this.#held = true;
    await this.#reading;
    await Promise.allSettled(this.#aside);
    await this.#history?.close();
    this.#history = undefined;
  }

  resume(): void {
    this.#held = false;
    this.#schedule();
  }

  async #answer(port: MessagePort, id: number, request: HistoryRequest): Promise<void> {
    const words: Word[] = [];
    writeReply(words, id, await this.#replyTo(request));
    const message: FromLedger = { words, events: [] };
    port.postMessage(message);
  }

  /** @throws StoreError `damaged` */
  async #replyTo(request: HistoryRequest): Promise<LedgerReply> {
    try {
      return await readHistory(this.#inTurns(request.account), request, Date.now());
    } catch (error) {
      if (error instanceof StoreError && error.reason !== 'damaged') return UNAVAILABLE;
      throw error;
    }
  }

  /** The books, each read of which waits for a turn of that account. */
  #inTurns(account: AccountNumber): CommittedTransfers {
    const turn = <Result>(read: (history: History) => Promise<Result>) =>
      new Promise<Result>((resolve, reject) => {
        const open = async () => {
          this.#history ??= this.#open();
          return await read(this.#history);
        };
        this.#queue.add({ account, read: () => open().then(resolve, reject) });
        this.#schedule();
      });
    return {
      page: (...asked) => turn((history) => history.page(...asked)),
      snapshot: (...asked) => turn((history) => history.snapshot(...asked)),
      sequenceAt: (...asked) => turn((history) => history.sequenceAt(...asked)),
      find: (...asked) => turn((history) => history.find(...asked)),
    };
  }

  #schedule(): void {
    if (this.#held || this.#reading !== undefined || this.#queue.length === 0) return;
    // One read in a turn of the event loop, so that what comes meanwhile has its turn, too.
    this.#reading = new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => this.#queue.take(1)[0]?.read())
      .finally(() => {
        this.#reading = undefined;
        this.#schedule();
      });
  }
}
