import type { Box } from '../../../contract/camera.ts';
import { centreDistance, overlap, side } from './geometry.ts';
import {
  type Appearances,
  followed,
  isDoubtful,
  isPlainly,
  LEAST_LIKENESS,
  LEAST_LIKENESS_IN_PLACE,
  likenessTo,
} from './looks.ts';
import { match } from './matching.ts';
import { Motion } from './motion.ts';

/** One detection of a face, with its appearance. */
export interface Sighting {
  readonly box: Box;
  /** The detector's confidence, 0..1; null where it has none. */
  readonly score: number | null;
  /** Its appearance (appearance.ts); null where that isn't known. */
  readonly appearance: Float32Array | null;
  /** The same of the face turned upright by its landmarks; null where they weren't looked for. */
  readonly upright: Float32Array | null;
}

export interface Track {
  /** Never used again for another face. */
  readonly id: number;
  readonly box: Box;
  readonly score: number | null;
  /** Time of the last sighting, ms. */
  readonly seenAt: number;
  /** Number of sightings. */
  readonly sightings: number;
}

/** An identity ends when its face wasn't seen for so long, ms. */
export const ABSENCE_MS = 500;
/** A face that was missed is still drawn, where it should be, for so long: a detector misses one now and then. */
const DRAWN_MS = 250;
/** A face that no search has covered since ends, and is not drawn any more, after this. */
const UNSEARCHED_MS = 1_500;
/** A missed face is not drawn if another overlaps its expected place by more than this: it is behind that one. */
const HIDDEN = 0.3;
/** A detector without confidence, or with less than this, has to find a face twice before it is shown. */
const SURE_SCORE = 0.6;
/** A correction of the motion is spread over this long, ms, so that drawn boxes don't jump. */
const SMOOTHING_MS = 120;
/** Largest distance of a sighting from where its face should be, in sides; absence widens it per second. */
const REACH = 0.6;
const REACH_PER_S = 1;
/** Largest ratio of sides between a face and its sighting. */
const GROWTH = 1.7;
/** Overlap with where a face should be from which the least likeness falls; at IN_PLACE it is lowest. */
const NEAR_PLACE = 0.35;
/** No other face is expected within so many sides of one that is in its place. */
const ALONE = 1.5;
/** Overlap with where a face should be from which it counts as in its place. */
const IN_PLACE = 0.65;
/** Cost of a face that was missed last time, and more of it per second: one that wasn't missed comes first. */
const MISSED_COST = 0.2;
const MISSED_COST_PER_S = 0.4;
/** Two ways to give out identities that differ by less than this can't be told apart. */
const DOUBT = 0.1;
/**
 * The cost of taking a face for gone. Two bad fits together cost more, so that a face that is gone does not take the
 * sighting of one that is there, which would move on to a newcomer's. A face that comes back as far away as REACH lets
 * it after half a second costs 2.6.
 */
const ABSENT = 2.75;
/** More expensive than any pair that can be. */
const IMPOSSIBLE = 1e6;
/** Most faces that are tracked at once. */
const MOST_TRACKS = 64;

interface Following extends Appearances {
  id: number;
  readonly motion: Motion;
  score: number | null;
  sightings: number;
  seenAt: number;
  /** Whether the last search that should have found it didn't. */
  missed: boolean;
  /** What the last correction moved the box by, still to be smoothed away. */
  jump: Box;
  jumpedAt: number;
}

const everywhere = () => true;
const STILL: Box = { x: 0, y: 0, width: 0, height: 0 };

/**
 * Gives each face an identity that it keeps from sighting to sighting. Where a sighting goes is decided over all
 * faces at once (motion, overlap, size and appearance); a face for which two answers are about equally good begins a
 * new identity rather than get what is known of another (see matching.ts). Times are ms and never go back.
 */
export class Tracker {
  #tracks: Following[] = [];
  #nextId = 1;

  /** Forgets all faces: another scene begins. */
  reset(): void {
    this.#tracks = [];
  }

  /**
   * @param covers whether the search would have found a face there: one that it would not isn't missed
   * @returns the identity of each sighting, in the same order; null for those beyond MOST_TRACKS.
   */
  update(sightings: readonly Sighting[], at: number, covers: (box: Box) => boolean = everywhere): (number | null)[] {
    this.#tracks = this.#tracks.filter((track) => at - track.seenAt <= (track.missed ? ABSENCE_MS : UNSEARCHED_MS));
    const tracks = this.#tracks;
    const costs = tracks.map((track) => sightings.map((sighting) => pairCost(track, sighting, at)));
    const pairings = match(costs, ABSENT, DOUBT);
    const ids = sightings.map((sighting, index): number | null => {
      const row = pairings.findIndex((pairing) => pairing?.sighting === index);
      const track = tracks[row];
      if (track === undefined) return this.#begin(sighting, at);
      if (pairings[row]?.doubtful === true) {
        this.#tracks = this.#tracks.filter((other) => other !== track);
        return this.#begin(sighting, at);
      }
      see(track, sighting, at);
      return track.id;
    });
    for (const track of this.#tracks) {
      if (track.seenAt === at) track.missed = false;
      else if (covers(track.motion.expected(at))) track.missed = true;
    }
    return ids;
  }

