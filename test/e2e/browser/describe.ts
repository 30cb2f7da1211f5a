import { afterAll } from 'vitest';
import { describeWhere } from '../../describe-where.ts';
import { closeChromium, WITHOUT_CHROMIUM } from '../browser-driver.ts';

/** Declares tests of the browser shell in one real Chromium, which ends after them; without one, why not. */
export function describeInChromium(title: string, declare: () => void): void {
  describeWhere(WITHOUT_CHROMIUM, title, () => {
    afterAll(closeChromium);
    declare();
  });
}
