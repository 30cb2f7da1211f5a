import { describeScenarios } from '../scenarios.ts';
import { root } from './account.ts';
import { describeInElectron } from './describe.ts';
import { ElectronShell, WITHOUT_ELECTRON } from './electron-driver.ts';

/** As in a container: the same binary without the sandbox, which root can't have. */
describeInElectron(
  'the scenarios, as root without a sandbox',
  () => ElectronShell.forMyself(),
  describeScenarios,
  root ? WITHOUT_ELECTRON : 'only root can be root',
);