  /** The faces to draw at that time, by identity, each where it should be then. */
  tracks(at: number): Track[] {
    const seen = this.#tracks.filter((track) => !track.missed).map((track) => track.motion.expected(at));
    return this.#tracks
      .filter((track) => at - track.seenAt <= (track.missed ? DRAWN_MS : UNSEARCHED_MS))
      .filter((track) => track.sightings > 1 || (track.score ?? 0) >= SURE_SCORE)
      .filter((track) => !track.missed || !seen.some((box) => overlap(box, track.motion.expected(at)) > HIDDEN))
      .map((track) => ({
        id: track.id,
        box: smoothed(track, at),
        score: track.score,
        seenAt: track.seenAt,
        sightings: track.sightings,
      }));
  }

  /** Where all faces that are still followed should be at that time, drawn or not. */
  places(at: number): Box[] {
    return this.#tracks.map((track) => track.motion.expected(at));
  }

  /** Where faces should be that weren't seen at that time, those first that weren't for longest. */
  unseen(at: number): Box[] {
    const unseen = this.#tracks.filter((track) => track.seenAt < at).sort((a, b) => a.seenAt - b.seenAt);
    return unseen.map((track) => track.motion.expected(at));
  }

  /**
   * Whether it is plain without landmarks which face that is: turned upright it would tell nothing more. It is in its
   * place and alone, and looks like itself; or it looks just like one of the faces around, and like none of the others.
   * @param appearance of the face there (appearance.ts)
   */
  isPlain(box: Box, appearance: Float32Array, at: number): boolean {
    const near = this.#tracks.filter((track) => centreDistance(track.motion.expected(at), box) < ALONE);
    const [only, ...others] = near;
    if (only?.missed === false && others.length === 0 && overlap(only.motion.expected(at), box) >= IN_PLACE) {
      return !isDoubtful(only, appearance);
    }
    return near.some((track) => isPlainly(track, appearance, near));
  }

  /** A track turns out to be one that had ended: it goes on with that one's identity. */
  rename(id: number, before: number): void {
    const track = this.#tracks.find((other) => other.id === id);
    if (track !== undefined) track.id = before;
  }

  /** Takes in what a face looks like turned upright, found out after its sighting. */
  seeUpright(id: number, upright: Float32Array): void {
    const track = this.#tracks.find((other) => other.id === id);
    if (track !== undefined) track.upright = followed(track.upright, upright);
  }

  /** Identities that are still followed, drawn or not. */
  alive(): number[] {
    return this.#tracks.map((track) => track.id);
  }

  #begin(sighting: Sighting, at: number): number | null {
    if (this.#tracks.length >= MOST_TRACKS) return null;
    const id = this.#nextId;
    this.#nextId += 1;
    this.#tracks.push({
      id,
      motion: new Motion(sighting.box, at),
      score: sighting.score,
      appearance: sighting.appearance,
      latest: sighting.appearance,
      upright: sighting.upright,
      sightings: 1,
      seenAt: at,
      missed: false,
      jump: STILL,
      jumpedAt: at,
    });
    return id;
  }
}

/** How badly a sighting fits a face, from 0; IMPOSSIBLE if it can't be the same. */
function pairCost(track: Following, sighting: Sighting, at: number): number {
  const box = track.motion.expected(at);
  const absence = (at - track.seenAt) / 1000;
  const distance = centreDistance(box, sighting.box);
  if (distance > REACH + REACH_PER_S * absence) return IMPOSSIBLE;
  const ratio = side(box) / side(sighting.box);
  if (ratio > GROWTH || ratio < 1 / GROWTH) return IMPOSSIBLE;
  const shared = overlap(box, sighting.box);
  let looks = 0;
  const like = likenessTo(track, sighting);
  if (like !== null) {
    if (like < leastLikeness(track.missed ? 0 : shared)) return IMPOSSIBLE;
    looks = 1 - like;
  }
  const missed = track.missed ? MISSED_COST + MISSED_COST_PER_S * absence : 0;
  return 1 - shared + distance + Math.abs(Math.log(ratio)) + looks + missed;
}

/** The least likeness of a sighting by its overlap with where the face should be: a high overlap lowers it. */
function leastLikeness(shared: number): number {
  const inPlace = Math.min(1, Math.max(0, (shared - NEAR_PLACE) / (IN_PLACE - NEAR_PLACE)));
  return LEAST_LIKENESS - inPlace * (LEAST_LIKENESS - LEAST_LIKENESS_IN_PLACE);
}

function see(track: Following, sighting: Sighting, at: number): void {
  const before = smoothed(track, at);
  track.motion.correct(sighting.box, at);
  const after = track.motion.expected(at);
  track.jump = {
    x: before.x - after.x,
    y: before.y - after.y,
    width: before.width - after.width,
    height: before.height - after.height,
  };
  track.jumpedAt = at;
  track.score = sighting.score;
  track.sightings += 1;
  track.seenAt = at;
  track.latest = sighting.appearance ?? track.latest;
  track.appearance = followed(track.appearance, sighting.appearance);
  track.upright = followed(track.upright, sighting.upright);
}

function smoothed(track: Following, at: number): Box {
  const box = track.motion.expected(at);
  const rest = Math.exp(-Math.max(0, at - track.jumpedAt) / SMOOTHING_MS);
  return {
    x: box.x + track.jump.x * rest,
    y: box.y + track.jump.y * rest,
    width: box.width + track.jump.width * rest,
    height: box.height + track.jump.height * rest,
  };
}
