import { test } from 'vitest';
import { ELECTRON, electronShell } from './electron-driver.ts';
import { describeScenarios } from './scenarios.ts';
import { describeWindows } from './windows/all.ts';

const display = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);

if (ELECTRON === undefined) {
  console.log('The scenarios in Electron are skipped: its binary is not on this machine.');
  test.skip("Electron: its binary is not on this machine ('npm start' fetches it where it can)", () => {});
} else if (!display) {
  console.log('The scenarios in Electron are skipped: there is no display.');
  test.skip('Electron: there is no display (xvfb-run gives one)', () => {});
} else {
  describeScenarios(electronShell);
  describeWindows(electronShell);
}
