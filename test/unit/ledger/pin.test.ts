/** Proves how PINs are kept and checked, and how wrong ones lock. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkPin, createPinKey, isPin, pinVerifier, readPinKey } from '../../../src-main/bank/ledger/pins/pin.ts';
import { PinDesk, STRANGERS } from '../../../src-main/bank/ledger/pins/pin-check.ts';
import { lockDuration } from '../../../src-main/bank/ledger/pins/pin-lock.ts';
import { PIN_LOCK_MAX_MS, PIN_LOCK_MS, PIN_TRIES } from '../../../src-main/contract/limits.ts';
import { Books, NOON, PIN_KEY } from './books.ts';

describe('the key file', () => {
  let secrets: string;
  beforeEach(async () => {
    secrets = mkdtempSync(join(tmpdir(), 'lobby-pin-'));
  });
  afterEach(() => rmSync(secrets, { recursive: true }));

  test('is 32 random bytes that only the owner can read, and is read back', async () => {
    const made = createPinKey(secrets);
    const { mode, size } = statSync(join(secrets, 'pin.key'));
    expect([mode & 0o777, size]).toEqual([0o600, 32]);
    expect(readPinKey(secrets)?.fingerprint).toBe(made.fingerprint);
    expect(readPinKey(secrets)?.key.equals(made.key)).toBe(true);
  });

  test('is never overwritten', async () => {
    createPinKey(secrets);
    expect(() => createPinKey(secrets)).toThrow('already');
  });

  test('is missed quietly and, cut off, said to be damaged', async () => {
    expect(readPinKey(secrets)).toBeUndefined();
    writeFileSync(join(secrets, 'pin.key'), 'short');
    expect(() => readPinKey(secrets)).toThrow(expect.objectContaining({ code: 'pin_key_unreadable' }));
  });
});

test('what is kept depends on key, account and PIN, and only the right PIN fits', async () => {
  const verifier = pinVerifier(PIN_KEY, '1999', '999');
  expect(verifier).toMatch(/^[0-9a-f]{64}$/);
  expect(pinVerifier(PIN_KEY, '1998', '999')).not.toBe(verifier);
  // Account and PIN are told apart: 19 and 99999 are not 1999 and 999.
  expect(pinVerifier(PIN_KEY, '19', '99999')).not.toBe(verifier);
  expect(checkPin(PIN_KEY, '1999', '999', verifier)).toBe(true);
  expect(checkPin(PIN_KEY, '1999', '998', verifier)).toBe(false);
  expect(checkPin(PIN_KEY, '1999', '999', null)).toBe(false);
});

test.each([
  ['999', true],
  ['123456789012', true],
  ['12', false],
  ['1234567890123', false],
  ['12a', false],
  ['٣٣٣', false],
  ['', false],
])('the PIN "%s" is one: %s', (text, is) => expect(isPin(text)).toBe(is));

test('locks double from PIN_LOCK_MS up to PIN_LOCK_MAX_MS', async () => {
  expect([1, 2, 3, 4].map(lockDuration)).toEqual([1, 2, 4, 8].map((times) => times * PIN_LOCK_MS));
  expect(lockDuration(30)).toBe(PIN_LOCK_MAX_MS);
});

describe.each([
  ['an account', '1999'],
  ['an account that does not exist', '4040'],
])('three wrong PINs in a row at %s', (_words, account) => {
  let books: Books;
  const log = (pin: string) => books.ask({ op: 'authenticate', account, pin });
  const wrong = (triesLeft: number) => ({ ok: false, refusal: 'authentication_failed', triesLeft });
  const locked = (ms: number) => ({ ...wrong(0), retryAfter: ms });
  const lock = (ms: number) => ({ ok: false, refusal: 'account_locked', retryAfter: ms });
  beforeEach(async () => {
    books = await Books.open();
  });

  test('lock it, for a time that doubles with each lock', async () => {
    expect([await log('1'), await log('2'), await log('3')]).toEqual([wrong(2), wrong(1), locked(PIN_LOCK_MS)]);
    expect(await log('4')).toEqual(lock(PIN_LOCK_MS));
    books.now += PIN_LOCK_MS - 1;
    expect(await log('999')).toEqual(lock(1));
    books.now += 1;
    expect([await log('1'), await log('2'), await log('3')]).toEqual([wrong(2), wrong(1), locked(2 * PIN_LOCK_MS)]);
    expect(await log('999')).toEqual(lock(2 * PIN_LOCK_MS));
  });

  test('are a commit each: the answer takes the same time', async () => {
    const commits = () => books.commit.state.head.commits;
    const before = commits();
    await log('1');
    await log('2');
    expect(commits()).toBe(before + 2);
  });
});

test('of the accounts that do not exist only the newest STRANGERS are remembered', async () => {
  const desk = new PinDesk(PIN_KEY, {
    account: () => undefined,
    touch: () => {},
    mustCommit: () => {},
    lock: () => {},
  });
  const log = (account: number) => desk.check(String(account), '000', NOON);
  for (let tries = 0; tries < PIN_TRIES; tries++) log(0);
  for (let account = 1; account < STRANGERS; account++) log(account);
  expect(log(0)).toMatchObject({ refusal: 'account_locked' });
  log(STRANGERS);
  expect(log(0)).toMatchObject({ refusal: 'authentication_failed', triesLeft: PIN_TRIES - 1 });
});

test('a right PIN forgets the wrong ones and the length of the next lock', async () => {
  const books = await Books.open();
  const log = async (pin: string) => await books.ask({ op: 'authenticate', account: '1999', pin });
  for (const pin of ['1', '2', '999', '1', '2']) await log(pin);
  expect((await log('999')).ok).toBe(true);
  for (const pin of ['1', '2', '3']) await log(pin);
  books.now += PIN_LOCK_MS;
  expect(await log('999')).toEqual({ ok: true, balance: 500_000 });
  for (const pin of ['1', '2', '3']) await log(pin);
  expect(await log('999')).toMatchObject({ retryAfter: PIN_LOCK_MS });
});

test('wrong tries and locks survive a restart', async () => {
  const books = await Books.open();
  const log = async (pin: string) => await books.ask({ op: 'authenticate', account: '1999', pin });
  await log('1');
  await log('2');
  await books.restart();
  await log('3');
  await books.restart();
  expect(await log('999')).toMatchObject({ refusal: 'account_locked', retryAfter: PIN_LOCK_MS });
});

test('a batch tells which accounts it locked', async () => {
  const books = await Books.open();
  const wrong = { op: 'authenticate', account: '1999', pin: '1' } as const;
  expect((await books.run([wrong, wrong])).batch?.locked).toEqual([]);
  expect((await books.run([wrong, wrong])).batch?.locked).toEqual(['1999']);
});

test('a changed PIN needs the old one, counts a wrong one, and holds after a restart', async () => {
  const books = await Books.open();
  const change = (pin: string, newPin: string) => books.ask({ op: 'change-pin', account: '1999', pin, newPin });
  expect(await change('1', '4321')).toEqual({ ok: false, refusal: 'authentication_failed', triesLeft: PIN_TRIES - 1 });
  expect(await change('999', '43a1')).toEqual({ ok: false, refusal: 'invalid_pin' });
  expect(await change('999', '4321')).toEqual({ ok: true });
  await books.restart();
  expect((await books.ask({ op: 'authenticate', account: '1999', pin: '999' })).ok).toBe(false);
  expect((await books.ask({ op: 'authenticate', account: '1999', pin: '4321' })).ok).toBe(true);
});

test('an account that the bank locked says so only to who knows the PIN', async () => {
  const books = await Books.open();
  await books.set('1999', 'locked_by_bank', 1);
  expect(await books.ask({ op: 'authenticate', account: '1999', pin: '1' })).toMatchObject({
    refusal: 'authentication_failed',
  });
  expect(await books.ask({ op: 'authenticate', account: '1999', pin: '999' })).toEqual({
    ok: false,
    refusal: 'account_locked',
  });
});
