import { until } from '../windows/devtools.ts';
import type { RunningApp } from './electron-app.ts';

/** A window that a click in the first one opens. */
interface WindowToOpen {
  /** Selector of what is clicked. */
  readonly button: string;
  /** What the new window's address begins with. */
  readonly address: string;
  /** Selector of what makes it usable. */
  readonly content: string;
}

/** In the new window: when the first frame that has the content in it was drawn, ms since the epoch. */
const drawn = (content: string) => `new Promise((resolve) => {
  const look = () => {
    if (document.querySelector(${JSON.stringify(content)}) === null) return void setTimeout(look, 2);
    // The task after the next frame's callbacks: that frame has been drawn.
    requestAnimationFrame(() => setTimeout(() => resolve(performance.timeOrigin + performance.now())));
  };
  look();
})`;

/**
 * How long it takes from a click to the window that it opens being usable, ms: from the release of the mouse to the
 * first frame with its content. The window is closed again.
 */
export async function openedWindow(
  { devtools, page }: RunningApp,
  { button, address, content }: WindowToOpen,
): Promise<number> {
  await page.evaluate(`void window.addEventListener('pointerup', ({ timeStamp }) => {
    window.released = performance.timeOrigin + timeStamp;
  }, { capture: true, once: true })`);
  const before = await devtools.windows();
  await page.click(button);
  const opened = await devtools.page(address, before);
  // Between two documents there is nothing that could be asked.
  const at = await until('the window', () => opened.evaluate<number>(drawn(content)).catch(() => undefined));
  const released = await page.evaluate<number>('window.released');
  await opened.close();
  await until('the end of the window', async () => ((await devtools.windows()).size <= before.size ? true : undefined));
  return at - released;
}
