import { encodeFramePacket } from '../../contract/frame-packet.ts';
import type { Follower } from './follower.ts';
import type { Outlet } from './outlet.ts';
import type { Picture, Source } from './source/source.ts';

/** Pictures that are read ahead while faces are looked for. */
const AHEAD = 3;

export interface OfflineRun {
  readonly source: Source;
  readonly follower: Follower;
  readonly outlet: Outlet;
  /** Stop after so many frames; null: at the end. */
  readonly frames: number | null;
  readonly onLive: () => void;
  readonly signal: AbortSignal;
}

/**
 * Goes through every picture of a source, as fast as it can be done, and delivers the faces of each without the
 * picture. The result is the same on a slow and a fast machine: what is looked at follows the source's own time.
 * @throws Failure when the source is lost
 */
export async function runOffline(run: OfflineRun): Promise<void> {
  const read = readAhead(run);
  let index = 0;
  for await (const picture of read) {
    try {
      if (index === 0) run.onLive();
      await one(run, picture, index);
    } finally {
      picture.mat.release();
    }
    index += 1;
  }
}

async function one(run: OfflineRun, picture: Picture, index: number): Promise<void> {
  const { follower } = run;
  const stills = run.source.pace === 'stills';
  if (!stills && follower.notice(picture)) await follower.look(picture);
  const faces = stills ? await follower.lookOnce(picture) : follower.faces(picture.timeMs);
  const header = {
    index,
    capturedAt: picture.capturedAt,
    positionMs: picture.positionMs,
    width: picture.mat.cols,
    height: picture.mat.rows,
    demo: run.source.demo,
    faces,
    rates: { capture: 0, detection: 0, labelling: 0 },
  };
  await run.outlet.deliver(encodeFramePacket(header, new Uint8Array()));
}

/** Reads up to AHEAD pictures before they are asked for. Those that nobody took are released. */
async function* readAhead(run: OfflineRun): AsyncGenerator<Picture> {
  const ready: Picture[] = [];
  let left = run.frames ?? Number.POSITIVE_INFINITY;
  let ended = false;
  let failure: unknown = null;
  let reading: Promise<void> | null = null;
  const over = (): boolean => ended || run.signal.aborted;
  const fill = (): void => {
    if (reading !== null || over() || left <= 0 || ready.length >= AHEAD) return;
    reading = run.source
      .next()
      .then(
        (picture) => {
          if (picture === null) ended = true;
          else {
            ready.push(picture);
            left -= 1;
          }
        },
        (error: unknown) => {
          ended = true;
          failure = error;
        },
      )
      .finally(() => {
        reading = null;
        fill();
      });
  };
  try {
    for (;;) {
      if (run.signal.aborted) return;
      fill();
      const picture = ready.shift();
      if (picture !== undefined) yield picture;
      else if (reading !== null) await reading;
      else if (failure !== null) throw failure;
      else return;
    }
  } finally {
    ended = true;
    await reading;
    for (const picture of ready) picture.mat.release();
  }
}
