import { app } from 'electron';
import { Failure, UsageFailure } from './contract/failure.ts';
import { runElectronShell } from './shell/electron/electron-shell.ts';
import { tell } from './shell/electron/ending.ts';

/** Electron's entry. What stands after `--` is Lobby's own; what stands before it is Electron's. */
const separator = process.argv.indexOf('--');
const argv = separator < 0 ? [] : process.argv.slice(separator + 1);

runElectronShell(argv).catch((error: unknown) => {
  // A bug ends the app as one that is met later does (ending.ts).
  if (!(error instanceof Failure)) throw error;
  tell(error.message);
  app.exit(error instanceof UsageFailure ? 2 : 1);
});
