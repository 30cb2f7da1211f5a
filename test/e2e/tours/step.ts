import type { Page } from 'playwright-core';

/** Leads a window into one of its states. The words are not looked for: the tour is the same in every language. */
export type Step = readonly [state: string, go: (page: Page) => Promise<void>];

export const shows = (selector: string) => (page: Page) => page.locator(selector).first().waitFor();
export const click = async (page: Page, selector: string) => page.locator(selector).first().click();

/** In the page: two frames, since the first one of a new screen may have nothing on it. */
const FRAMES = `(async () => {
  const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
  await frame();
  await frame();
})()`;

/** Waits until what was changed is drawn, whatever still moves. */
export const isDrawn = (page: Page): Promise<void> => page.evaluate(FRAMES);

/**
 * Gives the window another size and waits until its page is drawn so: it learns of it in its next frame, and until then
 * shows what belongs to the size before. @param size CSS pixels
 */
export async function resize(page: Page, size: { readonly width: number; readonly height: number }): Promise<void> {
  await page.setViewportSize(size);
  await page.waitForFunction(`innerWidth === ${size.width} && innerHeight === ${size.height}`);
  await isDrawn(page);
}

/** Waits until all that moves has come to its end and is drawn so. */
export const comesToRest = (page: Page): Promise<void> =>
  page.evaluate(`Promise.allSettled(document.getAnimations().map(({ finished }) => finished)).then(() => ${FRAMES})`);
