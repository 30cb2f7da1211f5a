import { test } from 'vitest';
import { browserShell, CHROMIUM } from '../browser-driver.ts';
import { describeAtm, describeWindows } from '../windows/all.ts';

if (CHROMIUM === undefined) test.skip('the windows: there is no Chromium on this machine', () => {});
else {
  describeAtm(browserShell());
  describeWindows(browserShell());
}
