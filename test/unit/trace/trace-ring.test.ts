/** Proves that a ring gives what was written into it, whole and in order, wherever it wraps, and counts what it can't take. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TraceRing } from '../../../src-main/bank/trace/trace-ring.ts';

/** What a ring has, as plain values. */
function readAll(ring: TraceRing) {
  const records: { kind: number; at: number; fields: number[]; text: string }[] = [];
  const { dropped } = ring.read((one) => {
    const fields = Array.from({ length: one.count }, (_, index) => one.field(index));
    expect([...one.fieldsFrom(1)]).toEqual(fields.slice(1));
    expect(one.field(one.count)).toBeNaN();
    records.push({ kind: one.kind, at: one.at, fields, text: one.utf8() });
  });
  return { records, dropped };
}

/** A ring of few words, watched. */
function smallRing(words = 64): TraceRing {
  const ring = new TraceRing(new SharedArrayBuffer(64 + words * 8));
  ring.start(1, 0);
  return ring;
}

const record = fc.record({
  kind: fc.integer({ min: 0, max: 20 }),
  at: fc.double({ noNaN: true }),
  fields: fc.array(fc.double({ noNaN: true }), { maxLength: 5 }),
  text: fc.string({ maxLength: 40, unit: 'binary' }),
});

test('what was written is read, whatever the sizes and whenever it is read', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(record, fc.boolean()), { maxLength: 200 }), (steps) => {
      const ring = smallRing();
      const [written, read]: [unknown[], unknown[]] = [[], []];
      let refused = 0;
      let dropped = 0;
      const look = (): void => {
        const seen = readAll(ring);
        read.push(...seen.records);
        dropped += seen.dropped;
      };
      for (const [one, looks] of steps) {
        const text = Buffer.from(one.text, 'utf8').toString('utf8');
        if (ring.write(one.kind, one.at, one.fields, text)) written.push({ ...one, text });
        else refused += 1;
        if (looks) look();
      }
      look();
      expect(read).toEqual(written);
      expect(dropped).toBe(refused);
    }),
  );
});

test('an empty ring takes a record of any size up to nearly its own, wherever it begins', () => {
  for (let begin = 0; begin < 24; begin++) {
    const ring = smallRing(24);
    for (let turn = 0; turn < begin; turn++) {
      ring.write(0, 0, []);
      readAll(ring);
    }
    expect(ring.write(1, 2, [3, 4, 5])).toBe(true);
    expect(readAll(ring).records).toMatchObject([{ kind: 1, at: 2, fields: [3, 4, 5] }]);
  }
});

test('a full ring drops the newest, says so once, and goes on when it was read', () => {
  const ring = smallRing();
  let written = 0;
  while (ring.write(1, written, [])) written += 1;
  expect(ring.write(1, 0, [])).toBe(false);
  const { records, dropped } = readAll(ring);
  expect(records).toHaveLength(written);
  expect(dropped).toBe(2);
  expect(ring.write(1, 7, [])).toBe(true);
  expect(readAll(ring)).toMatchObject({ records: [{ at: 7 }], dropped: 0 });
});

test('a watch begins with nothing of the one before', () => {
  const ring = smallRing();
  ring.write(1, 1, []);
  ring.stop();
  expect(ring.watch).toBe(0);
  ring.start(2, 0);
  expect(ring.watch).toBe(2);
  expect(readAll(ring).records).toEqual([]);
});
