import { encodeFramePacket, type Face } from '../../../contract/camera.ts';
import type { Found } from '../detect/detector.ts';
import type { Turn } from '../detect/passes.ts';
import type { FrameWriter } from '../output/frame-writer.ts';
import type { Picture, Source } from '../source/source.ts';
import { DetectionSchedule } from './detection-schedule.ts';
import type { FaceAnalyzer } from './face-analyzer.ts';
import { readAhead } from './read-ahead.ts';

export interface OfflineRun {
  readonly source: Source;
  readonly analyzer: FaceAnalyzer;
  readonly writer: FrameWriter;
  /** Stop after so many frames; null: at the end. */
  readonly frames: number | null;
  readonly onLive: () => void;
  readonly signal: AbortSignal;
}

/** still: a picture by itself. search: one whose faces are tracked. carry: one for which tracks are extrapolated. */
type Work =
  | { readonly kind: 'still'; readonly done: Promise<Face[]> }
  | { readonly kind: 'search'; readonly done: Promise<Found>; readonly turn: Turn }
  | { readonly kind: 'carry'; readonly done: null };

/** A picture whose faces are already being looked for while earlier ones are still tracked. */
interface Prepared {
  readonly picture: Picture;
  readonly cut: boolean;
  readonly work: Work;
}

/**
 * Goes through every picture of a source, as fast as it can be done, and delivers the faces of each without the
 * picture. Reading, searching and tracking overlap; the result is the same on a slow and a fast machine, because
 * which pictures are searched depends on the source's own time, and they are tracked in order.
 * @throws Failure when the source is lost
 */
export async function runOffline(run: OfflineRun): Promise<void> {
  const stills = run.source.pace === 'stills';
  const schedule = new DetectionSchedule();
  const workOn = (picture: Picture, due: boolean): Work => {
    if (stills) return { kind: 'still', done: run.analyzer.analyzeStill(picture).then(({ faces }) => faces) };
    if (!due) return { kind: 'carry', done: null };
    const turn = schedule.started(picture, false);
    return { kind: 'search', done: run.analyzer.detect(picture, turn), turn };
  };
  const prepare = (picture: Picture): Prepared => {
    const { cut, due } = schedule.plan(picture);
    const work = workOn(picture, due);
    // A failure is met when it is this picture's turn; until then it must not count as unhandled.
    work.done?.catch(() => {});
    return { picture, cut, work };
  };
  const drop = async ({ picture, work }: Prepared): Promise<void> => {
    await work.done?.catch(() => {});
    picture.mat.release();
  };

  let index = 0;
  for await (const prepared of readAhead(run.source, run.frames, run.signal, prepare, drop)) {
    try {
      if (index === 0) run.onLive();
      await deliver(run, prepared.picture, index, await facesOf(run.analyzer, prepared));
    } finally {
      await drop(prepared);
    }
    index += 1;
  }
}

async function facesOf(analyzer: FaceAnalyzer, { picture, cut, work }: Prepared): Promise<Face[]> {
  if (work.kind === 'still') return work.done;
  if (cut) analyzer.startScene();
  if (work.kind === 'search') await analyzer.track(picture, work.turn, await work.done);
  return analyzer.faces(picture.timeMs);
}

function deliver(run: OfflineRun, picture: Picture, index: number, faces: Face[]): Promise<void> {
  const header = {
    index,
    capturedAt: picture.capturedAt,
    positionMs: picture.positionMs,
    width: picture.mat.cols,
    height: picture.mat.rows,
    demo: run.source.demo,
    blurred: false,
    faces,
    rates: { capture: 0, detection: 0, labelling: 0 },
  };
  return run.writer.deliver(encodeFramePacket(header, new Uint8Array()));
}
