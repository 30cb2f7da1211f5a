/**
 * What every LedgerStore must do, whatever it is made of: the table of stores (stores.ts) goes through the same tests.
 * `reopen` is a restart: only what was committed may be there.
 */
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newAccount } from '../../../src-main/bank/ledger/account.ts';
import { NOTHING_NEEDED } from '../../../src-main/bank/ledger/batch-needs.ts';
import type { Journal, LedgerState, RefusedKey } from '../../../src-main/bank/ledger/store.ts';
import { CASH } from '../../../src-main/bank/ledger/transfer-record.ts';
import { skip } from '../../describe-where.ts';
import { WITHOUT_POSTGRES } from '../../postgres/cluster.ts';
import { endTestCluster } from '../../postgres/test-cluster.ts';
import { alice, cash, FIRST, type NewBooks, openNew, record, STORES, StoreBank } from './stores.ts';

const refusedKey = (number: number): RefusedKey => {
  return { number, key: `no ${number}`, content: 'withdraw 1999 1', refusal: 'insufficient_funds' };
};

afterAll(endTestCluster);

if (WITHOUT_POSTGRES !== undefined) skip('a store in PostgreSQL', WITHOUT_POSTGRES);

describe.each(STORES)('a store in $name', ({ make }) => {
  let books: NewBooks;
  let bank: StoreBank;

  const reopen = async (): Promise<LedgerState> => {
    await bank.store.close();
    const store = await books.open();
    const state = await store.load();
    if (state === undefined) throw new Error('the books are empty');
    bank = new StoreBank(store, state.head);
    return state;
  };

  beforeEach(async () => {
    ({ books, bank } = await openNew(make));
  });
  afterEach(async () => {
    await bank.store.close();
    await books.remove();
  });

  test('gives back accounts, in the order of their numbers, and head as they were committed', async () => {
    const state = await reopen();
    expect([...state.accounts.values()]).toEqual([alice, cash]);
    expect(state.head).toEqual(FIRST);
    expect([state.pending.size, state.refused.length]).toEqual([0, 0]);
  });

  test('changes an account and leaves the others', async () => {
    await bank.begin();
    const changed = { ...alice, balance: 71, lockedByBank: true, dailyLimit: null };
    await bank.commit([changed]);
    expect([...(await reopen()).accounts.values()]).toEqual([changed, cash]);
  });

  test('keeps one transfer between two accounts, and all that changed in them', async () => {
    const journal = await bank.begin();
    const made = record(1, 'deposit', { key: 'the only one' });
    expect(journal.append(made)).toBe(true);
    const credited = {
      ...newAccount('1999', 'ef'.repeat(32), 2, null),
      balance: 75,
      held: 4,
      wrongTries: 3,
      locks: 5,
      lockedUntil: 6,
      lockedByBank: true,
      day: 7,
      withdrawn: 8,
    };
    const debited = { ...cash, balance: -75 };
    expect(await bank.commit([debited, credited], 1, made.hash)).toBe('done');
    const state = await reopen();
    expect([...state.accounts.values()]).toEqual([credited, debited]);
    expect(state.head).toMatchObject({ sequence: 1, hash: made.hash, commits: 2 });
    expect(await bank.store.committed.find({ sequence: 1 })).toEqual(made);
  });

  test('opens an account and keeps its first money in one batch', async () => {
    const journal = await bank.begin();
    expect(journal.append(record(1, 'opening', { credit: '5', amount: 5 }))).toBe(true);
    const opened = { ...newAccount('5', 'cd'.repeat(32), 3), balance: 5 };
    const debited = { ...cash, balance: -75 };
    await bank.commit([opened, debited], 1);
    expect([...(await reopen()).accounts.values()]).toEqual([opened, alice, debited]);
  });

  test('gives back records in every field, by number and by key, in the batch and after it', async () => {
    const reserve = record(1, 'reserve', { debit: '1999', credit: CASH, expires: 99_000 });
    const post = record(2, 'post', { debit: '1999', credit: CASH, refers: 1 });
    const reversal = record(3, 'reversal', { refers: 2, amount: Number.MAX_SAFE_INTEGER, key: 'ключ 鍵 \'"' });
    const needs = [[reversal.key, 'nothing'], [2]] as const;
    const look = (journal: Journal) => {
      expect(journal.byKey(reversal.key)).toEqual(reversal);
      expect([journal.bySequence(2), journal.reversalOf(2)]).toEqual([post, reversal]);
      // Of a post that is to be reversed, its reserve is needed too.
      expect(journal.bySequence(1)).toEqual(reserve);
      expect([journal.byKey('nothing'), journal.bySequence(4), journal.reversalOf(1)]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    };
    const journal = await bank.begin(...needs);
    for (const one of [reserve, post, reversal]) expect(journal.append(one)).toBe(true);
    look(journal);
    await bank.commit([], 3);
    look(await bank.begin(...needs));
    await bank.store.rollback();
    await reopen();
    look(await bank.begin(...needs));
    await bank.store.rollback();
    expect(await bank.store.committed.find({ key: reversal.key })).toEqual(reversal);
    expect([
      await bank.store.committed.find({ sequence: 1 }),
      await bank.store.committed.find({ sequence: 9 }),
    ]).toEqual([reserve, undefined]);
  });

  test('does not write a record whose key is taken, in the batch or before it, and goes on', async () => {
    await bank.write([record(1, 'deposit', { key: 'before' })]);
    const taken = record(2, 'deposit', { key: 'before', amount: 9 });
    const keys = ['before', 'same', 'other'];
    let journal = await bank.begin(keys);
    if (journal.append(taken)) {
      expect(await bank.commit([{ ...alice, balance: 99 }], 2)).toBe('overtaken');
      expect(await bank.store.tail(bank.head)).toBeNull();
      journal = await bank.begin(keys);
      expect(journal.append(taken)).toBe(false);
    }
    expect(journal.append(record(2, 'deposit', { key: 'same' }))).toBe(true);
    expect(journal.append(record(3, 'deposit', { key: 'same', amount: 9 }))).toBe(false);
    expect(journal.append(record(3, 'deposit', { key: 'other' }))).toBe(true);
    await bank.commit([], 3);
    await reopen();
    expect((await bank.store.committed.find({ key: 'before' }))?.amount).toBe(5);
    expect((await bank.store.committed.find({ key: 'same' }))?.amount).toBe(5);
    expect((await bank.store.committed.find({ sequence: 3 }))?.key).toBe('other');
  });

  test.each<'commit' | 'confirm'>(['commit', 'confirm'])(
    'does not end by %s what was decided as if a key were new that is not, but when it is decided anew',
    async (end) => {
      await bank.write([record(1, 'deposit', { key: 'before' })]);
      const decide = async (): Promise<[number | undefined, 'done' | 'overtaken']> => {
        const journal = await bank.begin(['before', 'new']);
        const found = journal.byKey('before')?.sequence;
        expect(journal.byKey('new')).toBeUndefined();
        return [found, end === 'commit' ? await bank.commit() : await bank.store.confirm(bank.head)];
      };
      const [found, outcome] = await decide();
      expect(outcome).toBe(found === 1 ? 'done' : 'overtaken');
      expect(await bank.store.tail(bank.head)).toBeNull();
      expect(await decide()).toEqual([1, 'done']);
    },
  );

  test.each<'append' | 'commit' | 'confirm'>(['append', 'commit', 'confirm'])(
    'waits for no turn because a key was taken, found by %s: nobody was faster',
    async (found) => {
      await bank.write([record(1, 'deposit', { key: 'before' })]);
      let asked = 0;
      const begin = async () => {
        const needs = () => {
          asked += 1;
          return { ...NOTHING_NEEDED, keys: ['before'] };
        };
        return await bank.store.begin(needs, bank.head);
      };
      const { journal } = await begin();
      // A store that looks before each batch knows the key, and may have waited before, too.
      const looksFirst = asked > 1 || journal.byKey('before') !== undefined;
      if (found === 'append') journal.append(record(2, 'deposit', { key: 'before' }));
      const isEnded = found === 'confirm' ? await bank.store.confirm(bank.head) : await bank.commit([], 2);
      expect(isEnded).toBe(looksFirst ? 'done' : 'overtaken');
      for (const again of looksFirst ? [] : ['the same batch', 'the one after it']) {
        expect(await bank.store.tail(bank.head), again).toBeNull();
        asked = 0;
        await begin();
        expect(asked, again).toBe(1);
        await bank.commit();
      }
    },
  );

  test('finds a reserve that is open without looking, and one that is not by looking', async () => {
    const open = record(1, 'reserve', { key: 'open', expires: 5 });
    await bank.write([open, record(2, 'reserve', { key: 'ended', expires: 5 }), record(3, 'void', { refers: 2 })]);
    const needs = { ...NOTHING_NEEDED, reservations: ['ended', 'never'], reserves: [open] };
    const { journal } = await bank.store.begin(() => needs, bank.head);
    expect(['open', 'ended', 'never'].map((key) => journal.byKey(key)?.sequence)).toEqual([1, 2, undefined]);
    await bank.store.rollback();
  });

  test('forgets a batch that is taken back', async () => {
    const journal = await bank.begin();
    journal.append(record(1, 'deposit'));
    journal.refuse(refusedKey(1));
    await bank.store.rollback();
    expect(await bank.store.committed.find({ sequence: 1 })).toBeUndefined();
    await bank.store.rollback();
    expect((await reopen()).refused).toEqual([]);
  });

  test('forgets a batch that was never committed', async () => {
    (await bank.begin()).append(record(1, 'deposit'));
    expect((await reopen()).head).toEqual(FIRST);
    expect(await bank.store.committed.find({ sequence: 1 })).toBeUndefined();
  });

  test('keeps open reserves apart until they are posted or voided', async () => {
    const reserves = [1, 2, 3].map((sequence) => record(sequence, 'reserve', { expires: 5 }));
    await bank.write(reserves);
    await bank.write([record(4, 'post', { refers: 1 }), record(5, 'void', { refers: 3 })]);
    expect([...(await reopen()).pending]).toEqual([[2, reserves[1]]]);
  });

  test('tells of an account when it was opened and what is available after which transfer, as committed', async () => {
    expect(await bank.store.committed.snapshot('1999')).toEqual({ opened: 2, available: 67, sequence: 0 });
    expect(await bank.store.committed.snapshot('4040')).toBeUndefined();
    await bank.write([record(1, 'reserve', { expires: 5 }), record(2, 'deposit')]);
    expect(await bank.store.committed.snapshot('1999')).toEqual({ opened: 2, available: 67, sequence: 2 });
    (await bank.begin()).append(record(3, 'deposit'));
    await bank.commit([{ ...alice, balance: 75, held: 8 }], 3);
    expect(await bank.store.committed.snapshot('1999')).toEqual({ opened: 2, available: 67, sequence: 3 });
    await bank.begin();
    await bank.commit([{ ...alice, balance: 80, held: 8 }]);
    expect(await bank.store.committed.snapshot('1999')).toEqual({ opened: 2, available: 72, sequence: 3 });
    await reopen();
    expect(await bank.store.committed.snapshot('1999')).toEqual({ opened: 2, available: 72, sequence: 3 });
  });

  test('pages the transfers of an account newest first, whichever side it is on', async () => {
    const sides = [
      { debit: CASH, credit: '1999' },
      { debit: '1999', credit: CASH },
      { debit: CASH, credit: '1998' },
      { debit: '1998', credit: '1999' },
      { debit: '1999', credit: '1998' },
    ];
    await bank.write(sides.map((side, index) => record(index + 1, 'transfer', side)));
    const page = async (account: string, before: number, limit: number) =>
      (await bank.store.committed.page(account, before, limit)).map((one) => one.sequence);
    expect(await page('1999', Number.MAX_SAFE_INTEGER, 10)).toEqual([5, 4, 2, 1]);
    expect(await page('1999', 5, 2)).toEqual([4, 2]);
    expect(await page('1998', 100, 2)).toEqual([5, 4]);
    expect(await page('4040', 100, 2)).toEqual([]);
  });

  test('finds the newest transfer that was made at a time or before', async () => {
    expect(await bank.store.committed.sequenceAt(Number.MAX_SAFE_INTEGER)).toBe(0);
    const times = [1_000, 2_000, 2_000, 2_000, 5_000, 5_001, 9_000];
    await bank.write(times.map((at, index) => record(index + 1, 'deposit', { at })));
    const found: [number, number][] = [];
    for (const at of [-1, 999, 1_000, 1_999, 2_000, 4_999, 5_000, 5_001, 8_999, 9_000, Number.MAX_SAFE_INTEGER]) {
      found.push([at, await bank.store.committed.sequenceAt(at)]);
    }
    expect(found).toEqual([
      [-1, 0],
      [999, 0],
      [1_000, 1],
      [1_999, 1],
      [2_000, 4],
      [4_999, 4],
      [5_000, 5],
      [5_001, 6],
      [8_999, 6],
      [9_000, 7],
      [Number.MAX_SAFE_INTEGER, 7],
    ]);
  });

  test('keeps refused keys in their order, and forgets those up to a number', async () => {
    const journal = await bank.begin();
    for (const number of [5, 6, 1_000]) journal.refuse(refusedKey(number));
    await bank.commit();
    expect((await reopen()).refused).toEqual([5, 6, 1_000].map(refusedKey));
    const next = await bank.begin();
    next.refuse(refusedKey(2_000));
    next.forget(6);
    await bank.commit();
    expect((await reopen()).refused).toEqual([1_000, 2_000].map(refusedKey));
    (await bank.begin()).forget(2_000);
    await bank.store.rollback();
    expect((await reopen()).refused).toHaveLength(2);
  });

  test('has no tail of its own commits', async () => {
    await bank.write([record(1, 'deposit')]);
    expect(await bank.store.tail(bank.head)).toBeNull();
    expect((await reopen()).head.commits).toBe(2);
  });

  test('tells, opened anew, whether a batch is stored, and changes nothing else by it', async () => {
    await bank.write([record(1, 'deposit')]);
    const { head } = bank;
    const state = await reopen();
    expect(await bank.store.settle(head)).toBe(true);
    expect(await bank.store.settle({ ...head, commits: head.commits + 1 })).toBe(false);
    const tail = await bank.store.tail(head);
    expect([tail?.accounts ?? [], tail?.transfers ?? [], tail?.refused ?? []]).toEqual([[], [], []]);
    expect({ ...(await reopen()), head }).toEqual({ ...state, head });
  });
});

describe.each(STORES.filter(({ shared }) => shared))('two banks on one $name', ({ make }) => {
  let books: NewBooks;
  let bank: StoreBank;
  let other: StoreBank;
  beforeEach(async () => {
    ({ books, bank } = await openNew(make));
    const store = await books.open('second');
    other = new StoreBank(store, (await store.load())?.head ?? FIRST);
  });
  afterEach(async () => {
    await bank.store.close();
    await other.store.close();
    await books.remove();
  });

  test('hands over what the other has committed since: accounts, transfers, refused keys and head', async () => {
    const refused = refusedKey(7);
    const journal = await other.begin();
    journal.append(record(1, 'reserve', { expires: 5 }));
    journal.refuse(refused);
    await other.commit([{ ...alice, balance: 75 }, newAccount('5', 'cd'.repeat(32), 3)], 1);
    await other.write([record(2, 'deposit')]);
    const tail = await bank.store.tail(bank.head);
    expect(tail?.accounts.map(({ number, balance }) => [number, balance]).sort()).toEqual([
      ['1999', 75],
      ['5', 0],
    ]);
    expect(tail).toMatchObject({
      head: other.head,
      transfers: [record(1, 'reserve', { expires: 5 }), record(2, 'deposit')],
      refused: [refused],
    });
    expect(await other.store.tail(other.head)).toBeNull();
  });

  test('writes nothing of a batch that was decided on an older head, and all of it when it is decided anew', async () => {
    await bank.begin();
    await other.write([record(1, 'deposit', { key: 'theirs' })]);
    const needs = { ...NOTHING_NEEDED, keys: ['ours'] };
    const late = await bank.store.begin(() => needs, bank.head);
    if (late.tail === null) {
      late.journal.append(record(1, 'deposit', { key: 'ours' }));
      late.journal.refuse(refusedKey(7));
      expect(await bank.commit([{ ...alice, balance: 99 }], 1)).toBe('overtaken');
    } else {
      await bank.store.rollback();
    }
    const { accounts, refused } = (await other.store.load()) ?? {};
    expect([accounts?.get('1999')?.balance, refused?.length]).toEqual([70, 0]);
    expect((await other.store.committed.find({ sequence: 1 }))?.key).toBe('theirs');
    bank.head = (await bank.store.tail(bank.head))?.head ?? bank.head;
    await bank.write([record(2, 'deposit', { key: 'ours' })]);
    expect((await other.store.committed.find({ key: 'ours' }))?.sequence).toBe(2);
  });

  test('writes nothing of one transfer that was decided on an older head', async () => {
    const { journal, tail } = await bank.store.begin(() => NOTHING_NEEDED, bank.head);
    expect(tail).toBeNull();
    await other.write([record(1, 'deposit', { key: 'theirs' })]);
    journal.append(record(1, 'deposit', { key: 'ours' }));
    expect(
      await bank.commit(
        [
          { ...cash, balance: -99 },
          { ...alice, balance: 99 },
        ],
        1,
      ),
    ).toBe('overtaken');
    const { accounts, head } = (await other.store.load()) ?? {};
    expect([accounts?.get('1999')?.balance, accounts?.get(CASH)?.balance, head]).toEqual([70, 0, other.head]);
    expect((await other.store.committed.find({ sequence: 1 }))?.key).toBe('theirs');
  });

  test('does not take the commit of another bank for its own', async () => {
    await other.write([record(1, 'deposit')]);
    await bank.store.close();
    bank = new StoreBank(await books.open(), bank.head);
    expect(await bank.store.settle(other.head)).toBe(false);
    expect(await other.store.settle(other.head)).toBe(true);
  });

  test('commits nothing any more of a batch that was settled while it was on its way', async () => {
    const journal = await bank.begin();
    journal.append(record(1, 'deposit'));
    const again = await books.open();
    const head = { ...bank.head, sequence: 1, commits: bank.head.commits + 1 };
    expect(await again.settle(head)).toBe(false);
    expect(await bank.commit([{ ...alice, balance: 75 }], 1)).toBe('overtaken');
    expect(await again.committed.find({ sequence: 1 })).toBeUndefined();
    await again.close();
  });

  test('wakes the other when it has committed, and not itself', async () => {
    const { promise: woken, resolve } = Promise.withResolvers<void>();
    let own = 0;
    await bank.store.onChange(resolve);
    await other.store.onChange(() => {
      own += 1;
    });
    await other.write([record(1, 'deposit')]);
    await woken;
    // What it was sent of its own commit has come before the answer to this.
    await other.store.tail(other.head);
    expect(own).toBe(0);
  });

  test('finds a key that the other has used since', async () => {
    await other.write([record(1, 'deposit', { key: 'same' })]);
    bank.head = (await bank.store.tail(bank.head))?.head ?? bank.head;
    let journal = await bank.begin(['same']);
    if (journal.append(record(2, 'deposit', { key: 'same' }))) {
      expect(await bank.commit([], 2)).toBe('overtaken');
      journal = await bank.begin(['same']);
      expect(journal.append(record(2, 'deposit', { key: 'same' }))).toBe(false);
    }
    expect(journal.byKey('same')?.sequence).toBe(1);
    await bank.store.rollback();
  });

  const writing = (writes: boolean) => () => ({ ...NOTHING_NEEDED, writes });

  test('does not confirm a batch that has nothing to write after the other has written', async () => {
    const { tail } = await bank.store.begin(writing(true), bank.head);
    await other.write([record(1, 'deposit')]);
    expect(await bank.store.confirm(tail?.head ?? bank.head)).toBe('overtaken');
    bank.head = (await bank.store.tail(bank.head))?.head ?? bank.head;
    const again = await bank.store.begin(writing(true), bank.head);
    expect([again.tail, await bank.store.confirm(bank.head)]).toEqual([null, 'done']);
    expect(bank.head).toEqual(other.head);
  });

  test('confirms a batch that only reads if it was begun with what the other had written', async () => {
    await other.write([record(1, 'deposit')]);
    const { tail } = await bank.store.begin(writing(false), bank.head);
    const told = tail?.head ?? bank.head;
    expect(told).toEqual(tail === null ? bank.head : other.head);
    // What it was told when it was begun stays true of that moment.
    await other.write([record(2, 'deposit')]);
    expect(await bank.store.confirm(told)).toBe(tail === null ? 'overtaken' : 'done');
  });

  test('asks a bank that was overtaken what has joined its batch once it has its turn, and hands over the tail', async () => {
    await other.write([record(1, 'deposit')]);
    let asked = 0;
    const needs = () => {
      asked += 1;
      return { ...NOTHING_NEEDED, keys: ['ours'] };
    };
    const first = await bank.store.begin(needs, bank.head);
    if (first.tail === null) {
      expect(await bank.commit()).toBe('overtaken');
      bank.head = (await bank.store.tail(bank.head))?.head ?? bank.head;
      await other.write([record(2, 'deposit')]);
      asked = 0;
      const again = await bank.store.begin(needs, bank.head);
      // The model has no turns: it finds out when it commits.
      expect([asked, again.tail?.head]).toEqual(asked === 1 ? [1, undefined] : [2, other.head]);
    } else {
      expect([asked, first.tail.head]).toEqual([2, other.head]);
    }
    await bank.store.rollback();
  });
});
