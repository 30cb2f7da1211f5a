import { likeness } from './appearance.ts';

/** What a tracked face looks like (appearance.ts); null where that isn't known. */
export interface Appearances {
  /** Over the last searches. */
  appearance: Float32Array | null;
  /** In the last search. */
  latest: Float32Array | null;
  /** Turned upright, over the last searches for which it was. */
  upright: Float32Array | null;
}

/** Least likeness (see appearance.ts) of a face that is back after it was missed, or seen away from its place. */
export const LEAST_LIKENESS = 0.75;
/**
 * The same for one that is seen just where it should be in the next search: it has turned, spoken or moved into the
 * shade. Half of all pairs of different faces are less alike than that.
 */
export const LEAST_LIKENESS_IN_PLACE = 0.35;
/**
 * Likeness of a face in its place to what it looked like over the last searches, below which it is turned upright too.
 * A face that tilts by 30° and back keeps 0.43 and more, and 0.65 turned upright. One that dissolves into another in its
 * place comes down to 0.23 and 0.30, while it stays like itself from search to search.
 */
const DOUBTFUL_LIKENESS = 0.5;
/** Likeness from which a face is plainly the same, where no other face around reaches LEAST_LIKENESS. */
const PLAIN_LIKENESS = 0.9;
/** Weight of a new sighting in the remembered appearance. */
const APPEARANCE_GAIN = 0.2;

/**
 * How like a face a sighting is, by whichever of its appearances fits best; null where none can be compared. What it
 * looked like in the last search does not count where it looks like nothing that it did over more of them, as it stands
 * and turned upright: so a dissolve goes from one face to another in small steps.
 */
export function likenessTo(
  known: Appearances,
  { appearance, upright }: { readonly appearance: Float32Array | null; readonly upright: Float32Array | null },
): number | null {
  const lasting = compared(known.appearance, appearance);
  const turned = compared(known.upright, upright);
  const dissolved = lasting !== null && turned !== null && Math.max(lasting, turned) < LEAST_LIKENESS_IN_PLACE;
  const likes = [lasting, turned, dissolved ? null : compared(known.latest, appearance)].filter(
    (like) => like !== null,
  );
  return likes.length === 0 ? null : Math.max(...likes);
}

/** Whether a face that is seen in its place looks so little like itself that it may have dissolved into another. */
export function isDoubtful(known: Appearances, appearance: Float32Array): boolean {
  return known.appearance !== null && likeness(known.appearance, appearance) < DOUBTFUL_LIKENESS;
}

/** Whether an appearance is just like one face, and like none of the others around. */
export function isPlainly(one: Appearances, appearance: Float32Array, around: readonly Appearances[]): boolean {
  // Without landmarks it would never be known what the face looks like turned upright.
  if (one.upright === null || isDoubtful(one, appearance)) return false;
  const like = (known: Appearances) => likenessTo(known, { appearance, upright: null });
  return (
    (like(one) ?? 0) >= PLAIN_LIKENESS && around.every((other) => other === one || (like(other) ?? 1) < LEAST_LIKENESS)
  );
}

/** What is remembered of a face after a sighting. */
export function followed(remembered: Float32Array | null, seen: Float32Array | null): Float32Array | null {
  if (remembered === null || seen === null) return seen ?? remembered;
  return remembered.map((value, i) => value + APPEARANCE_GAIN * ((seen[i] ?? 0) - value));
}

function compared(known: Float32Array | null, seen: Float32Array | null): number | null {
  return known === null || seen === null ? null : likeness(known, seen);
}
