import { type DebuggedPage, until } from './devtools.ts';

/** How long a window may take, ms. */
const PATIENCE_MS = 30_000;

/**
 * How long it takes from a click to the window that it opens being usable, ms: from the release of the mouse to the
 * first frame that has `content` in it. Measured inside the pages; the window is closed again.
 * @param button selector of what is clicked, in `page`
 * @param content selector of what makes the new window usable
 */
export async function openingTime(page: DebuggedPage, button: string, content: string): Promise<number> {
  await page.evaluate(`(() => {
    const open = window.open;
    let released;
    window.addEventListener('pointerup', ({ timeStamp }) => { released = timeStamp; }, { capture: true, once: true });
    window.measured = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error('the window did not become usable')), ${PATIENCE_MS});
      window.open = (...args) => {
        window.open = open;
        const opened = open.apply(window, args);
        const look = () => {
          if (opened.document.querySelector(${JSON.stringify(content)}) === null) return void setTimeout(look, 2);
          // The task after the next frame's callbacks: that frame has been drawn.
          opened.requestAnimationFrame(() => opened.setTimeout(() => {
            resolve(performance.now() - released);
            opened.close();
          }));
        };
        look();
        return opened;
      };
    });
  })()`);
  await page.click(button);
  return page.evaluate<number>('window.measured');
}

/** Waits until a page shows an element. */
export async function shown(page: DebuggedPage, selector: string): Promise<void> {
  await until(selector, async () =>
    (await page.evaluate<boolean>(`document.querySelector(${JSON.stringify(selector)}) !== null`)) ? true : undefined,
  );
}

/** When the content of a page was painted first, ms since the epoch; undefined until `selector` is there and painted. */
export async function paintedAt(page: DebuggedPage, selector: string): Promise<number | undefined> {
  const at = await page
    .evaluate<number | null>(`(() => {
      const [paint] = performance.getEntriesByName('first-contentful-paint');
      const there = document.querySelector(${JSON.stringify(selector)}) !== null;
      return paint === undefined || !there ? null : performance.timeOrigin + paint.startTime;
    })()`)
    // Between two documents there is nothing that could be asked.
    .catch(() => null);
  return at ?? undefined;
}
