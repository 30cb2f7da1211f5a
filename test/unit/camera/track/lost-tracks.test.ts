import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { LostTracks, SAME_FACE, similarity } from '../../../../src-main/camera/process/track/lost-tracks.ts';

/** What is remembered of tracks that ended: who comes back goes on, who is somebody else or can't be told apart doesn't. */
let lost: LostTracks<string>;
beforeEach(() => {
  lost = new LostTracks();
});

/** A descriptor of that cosine to the first axis. */
function at(cosine: number, axis = 1): Float32Array {
  const descriptor = new Float32Array(8);
  descriptor[0] = cosine;
  descriptor[axis] = Math.sqrt(1 - cosine ** 2);
  return descriptor;
}

describe('a face that comes back', () => {
  test('gets its track and what is known of it, once', () => {
    lost.remember(7, at(1), 'label', 0);
    expect(lost.take(at(0.9), 5_000)).toEqual({ id: 7, kept: 'label' });
    expect(lost.take(at(0.9), 5_000)).toBeNull();
  });

  test('after more than a minute is a new one', () => {
    lost.remember(7, at(1), 'label', 0);
    expect(lost.take(at(1), 60_001)).toBeNull();
  });

  test('gets its track whoever else was there', () => {
    lost.remember(1, at(0.2, 2), 'other', 0);
    lost.remember(7, at(1), 'label', 0);
    lost.remember(2, at(0.3, 3), 'another', 0);
    expect(lost.take(at(0.95), 1_000)?.id).toBe(7);
  });

  test('is nobody after everything was forgotten', () => {
    lost.remember(7, at(1), 'label', 0);
    lost.forget();
    expect(lost.take(at(1), 1)).toBeNull();
  });
});

describe('nobody gets the track of another', () => {
  test('less alike than the bound', () => {
    lost.remember(7, at(1), 'label', 0);
    expect(lost.take(at(SAME_FACE - 0.01), 1_000)).toBeNull();
  });

  test('as like one as another', () => {
    lost.remember(7, at(0.95, 2), 'one', 0);
    lost.remember(8, at(0.95, 3), 'other', 0);
    expect(lost.take(at(1), 1_000)).toBeNull();
  });

  test('whatever is remembered, what is taken is the one most alike, and above the bound', () => {
    const descriptors = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(descriptors, { maxLength: 40 }), descriptors, (all, wanted) => {
        const memory = new LostTracks<number>();
        for (const [id, numbers] of all.entries()) memory.remember(id, Float32Array.from(numbers), id, id);
        const descriptor = Float32Array.from(wanted);
        const taken = memory.take(descriptor, 100);
        if (taken === null) return;
        const likes = all.map((numbers) => similarity(Float32Array.from(numbers), descriptor));
        expect(likes[taken.id]).toBeGreaterThanOrEqual(SAME_FACE);
        // The oldest of more than 32 are forgotten.
        expect(likes[taken.id]).toBe(Math.max(...likes.slice(-32)));
      }),
    );
  });
});
