import type { Picture, Source } from '../source/source.ts';

/** Pictures that are read before they are asked for: enough to keep several detections under way. */
const AHEAD = 12;

/**
 * Reads a source ahead of its consumer and prepares each picture as soon as it is there.
 * @param frames stop after so many; null: at the end
 * @param drop takes back what was prepared and never asked for
 * @throws what the source throws, after the pictures before it
 */
export async function* readAhead<Prepared>(
  source: Source,
  frames: number | null,
  signal: AbortSignal,
  prepare: (picture: Picture) => Prepared,
  drop: (prepared: Prepared) => Promise<void>,
): AsyncGenerator<Prepared> {
  const ready: Prepared[] = [];
  let left = frames ?? Number.POSITIVE_INFINITY;
  let over = false;
  let failure: unknown = null;
  let reading: Promise<void> | null = null;

  const read = async (): Promise<void> => {
    try {
      const picture = await source.next();
      if (picture === null) over = true;
      else {
        left -= 1;
        ready.push(prepare(picture));
      }
    } catch (error) {
      over = true;
      failure = error;
    }
    reading = null;
    fill();
  };
  const fill = (): void => {
    if (reading === null && !over && !signal.aborted && left > 0 && ready.length < AHEAD) reading = read();
  };

  try {
    while (!signal.aborted) {
      fill();
      const prepared = ready.shift();
      if (prepared !== undefined) yield prepared;
      else if (reading !== null) await reading;
      else if (failure !== null) throw failure;
      else return;
    }
  } finally {
    over = true;
    await reading;
    for (const prepared of ready) await drop(prepared);
  }
}
