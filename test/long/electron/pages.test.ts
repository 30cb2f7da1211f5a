import { describeInElectron } from '../../e2e/electron/describe.ts';
import { ElectronShell } from '../../e2e/electron/electron-driver.ts';
import { describeScenarios } from '../../e2e/scenarios.ts';
import { describeAtm, describeWindows } from '../../e2e/windows/all.ts';

/**
 * All that the windows promise, in Electron, too. In test/e2e, what a page does by itself is tested in Chromium alone:
 * each test of it starts an Electron of its own.
 */
describeInElectron(
  'everything in its windows, for an ordinary user with the sandbox on',
  () => ElectronShell.forOrdinaryUser(),
  (shell) => {
    describeScenarios(shell);
    describeAtm(shell);
    describeWindows(shell);
  },
);
