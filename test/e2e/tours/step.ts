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

/** Waits until all that moves has come to its end and is drawn so. */
export const comesToRest = (page: Page): Promise<void> =>
  page.evaluate(`Promise.allSettled(document.getAnimations().map(({ finished }) => finished)).then(() => ${FRAMES})`);
