import { test } from 'vitest';
import { describeScenarios } from '../scenarios.ts';
import { root } from './account.ts';
import { describeInElectron } from './describe.ts';
import { ElectronShell } from './electron-driver.ts';

/** As in a container: the same binary without the sandbox, which root can't have. */
if (!root) test.skip('the scenarios as root: only root can be root', () => {});
else describeInElectron('the scenarios, as root without a sandbox', () => ElectronShell.forMyself(), describeScenarios);
