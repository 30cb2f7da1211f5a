import { describeWindows } from '../windows/all.ts';
import { describeInElectron } from './describe.ts';
import { ElectronShell } from './electron-driver.ts';

describeInElectron(
  'the windows, for an ordinary user with the sandbox on',
  () => ElectronShell.forOrdinaryUser(),
  describeWindows,
);
