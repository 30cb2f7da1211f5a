import type { Face } from '../../contract/camera.ts';
import { encodeFramePacket } from '../../contract/frame-packet.ts';
import type { Detection } from './detect/detector.ts';
import type { Follower } from './follower.ts';
import type { Outlet } from './outlet.ts';
import { readAhead } from './read-ahead.ts';
import { Schedule } from './schedule.ts';
import type { Picture, Source } from './source/source.ts';

export interface OfflineRun {
  readonly source: Source;
  readonly follower: Follower;
  readonly outlet: Outlet;
  /** Stop after so many frames; null: at the end. */
  readonly frames: number | null;
  readonly onLive: () => void;
  readonly signal: AbortSignal;
}

/** A picture whose faces are already being looked for while earlier ones are still followed. */
interface Prepared {
  readonly picture: Picture;
  readonly cut: boolean;
  /** null where faces are only carried on. */
  readonly detections: Promise<Detection[]> | null;
}

/**
 * Goes through every picture of a source, as fast as it can be done, and delivers the faces of each without the
 * picture. Reading, searching and following overlap; the result is the same on a slow and a fast machine, because
 * what is looked at follows the source's own time and is learnt in order.
 * @throws Failure when the source is lost
 */
export async function runOffline(run: OfflineRun): Promise<void> {
  const stills = run.source.pace === 'stills';
  const schedule = new Schedule();
  const prepare = (picture: Picture): Prepared => {
    const { cut, due } = schedule.notice(picture);
    if (!due && !stills) return { picture, cut, detections: null };
    schedule.taken(picture, false);
    const detections = run.follower.detect(picture);
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
      const faces = await (stills ? look(run.follower, prepared) : follow(run.follower, prepared));
      await deliver(run, prepared.picture, index, faces);
    } finally {
      await drop(prepared);
    }
    index += 1;
  }
}

async function look(follower: Follower, { picture, detections }: Prepared): Promise<Face[]> {
  return follower.labelOnce(picture, (await detections) ?? []);
}

async function follow(follower: Follower, { picture, cut, detections }: Prepared): Promise<Face[]> {
  if (cut) follower.cut();
  if (detections !== null) await follower.learn(picture, await detections);
  return follower.faces(picture.timeMs);
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
  return run.outlet.deliver(encodeFramePacket(header, new Uint8Array()));
}
