import { afterAll, describe, test } from 'vitest';
import { ELECTRON_VERSION, type ElectronShell, WITHOUT_ELECTRON } from './electron-driver.ts';

/**
 * Declares tests in a real Electron, whose version is said; where there is none, one skipped test says why.
 * @param open makes the shell in which they run; it is closed after them
 */
export function describeInElectron(
  title: string,
  open: () => ElectronShell,
  declare: (shell: ElectronShell) => void,
): void {
  if (WITHOUT_ELECTRON !== undefined) {
    console.log(`Skipped in Electron: ${title}: ${WITHOUT_ELECTRON}.`);
    test.skip(`in Electron: ${title}: ${WITHOUT_ELECTRON}`, () => {});
    return;
  }
  describe(`Electron ${ELECTRON_VERSION}: ${title}`, () => {
    const shell = open();
    afterAll(() => shell.close());
    declare(shell);
  });
}
