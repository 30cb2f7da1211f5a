import type { Page } from 'playwright-core';

/** Leads a window into one of its states. The words are not looked for: the tour is the same in every language. */
export type Step = readonly [state: string, go: (page: Page) => Promise<void>];

export const shows = (selector: string) => (page: Page) => page.locator(selector).first().waitFor();
export const click = async (page: Page, selector: string) => page.locator(selector).first().click();
