import { setTimeout as delay } from 'node:timers/promises';
import { type DebuggedPage, until } from '../windows/devtools.ts';

/** What a camera window got and drew in a while. */
export interface WindowPictures {
  readonly drawnPerSecond: number;
  /** From the moment a picture left its source to its arrival in the page, ms; 95 % within. */
  readonly arrivedMs: number;
  /** The same until it was drawn into the window's canvas. */
  readonly drawnMs: number;
}

/**
 * Runs in the page before its own scripts. The header of each picture is JSON in either shell, and the next picture
 * comes only when the last one was drawn: what is drawn is what has arrived last.
 */
const METER = `(() => {
  const measured = { arrived: [], drawn: [] };
  let last;
  const parse = JSON.parse;
  JSON.parse = (...given) => {
    const value = parse(...given);
    if (typeof value?.capturedAt === 'number') {
      last = value.capturedAt;
      measured.arrived.push(Date.now() - last);
    }
    return value;
  };
  const draw = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (picture, ...place) {
    if (picture instanceof ImageBitmap && last !== undefined) {
      measured.drawn.push(Date.now() - last);
      last = undefined;
    }
    return draw.call(this, picture, ...place);
  };
  window.measured = measured;
})()`;

/** Loads the camera window anew, with a meter in it, and counts for `ms` once pictures have come for `warmUpMs`. */
export async function windowPictures(page: DebuggedPage, warmUpMs: number, ms: number): Promise<WindowPictures> {
  await page.reloadWith(METER);
  const drawn = async (): Promise<number> =>
    // Between two documents there is nothing that could be asked.
    page.evaluate<number>('window.measured?.drawn.length ?? 0').catch(() => 0);
  await until('a picture in the camera window', async () => ((await drawn()) > 0 ? true : undefined));
  await delay(warmUpMs);
  await page.evaluate('void (measured.arrived.length = measured.drawn.length = 0, measured.since = performance.now())');
  await delay(ms);
  const counted = await page.evaluate<{ arrived: number[]; drawn: number[]; ms: number }>(
    '({ ...measured, ms: performance.now() - measured.since })',
  );
  return {
    drawnPerSecond: (counted.drawn.length * 1000) / counted.ms,
    arrivedMs: within95(counted.arrived),
    drawnMs: within95(counted.drawn),
  };
}

function within95(ages: readonly number[]): number {
  return [...ages].sort((a, b) => a - b)[Math.floor(ages.length * 0.95)] ?? Number.NaN;
}
