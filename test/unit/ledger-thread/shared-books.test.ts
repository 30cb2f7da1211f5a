/**
 * Proves that several banks on one store are one bank: whatever they are asked in turns, each answers as a single bank
 * would, though it learns only from the store what the others did; and a batch that another bank has overtaken is
 * taken back wholly and decided anew.
 */
import fc from 'fast-check';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { isHistoryRequest } from '../../../src-main/bank/ledger/history/history-reads.ts';
import type { LedgerRequest, OrderedRequest } from '../../../src-main/bank/ledger/request.ts';
import { type Head, type LedgerStore, StoreError } from '../../../src-main/bank/ledger/store.ts';
import { GroupCommit } from '../../../src-main/bank/ledger-thread/group-commit.ts';
import { emptyState, foundLedger, OPENING_ACCOUNTS } from '../../../src-main/bank/store/found-ledger.ts';
import { endTestCluster } from '../../postgres/test-cluster.ts';
import { answerAll, movedOf, NOON, PIN_KEY, testClock } from '../ledger/books.ts';
import { plain, request } from '../ledger/history.ts';
import { NaiveBank } from '../ledger/naive/naive-bank.ts';
import { MemoryStore, SharedBooks } from '../store/memory-store.ts';
import { type NewBooks, STORES, type StoreRow } from '../store/stores.ts';

afterAll(endTestCluster);

/** Of numbers that nobody has, each bank counts even what all peers have tried by itself. */
const ofCustomers = request.filter(({ account, op }) => account !== '4040' || !/authenticate|change-pin/.test(op));

const step = fc.record({
  bank: fc.nat({ max: 2 }),
  requests: fc.array(ofCustomers, { minLength: 1, maxLength: 6 }),
  wait: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 90_000 }) }),
});

/** Books with accounts in them, and banks that have them open. */
class Banks {
  readonly #books: NewBooks;
  readonly #reader: LedgerStore;
  readonly banks: readonly GroupCommit[];

  private constructor(books: NewBooks, reader: LedgerStore, banks: readonly GroupCommit[]) {
    this.#books = books;
    this.#reader = reader;
    this.banks = banks;
  }

  static async open(make: StoreRow['make'], count: number, now: () => number): Promise<Banks> {
    const books = await make();
    const reader = await books.open('founder');
    await foundLedger(emptyState(NOON), reader, PIN_KEY, OPENING_ACCOUNTS, NOON);
    const open = async (bank: number) => {
      const store = await books.open(`bank ${bank}`);
      const state = await store.load();
      if (state === undefined) throw new Error('the books are empty');
      return { store, state };
    };
    const banks: GroupCommit[] = [];
    for (let bank = 0; bank < count; bank += 1) {
      banks.push(new GroupCommit(await open(bank), () => open(bank), PIN_KEY, testClock(now)));
    }
    return new Banks(books, reader, banks);
  }

