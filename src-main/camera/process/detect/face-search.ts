import type { Mat } from 'opencv4nodejs';
import type { Box } from '../../../contract/camera.ts';
import { cv } from '../opencv.ts';
import { Sequence } from '../sequence.ts';
import { overlap, shared, side } from '../track/geometry.ts';
import type { Detection, Found, ScaledSearch, Searcher } from './detector.ts';
import { FineTurns } from './fine-turns.ts';
import { MOSAIC_FACES, MOSAIC_MOST, mosaicOf } from './mosaic.ts';
import {
  coarseFinds,
  coarseMay,
  FINE_SCALE,
  fineFinds,
  fineHelps,
  fineMost,
  isSmall,
  stripOf,
  stripsOf,
  type Turn,
  wholeIn,
} from './passes.ts';
import { SteadyTurns } from './steady-turns.ts';

/**
 * Confidence, 0..1, from which something may be a face that must not be shown: half of what the detectors want of one
 * that is tracked. A blurred square that is no face does no harm: on the six demo photos ssd gives two, and tiny none
 * while it finds all 22 faces instead of 19.
 */
const POSSIBLE = 0.2;
/** Boxes of two searches of one picture that overlap more are the same face (intersection over union). */
const SAME_FACE = 0.3;

/** A search that is left out tells nothing of any face. */
const LEFT_OUT: Found = { detections: [], pass: 'none', covers: () => false };

/**
 * Searches pictures coarsely and finely, by one or more detectors of the same kind. Of a film, the first one does the
 * coarse searches, the last one the fine ones, and the one before that the mosaics of small faces; pictures by
 * themselves are searched by whichever is free.
 */
export class FaceSearch {
  readonly #detectors: readonly [Searcher, ...Searcher[]];
  readonly #coarseSearches = new Sequence();
  readonly #fineSearches = new Sequence();
  readonly #fineTurns = new FineTurns();
  readonly #steadyTurns = new SteadyTurns();
  /** Whether the search before the next coarse one is fine. */
  #afterFine = false;
  /** The detectors that search a picture by itself. */
  readonly #busy = new Set<Searcher>();

  constructor(detectors: readonly [Searcher, ...Searcher[]]) {
    this.#detectors = detectors;
  }

  /**
   * One search of a film's picture. Whether a picture is searched hangs on what was found in those before it: coarse
   * searches wait for each other, and so do fine ones, but not these for those.
   * @param close whether a picture without a face is searched once more, for one that fills it
   */
  async search(frame: Mat, turn: Turn, threshold: number | null, close: boolean): Promise<Found> {
    if (turn.first) void this.#fineSearches.run(async () => this.#fineTurns.reset());
    const fine = this.#fineInTurn(frame, turn, threshold);
    const coarse = this.#coarseSearches.run(async () => {
      if ((await fine?.taken) !== true) return this.#coarseInTurn(frame, turn, threshold, close);
      this.#afterFine = true;
      return LEFT_OUT;
    });
    return (await fine?.found) ?? coarse;
  }

  /** @returns null where there is nothing to search finely; else whether this turn is taken, and then what it found */
  #fineInTurn(
    frame: Mat,
    turn: Turn,
    threshold: number | null,
  ): { readonly taken: Promise<boolean>; readonly found: Promise<Found | null> } | null {
    const { scaled } = this.#fine;
    if (turn.pass === 'coarse' || scaled === undefined || !fineHelps(scaled.usualScale(frame))) return null;
    const { promise: taken, resolve: decide } = Promise.withResolvers<boolean>();
    const found = this.#fineSearches.run(async () => {
      const strip = this.#fineTurns.next(stripsOf(frame));
      decide(strip !== null);
      if (strip === null) return null;
      const fine = await searchFinely(scaled, frame, strip, threshold);
      this.#fineTurns.found(fine.detections.map(({ box }) => box));
      return fine;
    });
    return { taken, found };
  }

  async #coarseInTurn(frame: Mat, turn: Turn, threshold: number | null, close: boolean): Promise<Found> {
    if (turn.first) this.#steadyTurns.reset();
    const [detector] = this.#detectors;
    const scale = detector.scaled?.usualScale(frame) ?? Number.POSITIVE_INFINITY;
    // Mosaics and fine searches see a small face smaller than coarse ones do: left alone with that, it would be expected
    // to go on shrinking until the next search, and lose its identity. And no large face is to miss two turns in a row.
    const inMosaic = turn.focus && this.#steadyTurns.faces.some(({ box }) => !coarseFinds(box, scale));
    const needed = inMosaic || this.#afterFine;
    this.#afterFine = false;
    if (!this.#steadyTurns.next(needed)) return LEFT_OUT;
    const coarse = await searchCoarsely(detector, frame, threshold, close);
    this.#steadyTurns.found(coarse.detections);
    return coarse;
  }

  /**
   * Looks for faces that are too small for a coarse search, each in its surroundings.
   * @param places where they should be, most urgent first; only so many are looked for
   */
  async focus(frame: Mat, places: readonly Box[], threshold: number | null): Promise<Found> {
    const { scaled } = this.#mosaics;
    if (scaled === undefined) return LEFT_OUT;
    const scale = scaled.usualScale(frame);
    const small = places.filter((box) => !coarseFinds(box, scale)).slice(0, MOSAIC_FACES);
    if (small.length === 0) return LEFT_OUT;
    const mosaic = await mosaicOf(frame, small);
    const found = await scaled.detect(mosaic.mat, 1, threshold, MOSAIC_MOST);
    mosaic.mat.release();
    return {
      detections: mosaic.detections(found),
      pass: 'coarse',
      covers: (box) => small.some((place) => overlap(place, box) > 0.5),
    };
  }

  /**
   * Searches a picture that is looked at by itself, or shown blurred, for everything that may be a face: with less
   * confidence, and for faces that fill the picture also where others were found.
   * @param fine the strip that is searched finely too, for small faces; or all of the picture, or none
   * @returns the detections of enough confidence, and boxes of all that was found
   */
  async searchAll(
    frame: Mat,
    threshold: number | null,
    fine: number | 'all' | 'none',
  ): Promise<{ readonly detections: Detection[]; readonly hidden: Box[] }> {
    const detector = this.#free();
    const wanted = threshold ?? detector.capabilities.threshold;
    const least = Math.min(wanted ?? POSSIBLE, POSSIBLE);
    const sure = ({ score }: Detection) => score === null || wanted === null || score >= wanted;
    const [found, close, small] = await this.#searchWith(detector, frame, least, fine);
    const detections =
      found.some(sure) || small.some(sure) ? merged(found.filter(sure), small.filter(sure)) : close.filter(sure);
    return { detections, hidden: [...found, ...close, ...small].map(({ box }) => box) };
  }

  /** All searches of one picture by one detector, but for the fine one of a film. */
  async #searchWith(
    detector: Searcher,
    frame: Mat,
    least: number,
    fine: number | 'all' | 'none',
  ): Promise<readonly [readonly Detection[], readonly Detection[], readonly Detection[]]> {
    this.#busy.add(detector);
    try {
      const found = await detector.detect(frame, least);
      const close = (await detector.detectClose?.(frame, least)) ?? [];
      const { scaled } = fine === 'all' ? detector : this.#fine;
      return [found, close, await searchSmall(scaled, frame, least, fine)];
    } finally {
      this.#busy.delete(detector);
    }
  }

  get #fine(): Searcher {
    return this.#detectors.at(-1) ?? this.#detectors[0];
  }

  get #mosaics(): Searcher {
    return (this.#detectors.length > 2 ? this.#detectors.at(-2) : undefined) ?? this.#fine;
  }

  /** A detector that searches no picture by itself; the first one where all do: searches of one wait for each other. */
  #free(): Searcher {
    return this.#detectors.find((detector) => !this.#busy.has(detector)) ?? this.#detectors[0];
  }
}

