import { afterAll } from 'vitest';
import { describeWhere } from '../../describe-where.ts';
import { ELECTRON_VERSION, type ElectronShell, WITHOUT_ELECTRON } from './electron-driver.ts';

/**
 * Declares tests in a real Electron, whose version is said; where there is none, one skipped test says why.
 * @param open makes the shell in which they run; it is closed after them
 * @param missing what keeps them from being run, in words; undefined: nothing
 */
export function describeInElectron(
  title: string,
  open: () => ElectronShell,
  declare: (shell: ElectronShell) => void,
  missing = WITHOUT_ELECTRON,
): void {
  describeWhere(missing, `${['Electron', ELECTRON_VERSION].join(' ').trim()}: ${title}`, () => {
    const shell = open();
    afterAll(() => shell.close());
    declare(shell);
  });
}
