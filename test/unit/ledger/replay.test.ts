/** Proves that the replay finds transfers that are each well formed and chained, and can't follow from the ones before. */
import { expect, test } from 'vitest';
import { Replay } from '../../../src-main/bank/ledger/replay.ts';
import { CASH, GENESIS, recordHash, type TransferRecord } from '../../../src-main/bank/ledger/transfer-record.ts';
import { type LedgerFault, ledgerFault } from '../../../src-main/contract/administration/ledger-faults.ts';

type Fields = Partial<TransferRecord> & Pick<TransferRecord, 'kind' | 'debit' | 'credit' | 'amount' | 'balanceAfter'>;

/** What the replay says of each transfer. */
function said(transfers: readonly Fields[]): (LedgerFault | undefined)[] {
  const booked: TransferRecord[] = [];
  const replay = new Replay((sequence) => booked[sequence - 1]);
  return transfers.map((fields, index) => {
    const record = { sequence: index + 1, key: `key ${index}`, refers: null, at: 1, expires: null, ...fields };
    const whole = { ...record, hash: recordHash(booked.at(-1)?.hash ?? GENESIS, record) };
    const wrong = replay.book(whole);
    booked.push(whole);
    return wrong;
  });
}

const opened: Fields = { kind: 'opening', debit: CASH, credit: '1', amount: 100, balanceAfter: 100 };
const reserved: Fields = { kind: 'reserve', debit: '1', credit: CASH, amount: 60, balanceAfter: 40, expires: 9 };
const given = (amount: number): Fields => {
  return { kind: 'void', debit: CASH, credit: '1', amount, balanceAfter: 40 + amount, refers: 2 };
};

test('a void gives back the whole reserve', async () => {
  expect(said([opened, reserved, given(60)])).toEqual([undefined, undefined, undefined]);
});

test('a void that gives back less, with the balance that it makes, is found', async () => {
  expect(said([opened, reserved, given(59)])).toEqual([
    undefined,
    undefined,
    ledgerFault('voids_too_little', { transfer: 3 }),
  ]);
});
