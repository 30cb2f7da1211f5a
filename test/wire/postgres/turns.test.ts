/**
 * Proves that banks that take turns, of which each sends the statements of a turn at once, hand over all that they
 * wrote, and that a turn in which a key turned out to be taken is over at once: it holds nobody up.
 */
import { afterEach, expect, test } from 'vitest';
import { NOTHING_NEEDED } from '../../../src-main/bank/ledger/batch-needs.ts';
import type { TransferRecord } from '../../../src-main/bank/ledger/transfer-record.ts';
import { describeWhere } from '../../describe-where.ts';
import { WITHOUT_POSTGRES } from '../../postgres/cluster.ts';
import { dropBooks, testCluster } from '../../postgres/test-cluster.ts';
import { openNew, record, STORES, StoreBank } from '../../unit/store/stores.ts';

afterEach(dropBooks);

async function openTwo() {
  const row = STORES.find(({ name }) => name === 'PostgreSQL');
  if (row === undefined) throw new Error('there is no such store');
  const { books, bank } = await openNew(row.make);
  const store = await books.open('second');
  const other = new StoreBank(store, (await store.load())?.head ?? bank.head);
  const close = async () => {
    await bank.store.close();
    await other.store.close();
  };
  return { bank, other, close };
}

/**
 * Writes a batch of one, however often it has to be decided, as the next of all.
 * @returns what was written, and what the bank learned before
 */
async function add(
  bank: StoreBank,
  next: (sequence: number) => TransferRecord,
): Promise<{ readonly made: TransferRecord; readonly learned: readonly TransferRecord[] }> {
  const learned: TransferRecord[] = [];
  for (;;) {
    const { journal, tail } = await bank.store.begin(() => NOTHING_NEEDED, bank.head);
    learned.push(...(tail?.transfers ?? []));
    bank.head = tail?.head ?? bank.head;
    const made = next(bank.head.sequence + 1);
    journal.append(made);
    if ((await bank.commit([], made.sequence, made.hash)) === 'done') return { made, learned };
    const late = await bank.store.tail(bank.head);
    learned.push(...(late?.transfers ?? []));
    bank.head = late?.head ?? bank.head;
  }
}

describeWhere(WITHOUT_POSTGRES, 'banks that take turns', () => {
  test('learn all that the other has written, turn after turn', async () => {
    const { bank, other, close } = await openTwo();
    const kinds = [
      (sequence: number) => record(sequence, 'reserve', { expires: 5_000, key: `with a "quote" and a \\ ${sequence}` }),
      (sequence: number) => record(sequence, 'post', { refers: 1, amount: Number.MAX_SAFE_INTEGER }),
      (sequence: number) => record(sequence, 'deposit', { debit: 'cash', credit: '1' }),
    ];
    const written: TransferRecord[] = [];
    const learned: TransferRecord[] = [];
    for (let round = 0; round < 12; round += 1) {
      const make = kinds[round % kinds.length];
      if (make === undefined) throw new Error('there is no such kind');
      written.push((await add(other, make)).made);
      learned.push(...(await add(bank, (sequence) => record(sequence, 'deposit'))).learned);
    }
    expect(learned).toEqual(written);
    expect(written).toHaveLength(12);
    await close();
  });

  test('let go of a turn in which a key was taken', async () => {
    const { bank, other, close } = await openTwo();
    const cluster = await testCluster();
    await add(other, (sequence) => record(sequence, 'deposit', { key: 'theirs' }));
    // The first turn's statements are sent one by one, the others together.
    for (let turn = 0; turn < 3; turn += 1) {
      await add(bank, (sequence) => record(sequence, 'deposit'));
      await add(other, (sequence) => record(sequence, 'deposit'));
      const journal = await bank.begin(['theirs']);
      expect(journal.append(record(bank.head.sequence + 1, 'deposit', { key: 'theirs' }))).toBe(true);
      expect(await bank.commit([], bank.head.sequence + 1)).toBe('overtaken');
      const open = "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'";
      expect(cluster.psql(open)).toBe('0');
      const again = await bank.begin(['theirs']);
      expect(again.append(record(bank.head.sequence + 1, 'deposit', { key: 'theirs' }))).toBe(false);
      expect(again.byKey('theirs')?.sequence).toBe(1);
      await bank.store.rollback();
    }
    await close();
  });
});