async function searchCoarsely(
  detector: Searcher,
  frame: Mat,
  threshold: number | null,
  close: boolean,
): Promise<Found> {
  const scale = detector.scaled?.usualScale(frame) ?? Number.POSITIVE_INFINITY;
  const found = (await detector.detect(frame, threshold)).filter(({ box }) => coarseMay(box, scale));
  const detections = found.length > 0 || !close ? found : ((await detector.detectClose?.(frame, threshold)) ?? []);
  return { detections, pass: 'coarse', covers: (box) => coarseFinds(box, scale) };
}

async function searchFinely(scaled: ScaledSearch, frame: Mat, turn: number, threshold: number | null): Promise<Found> {
  const usualScale = scaled.usualScale(frame);
  const strip = stripOf(frame, usualScale, turn);
  const region = frame.getRegion(new cv.Rect(strip.from, 0, strip.to - strip.from, frame.rows));
  const found = await scaled.detect(region, FINE_SCALE, threshold, fineMost(usualScale));
  region.release();
  const detections = found
    .map(({ box, score }) => ({ box: { ...box, x: box.x + strip.from }, score }))
    .filter(({ box }) => isSmall(box, usualScale) && wholeIn(box, strip, frame));
  return { detections, pass: 'fine', covers: (box) => fineFinds(box, strip, frame, usualScale) };
}

async function searchSmall(
  scaled: ScaledSearch | undefined,
  frame: Mat,
  threshold: number,
  fine: number | 'all' | 'none',
): Promise<readonly Detection[]> {
  if (fine === 'none' || scaled === undefined || !fineHelps(scaled.usualScale(frame))) return [];
  if (fine !== 'all') return (await searchFinely(scaled, frame, fine, threshold)).detections;
  let all: Detection[] = [];
  const searched = new Set<number>();
  for (let turn = 0; ; turn += 1) {
    const { from } = stripOf(frame, scaled.usualScale(frame), turn);
    if (searched.has(from)) return all;
    searched.add(from);
    all = merged(all, (await searchFinely(scaled, frame, turn, threshold)).detections);
  }
}

/** A find that lies in a face by more than this part of it, and is smaller than it by this factor, is no other face. */
const INSIDE = 0.7;
const PART = 1.4;

/** The detections without those that are a part of one of these faces, as a fine search sees one in a large face. */
export function withoutParts(detections: readonly Detection[], faces: readonly Box[]): Detection[] {
  return detections.filter(({ box }) =>
    faces.every((face) => side(face) < PART * side(box) || shared(box, face) < INSIDE * box.width * box.height),
  );
}

/** The detections, and those of the others that are not the same faces. */
export function merged(detections: readonly Detection[], others: readonly Detection[]): Detection[] {
  const fresh = others.filter(({ box }) => detections.every((known) => overlap(known.box, box) < SAME_FACE));
  return [...detections, ...fresh];
}
