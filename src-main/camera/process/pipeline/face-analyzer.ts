import type { Box, CameraThresholds, Face } from '../../../contract/camera.ts';
import type { FaceView, Pack } from '../age-gender/pack.ts';
import type { LandmarkNetwork } from '../align/landmarks.ts';
import type { Landmarks } from '../align/tilt.ts';
import type { Detection, Found, Searcher } from '../detect/detector.ts';
import { FaceSearch, merged, withoutParts } from '../detect/face-search.ts';
import type { Turn } from '../detect/passes.ts';
import { Budget, type Candidate } from '../label/budget.ts';
import { Evidence } from '../label/evidence.ts';
import { viewQuality } from '../label/view-quality.ts';
import type { Picture } from '../source/source.ts';
import { appearanceOf } from '../track/appearance.ts';
import { uprightViewOf, viewOf } from '../track/face-view.ts';
import { LEAST_QUALITY, LostTracks } from '../track/lost-tracks.ts';
import { type Sighting, Tracker } from '../track/tracker.ts';

/** How often a live picture without a face is searched for one that fills it, ms; each costs a second search. */
const CLOSE_EVERY_MS = 500;

/** Most faces of a picture that are turned upright to know them again. */
const MOST_ALIGNED = 8;

/** A face found in a picture, with what tells it from others. */
interface Seen extends Sighting {
  readonly square: Box;
  /** How much the view is worth, 0..1. */
  readonly quality: number;
  readonly landmarks: Landmarks | null;
}

/** What is estimated of one tracked face. */
interface TrackEstimate {
  readonly evidence: Evidence;
  /** When its age and gender were last estimated, in the source's ms; null for never. */
  lookedAt: number | null;
  /** Whether the face may still turn out to be one that was away. */
  fresh: boolean;
}

/** What an analyzer counts, for the display of rates. */
export interface AnalyzerCounts {
  detected(): void;
  labelled(faces: number): void;
}

/** Finds faces, tracks each one and estimates its age and gender, over the pictures of one source. */
export class FaceAnalyzer {
  /** May be changed at any time. */
  thresholds: CameraThresholds;
  readonly #search: FaceSearch;
  readonly #faceSquare: (box: Box) => Box;
  readonly #landmarks: LandmarkNetwork;
  readonly #pack: Pack;
  readonly #counts: AnalyzerCounts;
  readonly #tracker = new Tracker();
  readonly #budget = new Budget();
  readonly #estimates = new Map<number, TrackEstimate>();
  readonly #lost = new LostTracks<TrackEstimate>();
  #trackedAt = 0;
  /** When a live picture without a face is next searched for one that fills it, in the source's ms. */
  #closeAt = Number.NEGATIVE_INFINITY;
  /** Counts scenes, so that a detection that was under way during a cut is not used. */
  #scenes = 0;

  /** @param detectors one or more of the same kind, that take turns */
  constructor(
    detectors: readonly [Searcher, ...Searcher[]],
    landmarks: LandmarkNetwork,
    pack: Pack,
    thresholds: CameraThresholds,
    counts: AnalyzerCounts,
  ) {
    this.#search = new FaceSearch(detectors);
    this.#faceSquare = detectors[0].faceSquare;
    this.#landmarks = landmarks;
    this.#pack = pack;
    this.thresholds = thresholds;
    this.#counts = counts;
  }

  /** Another scene begins: no track goes on into it, unless its face is seen there again. */
  startScene(): void {
    this.#scenes += 1;
    this.#tracker.reset();
    this.#dropLostTracks(this.#trackedAt);
    this.#closeAt = Number.NEGATIVE_INFINITY;
  }