  ask(bank: number, requests: readonly LedgerRequest[]) {
    const one = this.banks[bank];
    if (one === undefined) throw new Error(`there is no bank ${bank}`);
    return answerAll(one, this.#reader.committed, requests);
  }

  async head(): Promise<Head | undefined> {
    return (await this.#reader.load())?.head;
  }

  async close(): Promise<void> {
    for (const bank of this.banks) await bank.close();
    await this.#reader.close();
    await this.#books.remove();
  }
}

/** Opens them for one test. */
async function openBanks(make: StoreRow['make'], count: number): Promise<Banks> {
  const banks = await Banks.open(make, count, () => NOON);
  onTestFinished(() => banks.close());
  return banks;
}

/** Banks that find out that they were overtaken when they commit. */
const inMemory = async (): Promise<NewBooks> => {
  const books = new SharedBooks();
  return { open: async (bank = 'first') => new MemoryStore(books, false, bank), remove: async () => {} };
};

describe.each(STORES.filter(({ shared }) => shared))('banks on one $name', ({ make, histories }) => {
  test('answer any history in turns as one bank', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        let now = NOON;
        const banks = await Banks.open(make, 3, () => now);
        const naive = new NaiveBank(OPENING_ACCOUNTS, {}, NOON);
        for (const { bank, requests, wait } of steps) {
          now += wait;
          naive.wait(wait);
          const committed = await banks.ask(bank, requests);
          const ordered = requests.map((one) => (isHistoryRequest(one) ? one : naive.ask(one, bank)));
          const expected = ordered.map((one) => ('op' in one ? naive.ask(one, bank) : one));
          expect(committed.replies.map(plain)).toEqual(expected);
        }
        await banks.close();
      }),
      { numRuns: histories },
    );
  });

  test('do every batch once though they race, and all come to the same books', async () => {
    const all = await openBanks(make, 3);
    const { banks } = all;
    const rounds = 30;
    const deposit = (bank: number, round: number): OrderedRequest[] => [
      { op: 'deposit', account: '1999', amount: 1, key: `deposit ${bank} ${round}` },
      { op: 'transfer', account: '1999', to: '1998', amount: 1, key: `pay ${bank} ${round}` },
      // The same at all banks: one of them does it.
      { op: 'deposit', account: '1997', amount: 1, key: `same ${round}` },
    ];
    const repeated = await Promise.all(
      banks.map(async (bank, index) => {
        let repeats = 0;
        for (let round = 0; round < rounds; round += 1) {
          const { replies } = await bank.run(deposit(index, round));
          repeats += replies.map(movedOf).filter((reply) => reply.repeated).length;
        }
        return repeats;
      }),
    );
    expect(repeated.reduce((sum, one) => sum + one, 0)).toBe(2 * rounds);
    for (const bank of banks) {
      const accounts = ['1999', '1998', '1997'];
      const { replies } = await bank.run(accounts.map((account) => ({ op: 'balance', account })));
      expect(replies.map(plain)).toEqual([500_000, 300_090, 700_030].map((balance) => ({ ok: true, balance })));
      expect(bank.state.head).toEqual(await all.head());
    }
  });

  test('answer what joins a batch that waits for its turn with that batch', async () => {
    const { banks } = await openBanks(make, 2);
    const [one, other] = banks;
    await other?.run([{ op: 'deposit', account: '1999', amount: 5, key: 'theirs' }]);
    const late: OrderedRequest[] = [
      { op: 'deposit', account: '1999', amount: 2, key: 'late' },
      { op: 'balance', account: '1999' },
    ];
    let joined: readonly OrderedRequest[] = [];
    const join = () => {
      joined = late.splice(0);
      return joined;
    };
    const committed = await one?.run([{ op: 'deposit', account: '1999', amount: 1, key: 'ours' }], join);
    const expected = [500_006, 500_008, 500_008].slice(0, 1 + joined.length);
    expect(committed?.replies.map((reply) => 'balance' in reply && reply.balance)).toEqual(expected);
    expect(committed?.batch?.head.sequence).toBe(joined.length > 0 ? 6 : 5);
  });

  test('tell what another bank did, so that balances can be shown and watchers be told', async () => {
    const { banks } = await openBanks(make, 2);
    const [one, other] = banks;
    await one?.run([{ op: 'deposit', account: '1999', amount: 5, key: 'theirs' }]);
    const committed = await other?.run([{ op: 'balance', account: '1999' }]);
    expect(committed?.replies).toEqual([{ ok: true, balance: 500_005 }]);
    expect(committed?.learned.tails.flatMap(({ transfers }) => transfers.map(({ key }) => key))).toEqual(['theirs']);
  });

  test('look at once, when they begin to listen, for what another bank has done since they looked last', async () => {
    const { banks } = await openBanks(make, 2);
    const [one, other] = banks;
    await one?.run([]);
    await other?.run([{ op: 'deposit', account: '1999', amount: 5, key: 'theirs' }]);
    let told = 0;
    await one?.onChange(() => {
      told += 1;
    });
    expect(told).toBe(1);
  });

  test('tell whose PIN was changed and who was locked at another bank, so that sessions end', async () => {
    const { banks } = await openBanks(make, 2);
    const [one, other] = banks;
    await one?.run([
      { op: 'change-pin', account: '1999', pin: '999', newPin: '4711' },
      { op: 'administer', account: '1998', change: 'lock', pin: '', amount: 0 },
    ]);
    const learned = (await other?.run([]))?.learned;
    expect([learned?.pinChanged, learned?.locked]).toEqual([['1999'], ['1998']]);
  });
});

/** A store whose connection is lost at the next commit: before it is stored, or after that. */
class CutStore extends MemoryStore {
  cut: 'before' | 'after' | undefined;
  /** Whether it is lost after another bank was faster: when the batch is begun anew. */
  cutsAgain = false;
  /** Done while it begins to listen for what other banks do. */
  atListening: () => Promise<unknown> = async () => {};
  #wasOvertaken = false;

  override async onChange(listener: () => void): Promise<void> {
    await this.atListening();
    await super.onChange(listener);
  }

