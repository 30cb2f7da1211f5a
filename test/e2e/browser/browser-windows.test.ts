import { browserShell } from '../browser-driver.ts';
import { describeAtm, describeWindows } from '../windows/all.ts';
import { describeInChromium } from './describe.ts';

describeInChromium('the browser shell’s windows', () => {
  describeAtm(browserShell());
  describeWindows(browserShell());
});
