/** Transfers of other banks as they are read from PostgreSQL: one text, a line for each. */
import { describe, expect, test } from 'vitest';
import { TRANSFERS } from '../../../src-main/bank/store/postgres/schema.ts';
import { transfersOfLines } from '../../../src-main/bank/store/postgres/transfer-lines.ts';

/** Another value in each column. */
const VALUES: Readonly<Record<(typeof TRANSFERS)[number][0], string>> = {
  sequence: '12',
  kind: 'post',
  debit: '1999',
  credit: '1998',
  amount: '250',
  key: 'a key',
  refers: '7',
  at: '1764345600000',
  expires: '1764345660000',
  balance_after: '99750',
  hash: 'f00d',
};
/** What the server makes of a transfer: its columns in their order. */
const line = (changed: Partial<typeof VALUES> = {}) =>
  TRANSFERS.map(([name]) => ({ ...VALUES, ...changed })[name]).join('\t');

describe('transfers in lines', () => {
  test('have each column where it belongs', () => {
    expect(transfersOfLines(`${line()}\n${line({ sequence: '13', refers: '', expires: '' })}`)).toEqual([
      {
        ...{ sequence: 12, kind: 'post', debit: '1999', credit: '1998', amount: 250, key: 'a key', refers: 7 },
        ...{ at: 1_764_345_600_000, expires: 1_764_345_660_000, balanceAfter: 99_750, hash: 'f00d' },
      },
      expect.objectContaining({ sequence: 13, refers: null, expires: null }),
    ]);
  });

  test('may be none', () => {
    expect(transfersOfLines(null)).toEqual([]);
  });

  test.each([
    ['no text', 12],
    ['nothing', ''],
    ['a column less', line().slice(0, line().lastIndexOf('\t'))],
    ['a column more', `${line()}\tmore`],
    ['no number', line({ amount: 'much' })],
    ['no amount', line({ amount: '' })],
    ['a number that is not whole', line({ amount: '2.5' })],
    ['a kind that there is not', line({ kind: 'gift' })],
  ])('are damaged where there is %s', (_, text) => {
    expect(() => transfersOfLines(text)).toThrow(expect.objectContaining({ reason: 'damaged' }));
  });
});
