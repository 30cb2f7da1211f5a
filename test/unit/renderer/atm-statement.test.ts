import { expect, test } from 'vitest';
import { statementRows } from '../../../src-renderer/atm/screens/statement.ts';
import { languageOf } from '../../language.ts';

/** The movements of an account as its owner reads them. */

const post = {
  sequence: 7,
  kind: 'post',
  debit: '1998',
  credit: 'cash',
  amount: 80_00,
  refers: 6,
  at: 0,
  hash: 'ab',
} as const;
const reserve = { ...post, sequence: 6, kind: 'reserve', amount: 100_00, refers: null } as const;
const open = { ...reserve, sequence: 9 };
const voided = { ...post, sequence: 5, kind: 'void', debit: 'cash', credit: '1998', refers: 4 } as const;
const held = { ...reserve, sequence: 4 };
const deposit = { ...reserve, sequence: 3, kind: 'deposit', debit: 'cash', credit: '1998' } as const;
const english = languageOf('en', 'own');

test('a settled reserve is one movement, an open one is shown as such, and each has the balance that it led to', () => {
  const transfers = [open, post, reserve, voided, held, deposit];
  const rows = statementRows({ transfers, more: false, balance: 920_00 }, '1998', english);
  expect(rows.map(({ transfer: { sequence }, amount, after }) => [sequence, amount, after])).toEqual([
    [9, -100_00, 920_00],
    [7, -80_00, 1020_00],
    [3, 100_00, 1100_00],
  ]);
});

test('a balance that the bank can not tell is not made up', () => {
  const rows = statementRows({ transfers: [deposit], more: true, balance: null }, '1998', english);
  expect(rows.map(({ after }) => after)).toEqual([null]);
});
