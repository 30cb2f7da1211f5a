import { describe, expect, test } from 'vitest';
import { ABSENCE_MS, type Sighting, Tracker } from '../../../../src-main/camera/process/track/tracker.ts';
import { face, follow, identities, looksOf, noise, person, STEP_MS, walk } from './people.ts';

/**
 * Identities over synthetic paths: people who walk, cross, hide, come and go, seen ten times a second by a detector
 * that jitters and misses. A person is a path and a random appearance; an identity must never serve two of them.
 */
describe('one face', () => {
  test('keeps its identity while it walks', () => {
    expect(identities(follow([person(walk(80, 560, 3000))], 3000), 0)).toHaveLength(1);
  });

  test('keeps it while it comes nearer', () => {
    expect(identities(follow([person((ms) => face(320, 240, 40 + ms / 20))], 3000), 0)).toHaveLength(1);
  });

  test('keeps it over an absence of half a second on the move, and not of a whole one', () => {
    const hidden = (from: number, to: number) => (ms: number) =>
      ms > from && ms < to ? null : walk(80, 560, 3000)(ms);
    expect(identities(follow([person(hidden(1000, 1500))], 3000), 0)).toHaveLength(1);
    expect(identities(follow([person(hidden(1000, 2000))], 3000), 0)).toHaveLength(2);
  });

  test('keeps it over half a second even when it comes back a whole face beside where it was', () => {
    const steps = follow([person((ms) => (ms <= 500 ? face(200, 200) : ms < 1000 ? null : face(280, 200)), 1)], 1500);
    expect(identities(steps, 0)).toHaveLength(1);
  });

  test('keeps it while it tilts by 30° to and fro, and looks less and less like before', () => {
    // Upright and lying it has nothing in common; at 30° half of what it looked like at first.
    const [upright, lying] = [looksOf(1), looksOf(2)];
    const looks = (ms: number) => {
      const angle = 2 * (Math.PI / 6) * Math.sin((2 * Math.PI * ms) / 2000);
      return upright.map((value, i) => value * Math.cos(angle) + (lying[i] ?? 0) * Math.sin(angle));
    };
    expect(identities(follow([{ at: () => face(300, 200), looks }], 6000), 0)).toHaveLength(1);
  });

  test('keeps it when one search sees it very differently just where it should be, and not when it was missed before', () => {
    const odd = (from: number) => (ms: number) => {
      const [usual, other] = [looksOf(1), looksOf(2)];
      return ms < from ? usual : usual.map((value, i) => 0.6 * value + 0.8 * (other[i] ?? 0));
    };
    expect(identities(follow([{ at: () => face(300, 200), looks: odd(1000) }], 2000), 0)).toHaveLength(1);
    const missed = (ms: number) => (ms > 800 && ms < 1000 ? null : face(300, 200));
    expect(identities(follow([{ at: missed, looks: odd(1000) }], 2000), 0)).toHaveLength(2);
  });

  test('that no search was for is neither missed nor lost, and is drawn where it should be', () => {
    const tracker = new Tracker();
    const nowhere = () => false;
    const path = walk(100, 300, 2000);
    const [id] = tracker.update([{ box: path(0), score: 0.9, appearance: null, upright: null }], 0);
    for (let at = STEP_MS; at <= 400; at += STEP_MS) {
      tracker.update([{ box: path(at), score: 0.9, appearance: null, upright: null }], at);
    }
    for (let at = 500; at <= 1300; at += STEP_MS) tracker.update([], at, nowhere);
    expect(tracker.tracks(1300).map((track) => track.id)).toEqual([id]);
    expect(tracker.unseen(1300)).toHaveLength(1);
    tracker.update([], 1400);
    expect(tracker.tracks(1400)).toEqual([]);
    expect(tracker.update([{ box: path(1400), score: 0.9, appearance: null, upright: null }], 1500)).not.toEqual([id]);
  });

  test('is drawn a moment longer than it is seen, where it should be, and then no more', () => {
    const tracker = new Tracker();
    const path = walk(100, 400, 1000);
    for (let at = 0; at <= 600; at += STEP_MS)
      tracker.update([{ box: path(at), score: 0.9, appearance: null, upright: null }], at);
    tracker.update([], 700);
    const [drawn] = tracker.tracks(700);
    expect(Math.abs((drawn?.box.x ?? 0) - path(700).x)).toBeLessThan(8);
    expect(tracker.tracks(600 + ABSENCE_MS)).toEqual([]);
    expect(tracker.alive()).toHaveLength(1);
  });

  test('found by a detector without confidence, is drawn when it was found twice', () => {
    const tracker = new Tracker();
    const sighting: Sighting = { box: face(200, 200), score: null, appearance: null, upright: null };
    tracker.update([sighting], 0);
    expect(tracker.tracks(0)).toEqual([]);
    tracker.update([sighting], STEP_MS);
    expect(tracker.tracks(STEP_MS)).toHaveLength(1);
  });

  test('moves smoothly between detections: in far smaller steps than the detector jumps', () => {
    const tracker = new Tracker();
    const random = noise(5);
    const found: number[] = [];
    const drawn: number[] = [];
    for (let at = 0; at < 5000; at += 20) {
      if (at % STEP_MS === 0) {
        const box = face(300 + random() * 4, 200 + random() * 4);
        tracker.update([{ box, score: 0.9, appearance: null, upright: null }], at);
        if (at > 1000) found.push(box.x);
      }
      if (at > 1000) drawn.push(tracker.tracks(at)[0]?.box.x ?? Number.NaN);
    }
    expect(largestStep(drawn)).toBeLessThan(largestStep(found) / 3);
  });
});