  /**
   * Finds the faces of this picture, and updates tracks and estimates. An empty room costs little more than one search
   * each time, while a face that fills the picture is tracked as closely as the others.
   */
  async analyze(picture: Picture, turn: Turn): Promise<void> {
    const scene = this.#scenes;
    const close = picture.timeMs >= this.#closeAt;
    const found = await this.detect(picture, turn, close);
    if (close && found.pass === 'coarse' && found.detections.length === 0) {
      this.#closeAt = picture.timeMs + CLOSE_EVERY_MS;
    }
    if (scene === this.#scenes) await this.track(picture, turn, found);
  }

  /**
   * The same for a picture that is to be blurred.
   * @returns boxes of all that may be a face, in pixels of the picture: what is found in it, sure or not, and where
   * every tracked face should be
   */
  async analyzeForBlur(picture: Picture, turn: Turn): Promise<Box[]> {
    const scene = this.#scenes;
    const fine = turn.pass === 'fine' ? turn.strip : 'none';
    const { detections, hidden } = await this.#detectAll(picture, fine);
    if (scene === this.#scenes) await this.track(picture, turn, { detections, pass: turn.pass, covers: () => true });
    return [...hidden, ...this.#tracker.places(picture.timeMs)];
  }

  /**
   * Only finds the faces; tracks stay as they are, so pictures may be searched while earlier ones are still tracked.
   * @param close whether a picture without a face is searched once more, for one that fills it
   */
  async detect(picture: Picture, turn: Turn, close = true): Promise<Found> {
    const found = await this.#search.search(picture.mat, turn, this.thresholds.threshold, close);
    if (found.pass !== 'none') this.#counts.detected();
    return found;
  }

  /**
   * Assigns the faces found in this picture to tracks, and estimates age and gender where another view adds something.
   * Pictures are to be given in order.
   */
  async track(picture: Picture, turn: Turn, found: Found): Promise<void> {
    const { detections: all, pass, covers } = turn.focus ? await this.#withSmallFaces(picture, found) : found;
    const detections = pass === 'fine' ? withoutParts(all, this.#tracker.places(picture.timeMs)) : all;
    const seen = await this.#see(picture, detections);
    const ids = this.#tracker.update(seen, picture.timeMs, covers);
    this.#trackedAt = picture.timeMs;
    this.#dropLostTracks(picture.timeMs);
    await this.#label(picture, seen, ids);
  }

  /** The faces as they should be drawn at that time of the source. */
  faces(timeMs: number): Face[] {
    return this.#tracker.tracks(timeMs).map((track) => ({
      box: track.box,
      score: track.score,
      track: track.id,
      label: this.#estimates.get(track.id)?.evidence.label(this.thresholds.unsureBelow) ?? null,
    }));
  }

  /**
   * Searches a picture that is unrelated to the ones before, and labels its faces by this one view.
   * @returns its faces, and boxes of all that may be one
   */
  async analyzeStill(picture: Picture): Promise<{ readonly faces: Face[]; readonly hidden: Box[] }> {
    const { detections, hidden } = await this.detectStill(picture);
    return { faces: await this.labelStill(picture, detections), hidden };
  }

  /** @returns the faces in a picture by itself, and boxes of all that may be one */
  detectStill(picture: Picture): Promise<{ readonly detections: Detection[]; readonly hidden: Box[] }> {
    return this.#detectAll(picture, 'all');
  }

  /** Labels the faces of a picture by itself, each by this one view. */
  async labelStill(picture: Picture, detections: readonly Detection[]): Promise<Face[]> {
    const faces: Face[] = [];
    for (const { box, score } of detections) {
      const evidence = new Evidence(this.#pack);
      const square = this.#faceSquare(box);
      const landmarks = await this.#landmarks.find(picture.mat, square);
      await this.#look(picture, { square, landmarks }, evidence, 1);
      faces.push({ box, score, track: null, label: evidence.label(this.thresholds.unsureBelow) });
    }
    return faces;
  }

  async #detectAll(
    picture: Picture,
    fine: number | 'all' | 'none',
  ): Promise<{ readonly detections: Detection[]; readonly hidden: Box[] }> {
    const found = await this.#search.searchAll(picture.mat, this.thresholds.threshold, fine);
    this.#counts.detected();
    return found;
  }

  /** Adds the tracked faces that the search was too coarse for. */
  async #withSmallFaces(picture: Picture, found: Found): Promise<Found> {
    const places = this.#tracker.unseen(picture.timeMs).filter((place) => !found.covers(place));
    const small = await this.#search.focus(picture.mat, places, this.thresholds.threshold);
    return {
      detections: merged(found.detections, small.detections),
      pass: found.pass,
      covers: (box) => found.covers(box) || small.covers(box),
    };
  }