  override async begin(...batch: Parameters<MemoryStore['begin']>): ReturnType<MemoryStore['begin']> {
    if (this.cutsAgain && this.#wasOvertaken) throw new StoreError('io', 'injected');
    return await super.begin(...batch);
  }

  override async commit(...batch: Parameters<MemoryStore['commit']>): ReturnType<MemoryStore['commit']> {
    const { cut } = this;
    if (cut === 'before') throw new StoreError('io', 'injected');
    const outcome = await super.commit(...batch);
    if (cut === 'after') throw new StoreError('io', 'injected');
    this.#wasOvertaken = outcome === 'overtaken';
    return outcome;
  }
}

describe('a commit whose connection is lost', () => {
  async function openCut() {
    const books = new SharedBooks();
    await foundLedger(emptyState(NOON), new MemoryStore(books, false, 'founder'), PIN_KEY, OPENING_ACCOUNTS, NOON);
    const open = async (bank: string) => {
      const store = new CutStore(books, false, bank);
      const state = await store.load();
      if (state === undefined) throw new Error('the books are empty');
      return { store, state };
    };
    const ours = await open('ours');
    const theirs = await open('theirs');
    const clock = testClock(() => NOON);
    const other = new GroupCommit(theirs, () => open('theirs'), PIN_KEY, clock);
    let atListening: CutStore['atListening'] = async () => {};
    const reopen = async () => {
      const { store, state } = await open('ours');
      store.atListening = atListening;
      return { store, state };
    };
    return {
      books,
      store: ours.store,
      bank: new GroupCommit(ours, reopen, PIN_KEY, clock),
      other,
      /** Has it done when the bank begins to listen anew. */
      whenListening: (work: CutStore['atListening']) => {
        atListening = work;
      },
    };
  }
  const deposit = (key: string): OrderedRequest => ({ op: 'deposit', account: '1999', amount: 1, key });

  test('is not taken for one that another bank made meanwhile', async () => {
    const { store, bank, other } = await openCut();
    await other.run([deposit('theirs')]);
    store.cut = 'before';
    const { replies } = await bank.run([deposit('ours'), { op: 'balance', account: '1999' }]);
    expect(movedOf(replies[0])).toMatchObject({ repeated: false, balance: 500_002 });
    expect(replies[1]).toEqual({ ok: true, balance: 500_002 });
  });

  test('stands if it was stored, though another bank has committed since', async () => {
    const { store, bank, other } = await openCut();
    store.cut = 'after';
    const asked = bank.run([deposit('ours')]);
    const [{ replies }] = await Promise.all([asked, other.run([deposit('theirs')])]);
    expect(movedOf(replies[0])).toMatchObject({ repeated: false, balance: 500_001 });
  });

  test('leaves no gap in what others do: not before the bank listens to them anew', async () => {
    const { store, bank, other, whenListening } = await openCut();
    store.cut = 'after';
    whenListening(() => other.run([deposit('meanwhile')]));
    const { learned } = await bank.run([deposit('ours')]);
    expect(learned.tails.flatMap(({ transfers }) => transfers.map(({ key }) => key))).toContain('meanwhile');
  });

  test('is not asked for if it was overtaken, and the connection lost only while it is decided anew', async () => {
    const { books, store, bank, other } = await openCut();
    await other.run([deposit('theirs')]);
    const commits = books.head?.commits ?? 0;
    store.cutsAgain = true;
    const { replies } = await bank.run([deposit('ours')]);
    expect(movedOf(replies[0])).toMatchObject({ repeated: false, balance: 500_002 });
    // Asking what became of a batch moves the head, too.
    expect(books.head?.commits).toBe(commits + 1);
  });
});

test('a reserve that another bank has voided by time is no error in a batch that asks for its transfer', async () => {
  let now = NOON;
  const { banks } = await Banks.open(inMemory, 2, () => now);
  const [one, other] = banks;
  const reserved = await one?.run([{ op: 'reserve', account: '1999', amount: 1, key: 'late', expires: 1 }]);
  const sequence = reserved?.batch?.head.sequence ?? 0;
  await other?.run([{ op: 'balance', account: '1999' }]);
  now += 1;
  await one?.run([{ op: 'balance', account: '1999' }]);
  // This bank would void it too, and learns that it is overtaken when it commits.
  const late = await other?.run([{ op: 'reverse', account: '1999', refers: sequence, key: 'other' }]);
  expect(late?.replies.map(plain)).toEqual([{ ok: false, refusal: 'transfer_not_found' }]);
});

test('a wrong PIN in a batch that was overtaken counts once', async () => {
  const { banks } = await openBanks(inMemory, 2);
  const [one, other] = banks;
  const wrong = (account: string): OrderedRequest => ({ op: 'authenticate', account, pin: '0000' });
  await one?.run([wrong('1999')]);
  // This bank does not know of it yet, so the first try to commit fails.
  await other?.run([wrong('1999'), wrong('4040')]);
  expect(other?.state.accounts.get('1999')?.wrongTries).toBe(2);
  // Of a number that nobody has, each bank counts by itself; after two more it is locked.
  const { replies } = (await other?.run([wrong('4040'), wrong('4040'), wrong('4040')])) ?? { replies: [] };
  expect(replies.map((reply) => (reply.ok ? 'ok' : reply.refusal))).toEqual([
    'authentication_failed',
    'authentication_failed',
    'account_locked',
  ]);
});
