import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineDecoder } from '../../../src-main/atm/connection/line-decoder.ts';

/** The framing of the terminal protocol gives the same lines however the bytes are cut, and never grows without end. */
describe('line decoder', () => {
  test('gives the same lines at every split, also within a character', () => {
    const bytes = Buffer.from('{"a":"ü€😀"}\r\n\n{"b":1}\nrest');
    for (let first = 0; first <= bytes.length; first++) {
      for (let second = first; second <= bytes.length; second++) {
        const decoder = new LineDecoder();
        const lines = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)].flatMap(
          (part) => decoder.push(part),
        );
        expect(lines).toEqual(['{"a":"ü€😀"}', '', '{"b":1}']);
        expect(Buffer.from(decoder.pending).toString()).toBe('rest');
      }
    }
  });

  test('gives back what was framed, in any chunks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }).filter((line) => !/[\r\n]/.test(line))),
        fc.array(fc.nat(40)),
        (lines, sizes) => {
          const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
          const decoder = new LineDecoder();
          const got: string[] = [];
          let at = 0;
          for (const size of [...sizes, bytes.length]) {
            got.push(...decoder.push(bytes.subarray(at, at + size)));
            at = Math.min(bytes.length, at + size);
          }
          expect(got).toEqual(lines);
        },
      ),
    );
  });

  test('takes a line of exactly the limit and refuses one byte more', () => {
    expect(new LineDecoder(8).push(Buffer.from('1234567\n'))).toEqual(['1234567']);
    expect(() => new LineDecoder(8).push(Buffer.from('12345678\n'))).toThrow(RangeError);
    const endless = new LineDecoder(8);
    endless.push(Buffer.from('12345678'));
    expect(() => endless.push(Buffer.from('9'))).toThrow(RangeError);
  });

  test('refuses bytes that are not UTF-8', () => {
    expect(() => new LineDecoder().push(Buffer.from([0x7b, 0xc3, 0x28, 0x0a]))).toThrow(TypeError);
  });
});