function largestStep(values: readonly number[]): number {
  return Math.max(...values.slice(1).map((value, i) => Math.abs(value - (values[i] ?? value))));
}

describe('two faces', () => {
  test('that cross keep their identities, by motion alone', () => {
    const people = [person(walk(100, 540, 2000, 200)), person(walk(540, 100, 2000, 215))];
    // The one behind is hidden while they overlap.
    const front = people[0];
    const behind = person((ms) => (Math.abs(ms - 1000) < 180 ? null : (people[1]?.at(ms) ?? null)));
    if (front === undefined) throw new Error('unreachable');
    const steps = follow([front, behind], 2000);
    expect(identities(steps, 0)).toHaveLength(1);
    expect(identities(steps, 1)).toHaveLength(1);
    expect(identities(steps, 0)).not.toEqual(identities(steps, 1));
  });

  test('that meet, stop and turn back never take each other’s identity', () => {
    const meet = (from: number, to: number, y: number) => (ms: number) =>
      ms < 1000 ? walk(from, to, 1000, y)(ms) : walk(to, from, 1000, y)(ms - 1000);
    const steps = follow(
      [person(meet(100, 300, 200), 1), person((ms) => (ms > 850 && ms < 1150 ? null : meet(540, 320, 205)(ms)), 2)],
      2000,
    );
    const shared = identities(steps, 0).filter((id) => identities(steps, 1).includes(id));
    expect(shared).toEqual([]);
  });

  test('one that appears where another just was gets an identity of its own', () => {
    const steps = follow(
      [person((ms) => (ms <= 1000 ? face(300, 200) : null), 1), person((ms) => (ms > 1000 ? face(302, 201) : null), 2)],
      2000,
    );
    expect(identities(steps, 0)).toHaveLength(1);
    expect(identities(steps, 1)).toHaveLength(1);
    expect(identities(steps, 0)).not.toEqual(identities(steps, 1));
  });

  /** Seen in its place again and again while it changes: by so many degrees away from what it first looked like. */
  const changing = (looks: readonly number[], uprights: readonly number[]): Set<number | null | undefined> => {
    const tracker = new Tracker();
    const [first, other] = [looksOf(1), looksOf(2)];
    const turned = (degrees: number) => {
      const angle = (degrees * Math.PI) / 180;
      return first.map((value, i) => value * Math.cos(angle) + (other[i] ?? 0) * Math.sin(angle));
    };
    return new Set(
      looks.map((degrees, index) => {
        const box = face(300, 200);
        const upright = turned(uprights[index] ?? 0);
        const [id] = tracker.update([{ box, score: 0.9, appearance: turned(degrees), upright }], index * STEP_MS);
        return id;
      }),
    );
  };
  const SAME = [0, 0, 0, 0, 0, 0];

  test('one that dissolves into another in its place, little by little, does not leave its identity to it', () => {
    const dissolve = [...SAME, 20, 54, 110, 150, 150, 150];
    expect(changing(dissolve, dissolve).size).toBe(2);
  });

  test('one that turns away as far keeps it, while it looks like itself turned upright', () => {
    const turning = [...SAME, 20, 54, 110, 150, 110, 54, 0];
    expect(changing(turning, [...SAME, 10, 20, 30, 40, 30, 20, 0]).size).toBe(1);
  });

  describe('need landmarks only where it is not plain who they are', () => {
    const [one, other] = [looksOf(1), looksOf(2)];
    const tracker = new Tracker();
    const seen = (x: number, looks: Float32Array) => ({
      box: face(x, 200),
      score: 0.9,
      appearance: looks,
      upright: looks,
    });
    for (const at of [0, STEP_MS]) tracker.update([seen(100, one), seen(500, one), seen(600, other)], at);

    test.each([
      ['in its place and like itself', 100, one, true],
      ['in its place and like nobody', 100, looksOf(3), false],
      ['away from its place and like itself', 130, one, true],
      ['away from its place and rather like itself', 130, one.map((value, i) => value + 0.7 * (other[i] ?? 0)), false],
      ['between two and like one of them', 540, one, true],
      ['between two and like both', 540, one.map((value, i) => value + (other[i] ?? 0)), false],
      ['where nobody was', 300, one, false],
    ])('%s', (_name, x, looks, plain) => {
      expect(tracker.isPlain(face(x, 200), looks, 2 * STEP_MS)).toBe(plain);
    });
  });

  test('one that is hidden behind another is not drawn over it', () => {
    const tracker = new Tracker();
    const looks = looksOf(1);
    tracker.update([{ box: face(300, 200), score: 0.9, appearance: looks, upright: null }], 0);
    tracker.update([{ box: face(300, 200), score: 0.9, appearance: looks, upright: null }], STEP_MS);
    tracker.update([{ box: face(304, 203), score: 0.9, appearance: looksOf(2), upright: null }], 2 * STEP_MS);
    expect(tracker.tracks(2 * STEP_MS)).toHaveLength(1);
    expect(tracker.alive()).toHaveLength(2);
  });

  test('one that leaves does not leave its identity to one that enters elsewhere', () => {
    const steps = follow(
      [
        person((ms) => (ms <= 1000 ? walk(500, 640, 1000)(ms) : null)),
        person((ms) => (ms > 1100 ? face(60, 200) : null)),
      ],
      2000,
    );
    expect(identities(steps, 0)).not.toEqual(identities(steps, 1));
  });
});

