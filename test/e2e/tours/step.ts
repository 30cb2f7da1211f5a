import type { Page } from 'playwright-core';

/** Leads a window into one of its states. The words are not looked for: the tour is the same in every language. */
export type Step = readonly [state: string, go: (page: Page) => Promise<void>];

export const shows = (selector: string) => (page: Page) => page.locator(selector).first().waitFor();
export const click = async (page: Page, selector: string) => page.locator(selector).first().click();

/** Waits until all that moves has come to its end and is drawn so: the first frame of a new screen may have nothing on it. */
export const comesToRest = (page: Page): Promise<void> =>
  page.evaluate(`(async () => {
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
    const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
    await frame();
    await frame();
  })()`);
