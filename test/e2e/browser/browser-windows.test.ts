import { describeWhere } from '../../describe-where.ts';
import { browserShell, WITHOUT_CHROMIUM } from '../browser-driver.ts';
import { describeAtm, describeWindows } from '../windows/all.ts';

describeWhere(WITHOUT_CHROMIUM, 'the browser shell’s windows', () => {
  describeAtm(browserShell());
  describeWindows(browserShell());
});