describe('a sighting that cannot be told apart', () => {
  /** Sees faces of unknown appearance at these places. @returns their identities */
  function see(tracker: Tracker, places: readonly (readonly [x: number, y: number])[], at: number): (number | null)[] {
    const sightings = places.map(
      ([x, y]): Sighting => ({ box: face(x, y), score: 0.9, appearance: null, upright: null }),
    );
    return tracker.update(sightings, at);
  }

  test('from a newcomer on the other side of the face begins a new identity, and so does the newcomer', () => {
    const tracker = new Tracker();
    const [before] = see(tracker, [[300, 200]], 0);
    see(tracker, [[300, 200]], STEP_MS);
    const both: [number, number][] = [
      [280, 200],
      [320, 200],
    ];
    expect(see(tracker, both, 2 * STEP_MS)).not.toContain(before);
  });

  test('after three faces may have changed places in a circle gives nobody another one’s identity', () => {
    const tracker = new Tracker();
    // A triangle as wide as a face; then a face midway on each of its edges, as near to one corner as to the other.
    const height = Math.sqrt(3) * 40;
    const corners: [number, number][] = [
      [260, 200],
      [340, 200],
      [300, 200 + height],
    ];
    const before = see(tracker, corners, 0);
    see(tracker, corners, STEP_MS);
    const midway: [number, number][] = [
      [300, 200],
      [320, 200 + height / 2],
      [280, 200 + height / 2],
    ];
    for (const id of see(tracker, midway, 2 * STEP_MS)) expect(before).not.toContain(id);
  });
});

test('a face that is gone does not take the sighting of one that is there and push it on to a newcomer', () => {
  const tracker = new Tracker();
  const sighting = (x: number): Sighting => ({ box: face(x, 200), score: 0.9, appearance: null, upright: null });
  const [gone, there] = tracker.update([sighting(314), sighting(390)], 0);
  for (let at = STEP_MS; at < 4 * STEP_MS; at += STEP_MS) tracker.update([sighting(390)], at);
  const [still, newcomer] = tracker.update([sighting(390), sighting(432)], 4 * STEP_MS);
  expect(still).toBe(there);
  expect([gone, there]).not.toContain(newcomer);
});

test('a reset forgets everybody and never gives out an identity again', () => {
  const tracker = new Tracker();
  const sighting: Sighting = { box: face(200, 200), score: 0.9, appearance: null, upright: null };
  const [before] = tracker.update([sighting], 0);
  tracker.reset();
  expect(tracker.tracks(0)).toEqual([]);
  const [after] = tracker.update([sighting], STEP_MS);
  expect(after).not.toBe(before);
});
