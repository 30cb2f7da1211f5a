import { encodeFramePacket, type Face } from '../../../contract/camera.ts';
import type { Detection } from '../detect/detector.ts';
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

/** A picture whose faces are already being looked for while earlier ones are still tracked. */
interface Prepared {
  readonly picture: Picture;
  readonly cut: boolean;
  /** null where tracks are only extrapolated. */
  readonly detections: Promise<Detection[]> | null;
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
  const prepare = (picture: Picture): Prepared => {
    const { cut, due } = schedule.plan(picture);
    if (!due && !stills) return { picture, cut, detections: null };
    schedule.started(picture, false);
    const detections = run.analyzer.detect(picture);
    // A failure is met when it is this picture's turn; until then it must not count as unhandled.
    detections.catch(() => {});
    return { picture, cut, detections };
  };
  const drop = async ({ picture, detections }: Prepared): Promise<void> => {
    await detections?.catch(() => {});
    picture.mat.release();
  };

  let index = 0;
  for await (const prepared of readAhead(run.source, run.frames, run.signal, prepare, drop)) {
    try {
      if (index === 0) run.onLive();
      const faces = await (stills ? labelled(run.analyzer, prepared) : tracked(run.analyzer, prepared));
      await deliver(run, prepared.picture, index, faces);
    } finally {
      await drop(prepared);
    }
    index += 1;
  }
}

async function labelled(analyzer: FaceAnalyzer, { picture, detections }: Prepared): Promise<Face[]> {
  return analyzer.labelStill(picture, (await detections) ?? []);
}

async function tracked(analyzer: FaceAnalyzer, { picture, cut, detections }: Prepared): Promise<Face[]> {
  if (cut) analyzer.startScene();
  if (detections !== null) await analyzer.track(picture, await detections);
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
