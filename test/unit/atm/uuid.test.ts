import { expect, test } from 'vitest';
import { timeOrderedUuid } from '../../../src-main/atm/uuid.ts';
import { keySchema } from '../../../src-main/contract/terminal.ts';

/** UUIDs of version 7 as RFC 9562 lays them out: time first, then 74 bits that nobody can guess. */
const AT = Date.UTC(2026, 2, 14, 12, 30, 15, 678);

test('has the layout of version 7, and is a key that the bank takes', () => {
  const uuid = timeOrderedUuid(AT);
  expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(uuid.replace('-', '').slice(0, 12), 16)).toBe(AT);
  expect(keySchema.parse(`${uuid}.post`)).toBe(`${uuid}.post`);
});

test('grows as text with its time', () => {
  const times = [0, 1, AT, AT + 1, AT + 60_000, 2 ** 48 - 1];
  const made = times.map((time) => timeOrderedUuid(time));
  expect([...made].sort()).toEqual(made);
});

test('takes the time that it is', () => {
  const before = timeOrderedUuid().slice(0, 13);
  expect(before >= timeOrderedUuid(Date.now() - 60_000).slice(0, 13)).toBe(true);
  expect(before <= timeOrderedUuid(Date.now() + 60_000).slice(0, 13)).toBe(true);
});

test('74 bits differ between those of one moment, and no others', () => {
  const bits = (uuid: string): bigint => BigInt(`0x${uuid.replaceAll('-', '')}`);
  const first = bits(timeOrderedUuid(AT));
  // That a random bit never differs in 200 more has the chance 2^-200.
  let differing = 0n;
  for (let made = 0; made < 200; made++) differing |= first ^ bits(timeOrderedUuid(AT));
  expect(differing).toBe((0xfffn << 64n) | ((1n << 62n) - 1n));
});
