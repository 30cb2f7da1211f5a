import { app, dialog } from 'electron';
import { Failure } from './contract/failure.ts';
import { runElectronShell } from './shell/electron/electron-shell.ts';

/** Electron's entry. What stands after `--` is Lobby's own; what stands before it is Electron's. */
const separator = process.argv.indexOf('--');
const argv = separator < 0 ? [] : process.argv.slice(separator + 1);

runElectronShell(argv).catch((error: unknown) => {
  const words = error instanceof Failure ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${words}\n`);
  // Who started it by a double-click has no terminal.
  if (app.isPackaged) dialog.showErrorBox('Lobby', String(words));
  app.exit(1);
});
