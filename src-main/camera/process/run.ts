import { availableParallelism } from 'node:os';
import type { CameraOptions } from '../../contract/camera.ts';
import { loadPack } from './age-gender/load-pack.ts';
import type { Pack } from './age-gender/pack.ts';
import { type LandmarkNetwork, loadLandmarks } from './align/landmarks.ts';
import type { Detector } from './detect/detector.ts';
import { loadDetector } from './detect/load-detector.ts';
import { cv } from './opencv.ts';
import { Encoder, type Rates } from './output/encoder.ts';
import type { FrameWriter } from './output/frame-writer.ts';
import { FaceAnalyzer } from './pipeline/face-analyzer.ts';
import { runLive } from './pipeline/live.ts';
import { runOffline } from './pipeline/offline.ts';
import { RateMeter } from './pipeline/rate-meter.ts';
import type { Run } from './protocol.ts';
import { openSource } from './source/open-source.ts';
import { StuckSource } from './source/stuck-source.ts';

/** More threads than this gain nothing on networks of this size; they only take cores from others. */
const MOST_THREADS = 4;
const THREADS = Math.min(MOST_THREADS, availableParallelism());

/**
 * Coarse searches, fine ones and mosaics: each has pictures of a size of its own, and a network that gets another size
 * than before lays out its memory anew. With one network for all, a search took 13 to 28 % longer after one of another
 * size (a fine one 2 %), and at 1280×720 the process had up to 60 MB more or less from one second to the next.
 */
const SEARCH_KINDS = 3;

/** Networks are kept from one run to the next: switching the source doesn't load them again. */
const detectors = new Map<string, Detector>();
const landmarkNetworks = new Map<string, LandmarkNetwork>();
const packs = new Map<string, Pack>();

export interface RunRequest {
  readonly options: CameraOptions;
  readonly run: Run;
  readonly frames: number | null;
  readonly models: string;
  readonly writer: FrameWriter;
  readonly watched: () => boolean;
  /** Whether faces are to be blurred in the pictures; may change while it runs. */
  readonly blurred: () => boolean;
  readonly onLive: () => void;
  /** Gives the analyzer, whose thresholds may be changed while it runs. */
  readonly onAnalyzer: (analyzer: FaceAnalyzer) => void;
  readonly signal: AbortSignal;
}

/**
 * Loads what is needed, opens the source and runs to its end or until the signal aborts.
 * @throws Failure when a model or the source is missing, or the source is lost
 */
export async function performRun(request: RunRequest): Promise<void> {
  const { options, writer, blurred, onLive, signal } = request;
  const live = request.run === 'live';
  // Live, one detection is to be over soon, so all cores work on it. Offline only the sum counts: searching, labelling
  // and reading go on at once, and one core for each wastes nothing on waiting for each other.
  cv.setNumThreads(live ? THREADS : 1);
  const { detector, distant } = options;
  const load = (copy: number): Detector =>
    cached(detectors, `${detector} ${distant} ${copy}`, () => loadDetector(detector, request.models, { distant }));
  const first = load(0);
  const kinds = first.scaled === undefined ? 1 : SEARCH_KINDS;
  const copies = Array.from({ length: Math.max(kinds, live ? 1 : THREADS) - 1 }, (_, i) => load(i + 1));
  const pack = cached(packs, options.pack, () => loadPack(options.pack, request.models));
  const landmarks = cached(landmarkNetworks, request.models, () => loadLandmarks(request.models));
  const source = openSource(options.source);
  const rates: Rates = { capture: new RateMeter(), detection: new RateMeter(), labelling: new RateMeter() };
  const analyzer = new FaceAnalyzer([first, ...copies], landmarks, pack, options, {
    detected: () => rates.detection.tick(performance.now()),
    labelled: (faces) => {
      for (let i = 0; i < faces; i += 1) rates.labelling.tick(performance.now());
    },
  });
  request.onAnalyzer(analyzer);
  const encoder = new Encoder(writer, rates, source.demo, request.watched);
  let stuck = false;
  try {
    if (live) await runLive({ source, analyzer, encoder, captureRate: rates.capture, onLive, signal, blurred });
    else await runOffline({ source, analyzer, writer, frames: request.frames, onLive, signal });
  } catch (error) {
    stuck = error instanceof StuckSource;
    throw error;
  } finally {
    // A read that never came back still uses the source.
    if (!stuck) source.close();
  }
}

function cached<Key, Value>(cache: Map<Key, Value>, key: Key, load: () => Value): Value {
  const kept = cache.get(key);
  if (kept !== undefined) return kept;
  const value = load();
  cache.set(key, value);
  return value;
}
