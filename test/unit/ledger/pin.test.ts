/** Proves how PINs are kept and checked, and how wrong ones lock. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkPin, createPinKey, isPin, pinVerifier, readPinKey } from '../../../src-main/bank/ledger/pins/pin.ts';
import { PinDesk, STRANGERS } from '../../../src-main/bank/ledger/pins/pin-check.ts';
import { ACCOUNT_RULE, lockDuration, PEER_RULE, TERMINAL_RULE } from '../../../src-main/bank/ledger/pins/pin-lock.ts';
import {
  ACCOUNT_LOCK_MAX_MS,
  ACCOUNT_LOCK_MS,
  ACCOUNT_TRIES,
  KNOWN_TERMINAL_MS,
  PIN_LOCK_MAX_MS,
  PIN_LOCK_MS,
  PIN_TRIES,
} from '../../../src-main/contract/limits.ts';
import { Books, DAY, NOON, PIN_KEY } from './books.ts';

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

test.each([
  ['a terminal', TERMINAL_RULE, PIN_LOCK_MS, PIN_LOCK_MAX_MS],
  ['a peer', PEER_RULE, PIN_LOCK_MS, DAY],
  ['all peers', ACCOUNT_RULE, ACCOUNT_LOCK_MS, ACCOUNT_LOCK_MAX_MS],
])('locks of %s double from the first up to the longest', (_words, rule, first, most) => {
  const durations = [1, 2, 3, 4, 30].map((locks) => lockDuration(locks, rule));
  expect(durations).toEqual([...[1, 2, 4, 8].map((times) => times * first), most]);
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

test('what all peers have tried survives a restart', async () => {
  const books = await Books.open();
  const guess = async (from: string) => await books.ask({ op: 'authenticate', account: '1999', pin: '1', from });
  for (let tries = 0; tries < ACCOUNT_TRIES - 1; tries++) await guess(`192.0.2.${tries}`);
  await books.restart();
  expect(await guess('192.0.2.0')).toMatchObject({ triesLeft: 0, retryAfter: ACCOUNT_LOCK_MS });
  await books.restart();
  expect(await books.ask({ op: 'authenticate', account: '1999', pin: '999', from: '192.0.2.99' })).toMatchObject({
    refusal: 'account_locked',
    retryAfter: ACCOUNT_LOCK_MS,
  });
});

test('a batch that is taken back has counted no wrong PIN, and made no terminal known', () => {
  const desk = new PinDesk(PIN_KEY, { account: () => undefined, touch: () => {}, mustCommit: () => {} });
  const log = (from: string) => desk.check('4040', '000', NOON, from);
  desk.begin();
  log('192.0.2.1');
  desk.begin();
  log('192.0.2.1');
  log('192.0.2.2');
  desk.undo();
  desk.begin();
  expect(log('192.0.2.1')).toMatchObject({ triesLeft: PIN_TRIES - 2 });
});

describe('wrong PINs of strangers', () => {
  let books: Books;
  const log = (pin: string, from: string) => books.ask({ op: 'authenticate', account: '1999', pin, from });
  const refusal = async (pin: string, from: string) => {
    const reply = await log(pin, from);
    return reply.ok ? 'ok' : reply.refusal;
  };
  /** As many wrong ones as lock the account for all peers. */
  const attack = async () => {
    for (let tries = 0; tries < ACCOUNT_TRIES; tries++) await log('1', `198.51.100.${tries}`);
  };
  beforeEach(async () => {
    books = await Books.open();
  });

  test('lock their own peer, whatever its terminals are called, and no other', async () => {
    for (const name of ['', ' one', ' two']) await log('1', `192.0.2.1${name}`);
    expect(await refusal('999', '192.0.2.1 three')).toBe('account_locked');
    expect(await refusal('999', '192.0.2.2')).toBe('ok');
  });

  test('do not lock a terminal that logged in lately, whose log-in unlocks nothing for others', async () => {
    expect(await refusal('999', '192.0.2.7 ATM 1')).toBe('ok');
    await attack();
    for (let times = 0; times < 2; times++) {
      expect(await refusal('999', '192.0.2.99')).toBe('account_locked');
      expect(await refusal('999', '192.0.2.7 ATM 1')).toBe('ok');
    }
    // The same machine under another name is a stranger.
    expect(await refusal('999', '192.0.2.7 ATM 2')).toBe('account_locked');
  });

  test('lock a terminal that logged in long ago', async () => {
    await log('999', '192.0.2.7 ATM 1');
    books.now += KNOWN_TERMINAL_MS;
    await attack();
    expect(await refusal('999', '192.0.2.7 ATM 1')).toBe('account_locked');
  });

  test('are told apart from those of a known terminal, which locks for itself alone', async () => {
    await log('999', '192.0.2.7 ATM 1');
    for (let tries = 0; tries < PIN_TRIES; tries++) await log('1', '192.0.2.7 ATM 1');
    expect(await log('999', '192.0.2.7 ATM 1')).toMatchObject({ refusal: 'account_locked', retryAfter: PIN_LOCK_MS });
    expect(await refusal('999', '192.0.2.8')).toBe('ok');
  });

  test('find only that terminal known which has changed the PIN', async () => {
    const from = '192.0.2.8 ATM 2';
    await log('999', '192.0.2.7 ATM 1');
    expect(await books.ask({ op: 'change-pin', account: '1999', pin: '999', newPin: '4711', from })).toEqual({
      ok: true,
    });
    await attack();
    expect(await refusal('4711', '192.0.2.7 ATM 1')).toBe('account_locked');
    expect(await refusal('4711', from)).toBe('ok');
  });

  test('are forgiven when the bank unlocks the account', async () => {
    await attack();
    const unlock = { op: 'administer', account: '1999', change: 'unlock', pin: '', amount: 0 } as const;
    expect(await books.ask(unlock)).toEqual({ ok: true });
    expect(await refusal('999', '198.51.100.1')).toBe('ok');
  });

  test.each([1, 4, 50])('from %i addresses are a bounded number a day', async (addresses) => {
    /** When each address may try again: it does so at once. */
    const free = Array.from({ length: addresses }, () => books.now);
    const guesses = [0, 0, 0];
    for (;;) {
      const next = Math.min(...free);
      const day = Math.floor((next - NOON) / DAY);
      if (day >= guesses.length) break;
      books.now = next;
      const address = free.indexOf(next);
      const reply = await log('0000', `192.0.2.${address}`);
      if (reply.ok) throw new Error('a wrong PIN was right');
      if (reply.refusal === 'authentication_failed') guesses[day] = (guesses[day] ?? 0) + 1;
      free[address] = next + (reply.retryAfter ?? 0);
    }
    // The figures of docs/security.md.
    const [first = 0, ...later] = guesses;
    expect(first).toBeLessThanOrEqual(addresses === 1 ? 36 : 144);
    expect(Math.max(...later)).toBeLessThanOrEqual(addresses === 1 ? 3 : 72);
  });
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
