import { decodeFramePacket } from '../../src-main/contract/frame-packet.ts';
import type { WindowBridge } from '../../src-main/contract/windows.ts';
import type { Frame } from './painter.ts';

/**
 * Takes frames from the suite one at a time: decodes the picture off the main thread, shows it with the screen's
 * next refresh, and only then asks for the next. A window that is hidden gets no refreshes, so it asks for none.
 * `show` owns the frame's bitmap and must close it.
 * @returns what stops it.
 */
export function startFrameFeed(bridge: WindowBridge, show: (frame: Frame) => void): () => void {
  let stopped = false;
  const shown = (index: number) => bridge.call('camera.shown', { index }).catch(() => undefined);

  const stopListening = bridge.onFrame((packet) => {
    const { header, jpeg } = decodeFramePacket(packet);
    createImageBitmap(new Blob([jpeg], { type: 'image/jpeg' })).then(
      (bitmap) => {
        requestAnimationFrame(() => {
          if (stopped) {
            bitmap.close();
            return;
          }
          show({ header, bitmap });
          shown(header.index);
        });
      },
      // A picture that can't be decoded is passed over.
      () => shown(header.index),
    );
  });
  bridge.call('camera.watch', { on: true }).catch(() => undefined);

  return () => {
    stopped = true;
    stopListening();
    bridge.call('camera.watch', { on: false }).catch(() => undefined);
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
