import { describe, expect, test } from 'vitest';
import type { Receipt } from '../../../src-renderer/atm/flow/states.ts';
import { keyOf } from '../../../src-renderer/atm/keyboard.ts';
import { receiptText } from '../../../src-renderer/atm/screens/receipt.ts';
import { languageOf } from '../../language.ts';

/** What stands on paper, and which keys of a keyboard are the machine's. */

const english = languageOf('en', 'own');
const press = (key: string, more = {}) =>
  keyOf({ key, ctrlKey: false, altKey: false, metaKey: false, repeat: false, ...more });

describe('the keyboard', () => {
  test.each([
    ['7', '7'],
    ['٧', '7'],
    ['۷', '7'],
    ['Enter', 'enter'],
    ['Escape', 'cancel'],
    ['Backspace', 'erase'],
    ['Delete', 'clear'],
    [',', '.'],
    ['a', undefined],
    ['F5', undefined],
  ] as const)('%s is %s', (key, expected) => {
    expect(press(key)).toBe(expected);
  });
  test('a key that is held down is pressed once, but erases on', () => {
    expect(press('Enter', { repeat: true })).toBeUndefined();
    expect(press('1', { repeat: true })).toBeUndefined();
    expect(press('Backspace', { repeat: true })).toBe('erase');
  });
  test('shortcuts are left to the system', () => {
    expect(press('1', { altKey: true })).toBeUndefined();
    expect(press('1', { ctrlKey: true })).toBeUndefined();
  });
});

describe('a receipt', () => {
  const receipt: Receipt = {
    kind: 'withdrawal',
    account: '1998',
    asked: 100_00,
    amount: 80_00,
    balance: 2920_00,
    notes: [
      { denomination: 50_00, count: 0 },
      { denomination: 20_00, count: 4 },
    ],
    to: null,
    booked: false,
    transfer: {
      sequence: 12,
      kind: 'post',
      debit: '1998',
      credit: 'cash',
      amount: 80_00,
      key: 'key-0001',
      refers: 11,
      at: Date.UTC(2026, 10, 22, 12),
      hash: 'c0ffee',
    },
  };

  test('has what was really paid, the notes, the balance, the transfer and its hash', () => {
    const text = receiptText(receipt, english);
    for (const part of ['$80.00', '1998', '4 notes of $20', '$2,920.00', '12', 'c0ffee']) expect(text).toContain(part);
    expect(text).not.toContain('$50');
  });
  test('says that it was paid in part and that the booking is not confirmed', () => {
    const text = receiptText(receipt, english);
    expect(text).toContain('$80.00 of $100.00 was paid');
    expect(text).toContain(english.strings.atm.notBooked);
    expect(receiptText({ ...receipt, amount: 100_00, booked: true }, english)).not.toContain('was paid');
  });
});
