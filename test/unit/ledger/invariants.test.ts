/** Proves that the ledger's own assertions hold it back: books that are wrong are neither opened nor committed. */
import { beforeEach, describe, expect, test } from 'vitest';
import { newAccount } from '../../../src-main/bank/ledger/account.ts';
import { Ledger } from '../../../src-main/bank/ledger/ledger.ts';
import type { LedgerState } from '../../../src-main/bank/ledger/store.ts';
import type { TransferRecord } from '../../../src-main/bank/ledger/transfer-record.ts';
import { MAX_BALANCE_CENTS } from '../../../src-main/contract/limits.ts';
import { Books, NOON, PIN_KEY } from './books.ts';

let books: Books;
let state: LedgerState;
const account = '1999';
const MOMENT = { date: NOON, steady: 0 };

beforeEach(async () => {
  books = await Books.open();
  state = books.commit.state;
});

const own = () => {
  const found = state.accounts.get(account);
  if (found === undefined) throw new Error('no account');
  return found;
};
const deposit = async () => await books.ask({ op: 'deposit', account, amount: 1, key: 'key' });

describe('a batch is not committed if', () => {
  test('the sum over all accounts is not zero', async () => {
    const { ledger, journal } = ledgerOf();
    ledger.begin(MOMENT, journal);
    ledger.touch(own());
    own().balance += 1;
    expect(() => ledger.finish()).toThrow('the batch changed the sum over all accounts to 1');
  });

  test('a customer is below zero', async () => {
    const { ledger, journal } = ledgerOf();
    ledger.begin(MOMENT, journal);
    ledger.touch(own());
    own().held = own().balance + 1;
    expect(() => ledger.finish()).toThrow('account 1999 is below zero');
  });

  test('accounts hold what no open reserve does', async () => {
    const { ledger, journal } = ledgerOf();
    ledger.begin(MOMENT, journal);
    ledger.touch(own());
    own().held = 1;
    expect(() => ledger.finish()).toThrow('accounts hold 1, open reserves 0');
  });

  test('the chain was changed under it', async () => {
    const records: TransferRecord[] = [];
    const { ledger, journal } = ledgerOf(records);
    ledger.begin(MOMENT, journal);
    ledger.handle({ op: 'deposit', account, amount: 1, key: 'a' });
    Object.assign(records[0] ?? {}, { amount: 2 });
    expect(() => ledger.finish()).toThrow('the chain breaks at 4');
  });

  test('a sequence number is left out', async () => {
    const records: TransferRecord[] = [];
    const { ledger, journal } = ledgerOf(records);
    ledger.begin(MOMENT, journal);
    ledger.handle({ op: 'deposit', account, amount: 1, key: 'a' });
    Object.assign(records[0] ?? {}, { sequence: 5 });
    expect(() => ledger.finish()).toThrow('sequence 5 follows 3');
  });
});

/** A ledger on these books whose records the test can reach. */
function ledgerOf(records: TransferRecord[] = []) {
  const journal = {
    append: (record: TransferRecord) => records.push(record) > 0,
    refuse: () => undefined,
    forget: () => undefined,
    byKey: () => undefined,
    bySequence: () => undefined,
    reversalOf: () => undefined,
  };
  return { ledger: new Ledger(state, PIN_KEY, MOMENT), journal };
}

describe('books are not opened if', () => {
  test.each([
    ['money is missing', () => Object.assign(own(), { balance: 1 }), 'the sum over all accounts is -499999'],
    ['a customer is below zero', () => Object.assign(own(), { balance: -1 }), 'account 1999 is below zero'],
    ['nothing is reserved and something held', () => Object.assign(own(), { held: 1 }), 'accounts hold 1'],
    ['less than nothing is held', () => Object.assign(own(), { held: -1 }), 'holds or has withdrawn less'],
    ['a balance is too large', () => Object.assign(own(), { balance: MAX_BALANCE_CENTS + 1 }), 'largest balance'],
  ])('%s', async (_words, spoil, message) => {
    spoil();
    expect(() => ledgerOf()).toThrow(message);
  });
});

test('an assertion that fails in a batch leaves nothing on disk', async () => {
  own().held = 600_000;
  await expect(deposit()).rejects.toThrow('account 1999 is below zero');
  books.database.exec('ROLLBACK');
  await books.restart();
  expect(await books.balance(account)).toBe(500_000);
});

test('an account is opened once', async () => {
  const { ledger, journal } = ledgerOf();
  ledger.begin(MOMENT, journal);
  expect(() => ledger.open(newAccount(account, 'ab'.repeat(32), NOON), 0)).toThrow('account 1999 is there already');
});
