import { describeScenarios } from '../scenarios.ts';
import { describeAtm } from '../windows/all.ts';
import { describeInElectron } from './describe.ts';
import { ElectronShell } from './electron-driver.ts';

describeInElectron(
  'the scenarios and the ATM, for an ordinary user with the sandbox on',
  () => ElectronShell.forOrdinaryUser(),
  (shell) => {
    describeScenarios(shell);
    describeAtm(shell);
  },
);
