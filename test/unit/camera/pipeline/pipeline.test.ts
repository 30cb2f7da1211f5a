import { Writable } from 'node:stream';
import type { Mat } from 'opencv4nodejs';
import { describe, expect, test } from 'vitest';
import { PREFIX_BYTES } from '../../../../src-main/camera/process/framing.ts';
import { FrameWriter } from '../../../../src-main/camera/process/output/frame-writer.ts';
import { readAhead } from '../../../../src-main/camera/process/pipeline/read-ahead.ts';
import { SharedPicture } from '../../../../src-main/camera/process/pipeline/shared-picture.ts';
import type { Picture, Source } from '../../../../src-main/camera/process/source/source.ts';

/** The joints of the pipeline: nothing queues up on the way out, and every picture's memory is freed exactly once. */
interface Counted {
  readonly picture: Picture;
  releases: number;
}

function counted(index: number): Counted {
  const entry = { releases: 0 } as { picture: Picture; releases: number };
  const mat = { release: () => (entry.releases += 1) } as unknown as Mat;
  entry.picture = { mat, capturedAt: 0, timeMs: index, positionMs: null };
  return entry;
}

/** A source of so many pictures, and how often each was released; `failure` comes after them. */
function sourceOf(count: number, failure?: Error): { source: Source; given: Counted[] } {
  const given: Counted[] = [];
  const next = async (): Promise<Picture | null> => {
    if (given.length === count) {
      if (failure !== undefined) throw failure;
      return null;
    }
    const entry = counted(given.length);
    given.push(entry);
    return entry.picture;
  };
  return { source: { demo: false, pace: 'clock', next, close: () => {} }, given };
}

describe('reading ahead', () => {
  const keep = (picture: Picture): Picture => picture;
  const drop = async (picture: Picture): Promise<void> => picture.mat.release();

  test('gives every picture in order, then ends', async () => {
    const { source } = sourceOf(40);
    const times: number[] = [];
    for await (const { timeMs } of readAhead(source, null, new AbortController().signal, keep, drop))
      times.push(timeMs);
    expect(times).toEqual(Array.from({ length: 40 }, (_, i) => i));
  });

  test('reads no more pictures than were asked for', async () => {
    const { source, given } = sourceOf(40);
    let count = 0;
    for await (const _ of readAhead(source, 7, new AbortController().signal, keep, drop)) count += 1;
    expect(count).toBe(7);
    expect(given).toHaveLength(7);
  });

  test('reads only so far ahead, and takes back what nobody asked for', async () => {
    const { source, given } = sourceOf(1000);
    const abort = new AbortController();
    let taken = 0;
    for await (const picture of readAhead(source, null, abort.signal, keep, drop)) {
      await new Promise((resolve) => setImmediate(resolve));
      picture.mat.release();
      taken += 1;
      if (taken === 3) abort.abort();
    }
    expect(taken).toBe(3);
    expect(given.length).toBeLessThan(30);
    expect(given.map(({ releases }) => releases)).toEqual(given.map(() => 1));
  });

  test('tells a failure after the pictures that came before it', async () => {
    const { source } = sourceOf(3, new Error('cable'));
    let count = 0;
    const run = async (): Promise<void> => {
      for await (const _ of readAhead(source, null, new AbortController().signal, keep, drop)) count += 1;
    };
    await expect(run()).rejects.toThrow('cable');
    expect(count).toBe(3);
  });
});

describe('a shared picture', () => {
  test('is freed once, when its last user is done', () => {
    const entry = counted(0);
    const shared = new SharedPicture(entry.picture);
    const second = shared.retain();
    shared.release();
    expect(entry.releases).toBe(0);
    second.release();
    expect(entry.releases).toBe(1);
    expect(() => shared.retain()).toThrow();
  });
});

describe('the way out', () => {
  /** A reader that takes one piece at a time, when it is told to. */
  function slowReader(): { stream: Writable; taken: number[]; take: () => void } {
    const taken: number[] = [];
    const waiting: (() => void)[] = [];
    const stream = new Writable({
      highWaterMark: 1,
      writev: (chunks, done) => {
        // A prefix and a packet: the packet's first byte is its number.
        for (const { chunk } of chunks) if (chunk.length !== PREFIX_BYTES) taken.push(chunk[0]);
        waiting.push(done);
      },
    });
    return { stream, taken, take: () => waiting.shift()?.() };
  }
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  test('replaces a frame that would have to wait by the newest', async () => {
    const { stream, taken, take } = slowReader();
    const writer = new FrameWriter(stream);
    for (let number = 0; number < 5; number += 1) writer.offer(Uint8Array.of(number, 0));
    await settled();
    expect(taken).toEqual([0]);
    take();
    await settled();
    expect(taken).toEqual([0, 4]);
    take();
    await settled();
    writer.offer(Uint8Array.of(9, 0));
    await settled();
    expect(taken).toEqual([0, 4, 9]);
  });

  test('forgets a frame that waits when another run begins, and marks each with its own', async () => {
    const { stream, taken, take } = slowReader();
    const writer = new FrameWriter(stream);
    writer.startRun(1);
    for (const number of [0, 1]) writer.offer(Uint8Array.of(number, 0));
    await settled();
    writer.startRun(2);
    take();
    await settled();
    expect(taken).toEqual([0]);
    writer.offer(Uint8Array.of(2, 0));
    await settled();
    expect(taken).toEqual([0, 2]);
  });

  test('holds up a sender for whom every frame counts', async () => {
    const { stream, taken, take } = slowReader();
    const writer = new FrameWriter(stream);
    let delivered = false;
    const delivery = writer.deliver(Uint8Array.of(1, 0)).then(() => {
      delivered = true;
    });
    await settled();
    expect([taken, delivered]).toEqual([[1], false]);
    take();
    await delivery;
    expect(delivered).toBe(true);
  });
});
