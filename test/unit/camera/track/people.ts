import { type Sighting, Tracker } from '../../../../src-main/camera/process/track/tracker.ts';
import type { Box } from '../../../../src-main/contract/camera.ts';

/**
 * People on synthetic paths, seen ten times a second by a detector that jitters. A person is a path and a random
 * appearance.
 */
export const STEP_MS = 100;

/** Repeatable noise, -1..1. */
export function noise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

export interface Person {
  readonly looks: ((ms: number) => Float32Array) | null;
  /** Where the face is at a time, or null while it can't be seen. */
  readonly at: (ms: number) => Box | null;
}

export function looksOf(seed: number): Float32Array {
  const random = noise(seed * 7919 + 1);
  return Float32Array.from({ length: 300 }, () => random());
}

export function face(x: number, y: number, side = 80): Box {
  return { x: x - side / 2, y: y - side / 2, width: side, height: side };
}

/** A straight walk from one x to another within `ms`, at the height y. */
export function walk(from: number, to: number, ms: number, y = 200): (at: number) => Box {
  return (at) => face(from + ((to - from) * at) / ms, y);
}

/** @returns for each step the identity given to each person, by the person's number; undefined if not seen */
export function follow(
  people: readonly Person[],
  ms: number,
  jitter = 0.02,
  seed = 1,
): (Map<number, number> | undefined)[] {
  const tracker = new Tracker();
  const random = noise(seed);
  const steps: Map<number, number>[] = [];
  for (let at = 0; at <= ms; at += STEP_MS) {
    const seen: { person: number; sighting: Sighting }[] = [];
    people.forEach(({ at: where, looks }, person) => {
      const box = where(at);
      if (box === null) return;
      const off = (): number => random() * jitter * box.width;
      const moved = { x: box.x + off(), y: box.y + off(), width: box.width + off(), height: box.height + off() };
      const appearance = looks?.(at).map((value) => value + 0.15 * random()) ?? null;
      seen.push({ person, sighting: { box: moved, score: 0.9, appearance, upright: null } });
    });
    const ids = tracker.update(
      seen.map(({ sighting }) => sighting),
      at,
    );
    const step = new Map<number, number>();
    seen.forEach(({ person }, i) => {
      const id = ids[i];
      if (typeof id === 'number') step.set(person, id);
    });
    steps.push(step);
  }
  return steps;
}

/** The identities that each person had, in order. */
export function identities(steps: readonly (Map<number, number> | undefined)[], person: number): number[] {
  return [...new Set(steps.flatMap((step) => step?.get(person) ?? []))];
}

export function person(at: Person['at'], looks: number | null = null): Person {
  const own = looks === null ? null : looksOf(looks);
  return { at, looks: own === null ? null : () => own };
}
