import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { encodeFramePacket, type FrameHeader } from '../../src-main/contract/camera.ts';
import type { WindowBridge } from '../../src-main/contract/windows.ts';
import { type FrameFeed, startFrameFeed } from '../../src-renderer/camera/frame-feed.ts';
import type { VisibilitySource } from '../../src-renderer/ui/use-visible.ts';

/**
 * When a camera window watches (so that the camera stays on) and which frames it takes: paused, minimised, shown again.
 * The bridge and the page are stood in for; what decodes pictures in a browser is replaced by a number.
 */
class Page extends EventTarget implements VisibilitySource {
  visibilityState: DocumentVisibilityState = 'visible';

  become(state: DocumentVisibilityState): void {
    this.visibilityState = state;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

let page: Page;
let calls: [string, unknown][];
let give: (index: number) => void;
let refresh: () => void;
let drawn: number[];
let closed: number;
let feed: FrameFeed;

beforeEach(() => {
  page = new Page();
  calls = [];
  drawn = [];
  closed = 0;
  const refreshes: (() => void)[] = [];
  refresh = () => {
    for (const callback of refreshes.splice(0)) callback();
  };
  vi.stubGlobal('createImageBitmap', async () => ({
    close: () => {
      closed += 1;
    },
  }));
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => refreshes.push(callback));
  const bridge: Pick<WindowBridge, 'call' | 'onFrame'> = {
    call: (async (name: string, argument: unknown) => {
      calls.push([name, argument]);
      return {};
    }) as unknown as WindowBridge['call'],
    onFrame: (listener) => {
      give = (index) => listener(encodeFramePacket(header(index), new Uint8Array()));
      return () => {};
    },
  };
  feed = startFrameFeed(bridge as WindowBridge, ({ header: { index } }) => drawn.push(index), page);
});
afterEach(() => vi.unstubAllGlobals());

function header(index: number): FrameHeader {
  return {
    index,
    capturedAt: 0,
    positionMs: null,
    width: 4,
    height: 4,
    demo: false,
    blurred: false,
    faces: [],
    rates: { capture: 0, detection: 0, labelling: 0 },
  };
}

/** A frame comes, is decoded, and the screen refreshes. */
async function frame(index: number): Promise<void> {
  give(index);
  await new Promise((resolve) => setTimeout(resolve, 0));
  refresh();
}

test('shows a frame, then asks for the next', async () => {
  await frame(1);
  expect(drawn).toEqual([1]);
  expect(calls).toEqual([
    ['camera.watch', { on: true }],
    ['camera.shown', { index: 1 }],
  ]);
});

test('paused, it goes on watching, draws nothing over the picture, and asks for a newer one when it goes on', async () => {
  await frame(1);
  feed.pause(true);
  await frame(2);
  expect(drawn).toEqual([1]);
  expect(calls.filter(([name]) => name === 'camera.watch')).toEqual([['camera.watch', { on: true }]]);
  expect(calls.at(-1)).toEqual(['camera.shown', { index: 1 }]);
  feed.pause(false);
  expect(calls.at(-1)).toEqual(['camera.shown', { index: 2 }]);
  await frame(3);
  expect(drawn).toEqual([1, 3]);
  expect(closed).toBe(1);
});

test('out of sight it does not watch, and watches again when it is seen', async () => {
  page.become('hidden');
  expect(calls.at(-1)).toEqual(['camera.watch', { on: false }]);
  page.become('visible');
  expect(calls.at(-1)).toEqual(['camera.watch', { on: true }]);
});

test('a frame that was under way when the page left the sight is never drawn', async () => {
  give(1);
  await new Promise((resolve) => setTimeout(resolve, 0));
  page.become('hidden');
  page.become('visible');
  refresh();
  expect(drawn).toEqual([]);
  expect(closed).toBe(1);
  await frame(2);
  expect(drawn).toEqual([2]);
});

test('a page that opens out of sight does not watch before it is seen', () => {
  const hidden = new Page();
  hidden.visibilityState = 'hidden';
  calls = [];
  const bridge = {
    call: async (name: string, argument: unknown) => calls.push([name, argument]),
    onFrame: () => () => {},
  };
  const late = startFrameFeed(bridge as unknown as WindowBridge, () => {}, hidden);
  expect(calls).toEqual([]);
  hidden.become('visible');
  expect(calls).toEqual([['camera.watch', { on: true }]]);
  late.stop();
  expect(calls.at(-1)).toEqual(['camera.watch', { on: false }]);
});
