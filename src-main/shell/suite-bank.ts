import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { BankEndpoint } from '../atm/terminal.ts';
import type { Bank } from '../bank/bank.ts';
import { booksOf } from '../bank/ledger/store.ts';
import { startBank } from '../bank/server.ts';
import type { SessionLimits } from '../bank/session/session-limits.ts';
import { booksPlace, type SharedBooks } from '../bank/store/books-place.ts';
import { openBooksAt } from '../bank/store/open-books.ts';
import { parseBooksAddress } from '../bank/store/postgres/address.ts';
import { setBooksAside } from '../bank/store/set-aside.ts';
import type { BankStatus, Board } from '../contract/board.ts';
import { Failure, failureFields } from '../contract/failure.ts';
import type { Settings, SettingsPatch } from '../contract/settings.ts';
import type { TraceReport } from '../contract/trace/trace.ts';
import type { DataFolder } from '../data-folder.ts';
import { Listeners } from '../listeners.ts';
import { atmTargetOf, type BankAddress, listenAddress, wantedBank } from './bank-address.ts';
import { BankStream } from './bank-stream.ts';
import { otherBank, tryOtherBank } from './other-banks.ts';

/** How the bank is opened by the settings and the command line. */
type Chosen = ReturnType<typeof listenAddress> & { readonly books: SharedBooks | null };

function booksChosen(database: string): SharedBooks | null {
  return database === '' ? null : { address: parseBooksAddress(database), pinKeyFile: null };
}

export interface SuiteBankOptions {
  readonly data: DataFolder;
  readonly limits?: Partial<SessionLimits>;
  readonly log: Logger;
  /** As they are now. */
  readonly settings: () => Settings['bank'];
  /** What the command line says of the address, until somebody chooses another in a window. */
  readonly commandLine: () => BankAddress;
}

/**
 * The suite's bank: opened, opened again after a failure, and reset. One that can't start is a status that the windows
 * show.
 */
export class SuiteBank {
  readonly #options: SuiteBankOptions;
  readonly #statusListeners = new Listeners<[BankStatus]>();
  readonly #boards = new BankStream<Board>((bank, listener) => bank.onBoard(listener));
  readonly #traces = new BankStream<TraceReport>((bank, report) => bank.onTrace({ all: false, report }));
  #bank: Bank | null = null;
  /** What it was opened with. */
  #openedWith: Chosen | null = null;
  /** The name of the books that it had last, and where they are. */
  #booksSeen: { readonly name: string; readonly place: Chosen['books'] } | null = null;
  #reopening: Promise<BankStatus> | null = null;
  #opening: Promise<BankStatus> | null = null;
  #status: BankStatus = { state: 'starting' };
  #target: BankEndpoint | null = null;

  constructor(options: SuiteBankOptions) {
    this.#options = options;
  }

