import { decodeFramePacket } from '../../src-main/contract/camera.ts';
import type { WindowBridge } from '../../src-main/contract/windows.ts';
import { onVisibility, type VisibilitySource } from '../ui/use-visible.ts';
import type { Frame } from './painter.ts';

export interface FrameFeed {
  /** Paused, the window still watches, so the camera stays on, but takes no further frame. */
  pause(on: boolean): void;
  stop(): void;
}

/**
 * Takes frames from the suite one at a time: decodes the picture off the main thread, shows it with the screen's
 * next refresh, and only then asks for the next. While the page can't be seen (minimised, covered) it doesn't watch:
 * a camera that no page watches is switched off.
 * @param show owns the frame's bitmap and must close it
 */
export function startFrameFeed(
  bridge: WindowBridge,
  show: (frame: Frame) => void,
  page: VisibilitySource = document,
): FrameFeed {
  /** Counts changes of watching: a frame from before one of them is out of date. */
  let turn = 0;
  let watching = false;
  let stopped = false;
  let paused = false;
  /** A frame that came while paused: showing it late would show the past, so it only asks for a newer one. */
  let skipped: number | null = null;
  const shown = (index: number) => bridge.call('camera.shown', { index }).catch(() => undefined);

  const watch = (on: boolean) => {
    if (on === watching) return;
    watching = on;
    turn += 1;
    skipped = null;
    bridge.call('camera.watch', { on }).catch(() => undefined);
  };
  const stopListening = bridge.onFrame((packet) => {
    const { header, jpeg } = decodeFramePacket(packet);
    const of = turn;
    createImageBitmap(new Blob([jpeg], { type: 'image/jpeg' })).then(
      (bitmap) => {
        requestAnimationFrame(() => {
          if (stopped || paused || of !== turn) {
            bitmap.close();
            if (paused && of === turn) skipped = header.index;
            return;
          }
          show({ header, bitmap });
          shown(header.index);
        });
      },
      // A picture that can't be decoded is skipped.
      () => shown(header.index),
    );
  });
  const stopVisibility = onVisibility(page, watch);
  watch(page.visibilityState === 'visible');

  return {
    pause(on) {
      paused = on;
      if (on || skipped === null) return;
      shown(skipped);
      skipped = null;
    },
    stop() {
      stopped = true;
      stopVisibility();
      stopListening();
      watch(false);
    },
  };
}

/** Frames a second over the last two seconds. */
export class RateMeter {
  #times: number[] = [];

  /** @param now ms, never going back */
  count(now: number): number {
    this.#times.push(now);
    const first = this.#times.findIndex((time) => now - time <= 2000);
    this.#times = this.#times.slice(first);
    const span = now - (this.#times[0] ?? now);
    return span === 0 ? 0 : ((this.#times.length - 1) * 1000) / span;
  }
}