  #dropLostTracks(timeMs: number): void {
    const alive = new Set(this.#tracker.alive());
    for (const [id, estimated] of this.#estimates) {
      if (alive.has(id)) continue;
      this.#estimates.delete(id);
      const descriptor = estimated.evidence.descriptor(LEAST_QUALITY);
      if (descriptor !== null) this.#lost.remember(id, descriptor, estimated, timeMs);
    }
  }

  /** A face that was away goes on with its track and label, if a good view shows that it is the same. */
  #takeUp(id: number, estimated: TrackEstimate, timeMs: number): void {
    const descriptor = estimated.evidence.descriptor(LEAST_QUALITY);
    if (descriptor === null) return;
    const before = this.#lost.take(descriptor, timeMs);
    estimated.fresh = estimated.evidence.wantsSecond(0);
    if (before === null) return;
    this.#tracker.rename(id, before.id);
    this.#estimates.delete(id);
    this.#estimates.set(before.id, { ...before.kept, lookedAt: timeMs, fresh: false });
  }

  /** What is needed of each face to know it again; landmarks only where likeness decides, as they cost time. */
  async #see(picture: Picture, detections: readonly Detection[]): Promise<Seen[]> {
    const seen: Seen[] = [];
    let aligned = 0;
    for (const { box, score } of detections) {
      const square = this.#faceSquare(box);
      const view = viewOf(picture.mat, square);
      const appearance = appearanceOf(view);
      const aligns = aligned < MOST_ALIGNED && !this.#tracker.isPlain(box, appearance, picture.timeMs);
      if (aligns) aligned += 1;
      const landmarks = aligns ? await this.#landmarks.find(picture.mat, square) : null;
      const upright = landmarks === null ? null : appearanceOf(await uprightViewOf(picture.mat, square, landmarks));
      const quality = viewQuality(view, square.width);
      seen.push({ box, score, square, quality, landmarks, appearance, upright });
    }
    return seen;
  }

  async #label(picture: Picture, seen: readonly Seen[], ids: readonly (number | null)[]): Promise<void> {
    const offers = seen.flatMap((face, i) => {
      const id = ids[i];
      if (id === null || id === undefined) return [];
      const estimated = this.#estimates.get(id) ?? { evidence: new Evidence(this.#pack), lookedAt: null, fresh: true };
      this.#estimates.set(id, estimated);
      return [{ id, face, estimated }];
    });
    const chosen = this.#budget.spend(
      offers.map(
        ({ id, estimated, face }): Candidate => ({
          track: id,
          quality: face.quality,
          views: estimated.evidence.views,
          weight: estimated.evidence.weight,
          best: estimated.evidence.best,
          known: estimated.evidence.full,
          lookedAt: estimated.lookedAt,
        }),
      ),
      picture.timeMs,
    );
    for (const { id, face, estimated } of offers.filter((offer) => chosen.includes(offer.id))) {
      const { square, quality } = face;
      const landmarks = face.landmarks ?? (await this.#landmarks.find(picture.mat, square));
      if (face.upright === null) {
        this.#tracker.seeUpright(id, appearanceOf(await uprightViewOf(picture.mat, square, landmarks)));
      }
      const seconds = await this.#look(picture, { square, landmarks }, estimated.evidence, quality);
      this.#budget.charge(seconds);
      estimated.lookedAt = picture.timeMs;
      if (seconds > 0 && estimated.fresh) this.#takeUp(id, estimated, picture.timeMs);
    }
  }

  /**
   * Estimates age and gender of one face.
   * @returns how many second opinions were taken
   */
  async #look(picture: Picture, view: FaceView, evidence: Evidence, quality: number): Promise<number> {
    evidence.add(await this.#pack.look(picture.mat, view, evidence.sides), quality);
    this.#counts.labelled(1);
    if (this.#pack.second === null || !evidence.wantsSecond(quality)) return 0;
    evidence.addSecond(await this.#pack.second.look(picture.mat, view), quality);
    return 1;
  }
}
