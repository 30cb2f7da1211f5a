import type { Box, CameraThresholds, Face } from '../../../contract/camera.ts';
import type { FaceView, Pack } from '../age-gender/pack.ts';
import type { LandmarkNetwork } from '../align/landmarks.ts';
import type { Detection, Detector } from '../detect/detector.ts';
import { Budget, type Candidate } from '../label/budget.ts';
import { Evidence } from '../label/evidence.ts';
import { viewQuality } from '../label/view-quality.ts';
import type { Picture } from '../source/source.ts';
import { appearanceOf } from '../track/appearance.ts';
import { viewOf } from '../track/face-view.ts';
import { Tracker } from '../track/tracker.ts';

/** How often a live picture without a face is searched for one that fills it, ms; each costs a second search. */
const CLOSE_EVERY_MS = 500;

/**
 * Confidence, 0..1, from which something may be a face that must not be shown: half of what the detectors want of one
 * that is tracked. A blurred square that is no face does no harm: on face-api's six photos ssd gives two, and tiny none
 * while it finds all 22 faces instead of 19.
 */
const POSSIBLE = 0.2;

/** What the analyzer needs of a detector. */
type Searcher = Omit<Detector, 'name'>;

/** What is estimated of one tracked face. */
interface TrackEstimate {
  readonly evidence: Evidence;
  /** When its age and gender were last estimated, in the source's ms; null for never. */
  lookedAt: number | null;
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
  readonly #detectors: readonly Searcher[];
  readonly #faceSquare: (box: Box) => Box;
  readonly #landmarks: LandmarkNetwork;
  readonly #pack: Pack;
  readonly #counts: AnalyzerCounts;
  readonly #tracker = new Tracker();
  readonly #budget = new Budget();
  readonly #estimates = new Map<number, TrackEstimate>();
  #turn = 0;
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
    this.#detectors = detectors;
    this.#faceSquare = detectors[0].faceSquare;
    this.#landmarks = landmarks;
    this.#pack = pack;
    this.thresholds = thresholds;
    this.#counts = counts;
  }

  /** Another scene begins: all tracks and estimates are dropped. */
  startScene(): void {
    this.#scenes += 1;
    this.#tracker.reset();
    this.#estimates.clear();
    this.#closeAt = Number.NEGATIVE_INFINITY;
  }

  /**
   * Finds the faces of this picture, and updates tracks and estimates. An empty room costs little more than one search
   * each time, while a face that fills the picture is tracked as closely as any.
   */
  async analyze(picture: Picture): Promise<void> {
    const scene = this.#scenes;
    const close = picture.timeMs >= this.#closeAt;
    const detections = await this.detect(picture, close);
    if (close && detections.length === 0) this.#closeAt = picture.timeMs + CLOSE_EVERY_MS;
    if (scene === this.#scenes) await this.track(picture, detections);
  }

  /**
   * The same for a picture that is to be blurred.
   * @returns boxes of all that may be a face, in pixels of the picture: what is found in it, sure or not, and where
   * every tracked face should be
   */
  async analyzeForBlur(picture: Picture): Promise<Box[]> {
    const scene = this.#scenes;
    const { detections, hidden } = await this.detectAll(picture);
    if (scene === this.#scenes) await this.track(picture, detections);
    return [...hidden, ...this.#tracker.places(picture.timeMs)];
  }

  /**
   * Only finds the faces; tracks stay as they are, so several pictures may be searched at once.
   * @param close whether a picture without a face is searched once more, for one that fills it
   */
  async detect(picture: Picture, close = true): Promise<Detection[]> {
    const detector = this.#nextDetector();
    const { threshold } = this.thresholds;
    let detections = await detector.detect(picture.mat, threshold);
    if (detections.length === 0 && close) detections = (await detector.detectClose?.(picture.mat, threshold)) ?? [];
    this.#counts.detected();
    return detections;
  }

  /**
   * Searches for everything that may be a face: with less confidence, and for faces that fill the picture also where
   * others were found.
   * @returns the detections that `detect` gives, and boxes of all that was found
   */
  async detectAll(picture: Picture): Promise<{ detections: Detection[]; hidden: Box[] }> {
    const detector = this.#nextDetector();
    const threshold = this.thresholds.threshold ?? detector.capabilities.threshold;
    const least = Math.min(threshold ?? POSSIBLE, POSSIBLE);
    const found = await detector.detect(picture.mat, least);
    const close = (await detector.detectClose?.(picture.mat, least)) ?? [];
    this.#counts.detected();
    const sure = ({ score }: Detection) => score === null || threshold === null || score >= threshold;
    const detections = found.some(sure) ? found.filter(sure) : close.filter(sure);
    return { detections, hidden: [...found, ...close].map(({ box }) => box) };
  }

  /**
   * Assigns the faces found in this picture to tracks, and estimates age and gender where another view adds something.
   * Pictures are to be given in order.
   */
  async track(picture: Picture, detections: readonly Detection[]): Promise<void> {
    const views = detections.map(({ box }) => viewOf(picture.mat, this.#faceSquare(box)));
    const sightings = detections.map(({ box, score }, i) => {
      const view = views[i];
      return { box, score, appearance: view === undefined ? null : appearanceOf(view) };
    });
    const ids = this.#tracker.update(sightings, picture.timeMs);
    this.#dropLostTracks();
    await this.#label(picture, detections, views, ids);
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

  /** The faces found in a picture that is unrelated to the ones before, labelled by this one view. */
  async labelStill(picture: Picture, detections: readonly Detection[]): Promise<Face[]> {
    const faces: Face[] = [];
    for (const { box, score } of detections) {
      const evidence = new Evidence(this.#pack);
      await this.#look(picture, this.#faceSquare(box), evidence, 1);
      faces.push({ box, score, track: null, label: evidence.label(this.thresholds.unsureBelow) });
    }
    return faces;
  }

  #nextDetector(): Searcher {
    const detector = this.#detectors[this.#turn % this.#detectors.length];
    if (detector === undefined) throw new RangeError('an analyzer needs a detector');
    this.#turn += 1;
    return detector;
  }

  #dropLostTracks(): void {
    const alive = new Set(this.#tracker.alive());
    for (const id of this.#estimates.keys()) if (!alive.has(id)) this.#estimates.delete(id);
  }

  async #label(
    picture: Picture,
    detections: readonly Detection[],
    views: readonly Uint8Array[],
    ids: readonly (number | null)[],
  ): Promise<void> {
    const offers = detections.flatMap((detection, i) => {
      const id = ids[i];
      const view = views[i];
      if (id === null || id === undefined || view === undefined) return [];
      const square = this.#faceSquare(detection.box);
      const estimated = this.#estimates.get(id) ?? { evidence: new Evidence(this.#pack), lookedAt: null };
      this.#estimates.set(id, estimated);
      return [{ id, square, estimated, quality: viewQuality(view, square.width) }];
    });
    const chosen = this.#budget.spend(
      offers.map(
        ({ id, estimated, quality }): Candidate => ({
          track: id,
          quality,
          views: estimated.evidence.views,
          weight: estimated.evidence.weight,
          best: estimated.evidence.best,
          known: estimated.evidence.full,
          lookedAt: estimated.lookedAt,
        }),
      ),
      picture.timeMs,
    );
    for (const { square, estimated, quality } of offers.filter(({ id }) => chosen.includes(id))) {
      const seconds = await this.#look(picture, square, estimated.evidence, quality);
      this.#budget.charge(seconds);
      estimated.lookedAt = picture.timeMs;
    }
  }

  /**
   * Estimates age and gender of one face, one network after the other: a batch of another length than the last would
   * make OpenCV lay out the networks' memory anew.
   * @returns how many second opinions were taken
   */
  async #look(picture: Picture, square: Box, evidence: Evidence, quality: number): Promise<number> {
    const view: FaceView = { square, landmarks: await this.#landmarks.find(picture.mat, square) };
    evidence.add(await this.#pack.look(picture.mat, view), quality);
    this.#counts.labelled(1);
    if (this.#pack.second === null || !evidence.wantsSecond(quality)) return 0;
    evidence.addSecond(await this.#pack.second.look(picture.mat, view), quality);
    return 1;
  }
}
