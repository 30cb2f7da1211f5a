/** Proves that what is told of one request is true of its trace: its sentence, its parts, its bytes. */
import { describe, expect, test } from 'vitest';
import { sentenceOf } from '../../../src-renderer/lab/detail/sentence.ts';
import { microsWords } from '../../../src-renderer/lab/lettering.ts';
import { bytesOf, hexRows, storyOf, withoutNumbers } from '../../../src-renderer/lab/story.ts';
import { languageOf } from '../../language.ts';
import { BATCH, memoryOf, report, request } from '../trace/samples.ts';

const en = languageOf('en', 'own');
const ar = languageOf('ar', 'latin');

/** The sentence about the first of these requests. */
function told(requests: readonly ReturnType<typeof request>[], batches = [BATCH], language = en): string {
  const view = memoryOf(report({ requests: [...requests], batches }));
  const [first] = view.requests;
  if (first === undefined) throw new Error('no request');
  return sentenceOf(storyOf(view, first), 'ATM 3', language);
}

const BEFORE = { ...BATCH, id: 9, commit: 10, taken: 100, decided: 150, committed: 900 };
const mate = (id: number, more = {}) =>
  request({ id, session: 8, account: '1998', batch: { id: 1, place: id }, sequence: 4 + id, ...more });

describe('the sentence', () => {
  test('names the commit that was waited for only if that was under way when it was asked', () => {
    const together = { ...BATCH, size: 3 };
    expect(told([request(), mate(2), mate(3)], [BEFORE, together])).toBe(
      'ATM 3, Deposit of $25: waited 700 µs while commit 10 was written, then went in with 2 others.',
    );
    expect(told([request(), mate(2), mate(3)], [{ ...BEFORE, committed: 250 }, together])).toBe(
      'ATM 3, Deposit of $25: taken by the ledger after 700 µs, then went in with 2 others.',
    );
  });

  test('counts those of the commit that were not traced, too', () => {
    expect(told([request()], [{ ...BATCH, size: 8 }])).toContain('then went in with 7 others.');
    expect(told([request()])).toContain('then went in alone.');
  });

  test.each([
    [{ outcome: 'refused', refusal: 'insufficient_funds' }, /^ATM 3, Deposit.*alone\. Refused: \S/],
    [{ outcome: 'pending', answered: null, sent: null, batch: null }, /under way\.$/],
    [{ outcome: 'unknown', answered: null, sent: null, batch: null }, /the outcome is not known here\.$/],
    [
      { op: 'balance', amount: null, asked: 300, answered: 300, batch: null },
      /^ATM 3, Balance: read from shared memory/,
    ],
    [{ op: 'statement', amount: null, batch: null }, /the thread that reads the past\.$/],
    [{ repeated: true }, /was done before\.$/],
  ] as const)('%j', (more, words) => {
    expect(told([request(more as never)])).toMatch(words);
  });

  test('tells of others in the commit on the same account', () => {
    expect(told([request(), mate(2, { op: 'transfer', to: '1999' }), mate(3)], [{ ...BATCH, size: 3 }])).toMatch(
      /1 other request of this commit is on the same account\.$/,
    );
  });

  test('is Arabic in Arabic', () => {
    expect(told([request()], [BATCH], ar)).toBe(
      `ATM 3، إيداع بمبلغ ${ar.roundMoney(2_500)}: أخذه دفتر الأستاذ بعد 700 ميكرو ث، ثم كُتب وحده.`,
    );
  });
});

test('the parts follow each other from the first byte to the last, and none has less than no time', () => {
  const view = memoryOf(report());
  const { parts, whole } = storyOf(view, request({ answered: 1_890 }));
  expect(parts.map(({ name, from, to }) => [name, from, to])).toEqual([
    ['arrive', 100, 200],
    ['parse', 200, 300],
    ['wait', 300, 1_000],
    ['rules', 1_000, 1_200],
    ['disk', 1_200, 1_900],
    // The session's clock is some microseconds behind the ledger's.
    ['return', 1_900, 1_900],
    ['answer', 1_890, 2_100],
  ]);
  expect(whole).toBe(2_000);
});

test.each([
  [{}, 500_000],
  [{ op: 'withdraw' }, 505_000],
  [{ op: 'transfer' }, 505_000],
  [{ op: 'balance', amount: null }, 502_500],
  [{ outcome: 'refused', balance: null }, null],
  [{ op: 'post' }, null],
] as const)('the balance before %j', (more, before) => {
  const view = memoryOf(report());
  expect(storyOf(view, request(more as never)).before).toBe(before);
});

test('the hash before is that of the record before, where that is known', () => {
  const view = memoryOf(report({ requests: [request(), request({ id: 2, sequence: 5, hash: 'cd' })] }));
  expect(storyOf(view, request({ id: 2, sequence: 5 })).hashBefore).toBe('ab');
  expect(storyOf(view, request()).hashBefore).toBeNull();
});

describe('bytes', () => {
  test('of the message are cut where its chunks were, and have the end that it had', () => {
    const [heard, said] = bytesOf(memoryOf(report()), request());
    expect(heard?.chunks.map(({ at, bytes }) => [at, bytes])).toEqual([
      [100, '{"op":"dep'],
      [200, 'osit"}\n'],
    ]);
    expect(said).toMatchObject({ side: 'out', bytes: 'ok\n', size: 3 });
  });

  test('are shown sixteen a row, in hexadecimal and as text', () => {
    expect(hexRows('0123456789abcdefg\n')).toEqual([
      { offset: '0000', hex: '30 31 32 33 34 35 36 37', text: '01234567' },
      { offset: '0008', hex: '38 39 61 62 63 64 65 66', text: '89abcdef' },
      { offset: '0010', hex: '67 0a', text: 'g·' },
    ]);
  });

  test('keep their number when account numbers in them are hidden', () => {
    expect(withoutNumbers('{"account":"88000001","to":"1999"}', ['88000001', '1999'])).toBe(
      '{"account":"******01","to":"**99"}',
    );
  });
});

test.each([
  [0.4, '0.4 µs'],
  [12, '12 µs'],
  [999, '999 µs'],
  [1_234, '1.23 ms'],
  [250_000, '250 ms'],
  [2_500_000, '2.50 s'],
])('%f µs is %s', (micros, words) => {
  expect(microsWords(en, micros)).toBe(words);
});
