import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MESSAGE_BYTES, PACKET_BYTES } from '../../../src-main/camera/limits.ts';
import { lineDecoder, PREFIX_BYTES, packetDecoder, packetPrefix } from '../../../src-main/camera/process/framing.ts';

/** Lines and packets come out whole, wherever the pipe cut them. */
function inPieces(bytes: Uint8Array, cuts: readonly number[], take: (chunk: Uint8Array) => void): void {
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let from = 0;
  for (const end of [...ends, bytes.length]) {
    take(bytes.subarray(from, end));
    from = end;
  }
}

const cuts = fc.array(fc.nat(10_000), { maxLength: 20 });

test('packets come out as they went in, at any split', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 8 }), cuts, (packets, at) => {
      const stream = Buffer.concat(packets.flatMap((packet, run) => [packetPrefix(packet, run), packet]));
      const out: Uint8Array[] = [];
      inPieces(
        stream,
        at,
        packetDecoder((packet, run) => {
          expect(run).toBe(out.length);
          out.push(packet);
        }),
      );
      expect(out.map((packet) => [...packet])).toEqual(packets.map((packet) => [...packet]));
    }),
  );
});

test('lines come out as they went in, at any split, in any script', () => {
  const words = fc.array(fc.string({ minLength: 1, unit: 'grapheme' }).filter((word) => !word.includes('\n')));
  fc.assert(
    fc.property(words, cuts, (lines, at) => {
      const out: string[] = [];
      inPieces(
        Buffer.from(lines.map((line) => `${line}\n`).join('')),
        at,
        lineDecoder((line) => out.push(line)),
      );
      expect(out).toEqual(lines);
    }),
  );
});

test('a packet or a line without measure is refused before it fills the memory', () => {
  const prefix = new Uint8Array(PREFIX_BYTES);
  new DataView(prefix.buffer).setUint32(0, PACKET_BYTES + 1, true);
  expect(() => packetDecoder(() => {})(prefix)).toThrow(RangeError);
  expect(() => lineDecoder(() => {})(Buffer.alloc(MESSAGE_BYTES + 1, 'x'))).toThrow(RangeError);
});
