import { expect, test } from 'vitest';
import { LineFramer } from '../../../src-main/bank/protocols/line-framer.ts';

/** Bytes of memory that the view keeps from being freed. */
const memoryOf = (view: Uint8Array): number => view.buffer.byteLength;

test('what a client has not finished takes no more memory than it has bytes', () => {
  const framer = new LineFramer(100);
  framer.push(Buffer.from('1999\n2'));
  expect(framer.next()?.toString()).toBe('1999');
  framer.keep();
  framer.push(Buffer.from('5'));
  framer.keep();
  framer.push(Buffer.from('0\n'));
  const line = framer.next() as Buffer;
  expect(line.toString()).toBe('250');
  expect(memoryOf(line)).toBe(4);
});

test('what is kept stays as it was when the memory that it came in is used for something else', () => {
  const framer = new LineFramer(100);
  const memory = Buffer.from('19');
  framer.push(memory);
  framer.keep();
  memory.set([0x37, 0x37]);
  framer.push(Buffer.from('99\n'));
  expect(framer.next()?.toString()).toBe('1999');
});