  /** Opens it, if it isn't open. Never rejects: what went wrong is in the status. */
  open(): Promise<BankStatus> {
    this.#opening ??= this.#open().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  /**
   * Closes it, sets its books aside and opens it with new ones.
   * @param before what uses the bank and must leave it first
   * @returns where the old books are; whether the bank could open is in the status
   * @throws Failure `database_unavailable` if they can't be moved: the bank then opens with them again; `books_shared`
   */
  async reset(before: () => Promise<void>): Promise<{ keptAs: string; status: BankStatus }> {
    const { data, log, settings } = this.#options;
    if (settings().database !== '') {
      throw new Failure(
        'books_shared',
        'Books in PostgreSQL may be those of other banks too, and are not set aside from here.',
      );
    }
    return await this.#openAgain(before, () => {
      const keptAs = setBooksAside(data, Date.now());
      log.info({ keptAs }, 'the books were set aside');
      return { keptAs };
    });
  }

  /** Closes it and opens it with the settings as they are now. @param before as with `reset` */
  reopen(before: () => Promise<void>): Promise<BankStatus> {
    // Two windows that ask at once want the same.
    this.#reopening ??= this.#openAgain(before, () => ({}))
      .then(({ status }) => status)
      .finally(() => {
        this.#reopening = null;
      });
    return this.#reopening;
  }

  /** @param between done while it is closed; whatever comes of it, the bank opens again */
  async #openAgain<Result extends object>(
    before: () => Promise<void>,
    between: () => Result,
  ): Promise<Result & { status: BankStatus }> {
    // Whoever waited for the same may have begun another by now.
    while (this.#opening !== null) await this.#opening;
    const again = async () => {
      await before();
      await this.#bank?.stop();
      this.#bank = null;
      this.#boards.follow(null);
      this.#traces.follow(null);
      try {
        return between();
      } finally {
        await this.#open();
      }
    };
    const done = again();
    this.#opening = done
      .then(
        () => this.#status,
        () => this.#status,
      )
      .finally(() => {
        this.#opening = null;
      });
    return { ...(await done), status: this.#status };
  }

  /**
   * Tries what is to be set anew: opens books in a database, making them where there are none, and closes them again;
   * connects to other banks. With either in the way there would be no bank, or no other.
   * @throws Failure as `openPostgres` or `tryOtherBank`
   */
  async tryChange(patch: SettingsPatch['bank'] = {}): Promise<void> {
    const before = this.#options.settings();
    const { database = before.database, otherBanks = before.otherBanks } = patch;
    const shared = booksChosen(database);
    if (shared === null) return;
    const others = database === before.database ? before.otherBanks : [];
    const added = otherBanks.filter((bank) => !others.includes(bank));
    if (database === before.database && added.length === 0) return;
    const { store, state } = await openBooksAt(booksPlace(this.#options.data, shared));
    await store.close();
    await Promise.all(added.map((bank) => tryOtherBank(otherBank(bank), booksOf(state))));
  }

  /** Tells the status anew: whether an open bank follows the settings, and that ATMs may have other banks. */
  compare(): void {
    this.#become(this.#status);
  }

  /** The open bank. @throws Failure `bank_closed` */
  running(): Bank {
    if (this.#bank !== null && this.#status.state === 'listening') return this.#bank;
    throw new Failure('bank_closed', "The bank isn't open. Open it first.");
  }

  status(): BankStatus {
    return this.#status;
  }

  onStatus(listener: (status: BankStatus) => void): () => void {
    return this.#statusListeners.add(listener);
  }

  /** The live board, computed only while somebody listens. */
  onBoard(listener: (board: Board) => void): () => void {
    return this.#boards.listen(listener);
  }

  /** What single requests do, traced only while somebody listens. */
  onTrace(listener: (report: TraceReport) => void): () => void {
    return this.#traces.listen(listener);
  }

  /** The bank, open or not; null before it was first opened. */
  get bank(): Bank | null {
    return this.#bank;
  }

  /**
   * Where an ATM of this machine finds it; null until it has opened. Only a port that this process itself holds is
   * surely the bank's. It holds it to the very end, also while a lost ledger is being started again.
   */
  get target(): BankEndpoint | null {
    return this.#target;
  }

  /**
   * The banks that ATMs of this machine use, in the order in which they try them: this one, where it has opened, and the
   * others on its books.
   */
  get atmBanks(): readonly BankEndpoint[] {
    return [...(this.#target === null ? [] : [this.#target]), ...this.#others()];
  }

  #others(): readonly BankEndpoint[] {
    const { database, otherBanks } = this.#options.settings();
    // What the settings name is not for the books of a bank that does not follow them yet.
    const place = booksChosen(database);
    const isFollowed = this.#bank === null || isDeepStrictEqual(this.#openedWith?.books, place);
    if (database === '' || !isFollowed) return [];
    // They were the same when the setting was made; since then such a bank may have opened others.
    const seen = this.#booksSeen;
    const books = seen !== null && isDeepStrictEqual(seen.place, place) ? { books: seen.name } : {};
    return otherBanks.map((bank) => ({ ...otherBank(bank), ...books }));
  }

  /** Resolves once it is neither opening nor open. */
  async close(): Promise<void> {
    await this.#opening;
    await this.#bank?.stop();
  }

  async #open(): Promise<BankStatus> {
    if (this.#bank !== null) return this.#status;
    const { data, limits = {}, log } = this.#options;
    this.#become({ state: 'starting' });
    try {
      const chosen = this.#chosen();
      const bank = await startBank({ data, limits, ...chosen });
      this.#bank = bank;
      this.#openedWith = chosen;
      this.#booksSeen = { name: bank.books, place: chosen.books };
      bank.onStatus((status) => this.#become(status));
      this.#become(bank.status());
      this.#boards.follow(bank);
      this.#traces.follow(bank);
    } catch (error) {
      // A bug has a stack; what can happen to people has said all in its sentence.
      if (error instanceof Failure) log.warn(failureFields(error), 'the bank could not open');
      else log.error(error, 'the bank could not open');
      this.#become({
        state: 'failed',
        ...failureFields(error),
        tried: wantedBank(this.#options.settings(), this.#options.commandLine()),
      });
    }
    return this.#status;
  }

  #chosen(): Chosen {
    const settings = this.#options.settings();
    return { ...listenAddress(settings, this.#options.commandLine()), books: booksChosen(settings.database) };
  }

  #become(status: BankStatus): void {
    this.#status = status;
    if (status.state === 'listening') {
      this.#status = { ...status, outdated: !isDeepStrictEqual(this.#openedWith, this.#chosen()) };
      this.#target = atmTargetOf(status);
    }
    if (status.state === 'stopped') this.#target = null;
    this.#statusListeners.tell(this.#status);
  }
}
