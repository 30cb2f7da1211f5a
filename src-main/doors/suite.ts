import { hostAndPort } from '../addresses.ts';
import { PROTOCOL_NAMES } from '../contract/protocols.ts';
import { entranceUrl } from '../shell/browser/access.ts';
import { startBrowserShell } from '../shell/browser/browser-shell.ts';
import { handOver } from '../shell/second-start/hand-over.ts';
import { Suite } from '../shell/suite.ts';
import {
  appVersion,
  parseStartOptions,
  type StartOptions,
  SUITE_OPTIONS_HELP,
  withLobby,
} from '../shell/suite-options.ts';
import type { Door } from './door.ts';
import { onStopSignal } from './stop-signals.ts';

const HELP = `Usage: npm start -- --shell=browser [options]

The suite in the browser shell: bank, ATMs, clock and camera, as windows on 127.0.0.1.

${SUITE_OPTIONS_HELP}\
  --shell-port PORT     Port of the windows, 0 to 65535 (0, the default, picks a free one).
  --no-open             Open no window; the printed URL opens one in any browser on this machine.
  --help                This text.

Exit codes: 0 it was stopped, or Lobby runs already with this data folder; 1 it could not be started,
2 wrong usage.
`;

export const door: Door = {
  name: 'suite',
  summary: 'all of Lobby in the browser shell (npm start chooses the shell by itself)',
  help: HELP,
  async run(argv) {
    const options = parseStartOptions(argv);
    const running = await runsAlready(options);
    if (running !== undefined) {
      for (const complaint of options.complaints) process.stderr.write(`${complaint}\n`);
      process.stdout.write(`${running}\n`);
      return 0;
    }
    const suite = new Suite({ ...options, node: process.execPath });
    const wrongSettings = suite.settings.complaints.map(({ message }) => message);
    for (const complaint of [...options.complaints, ...wrongSettings]) process.stderr.write(`${complaint}\n`);

    suite.log.info({ shell: 'browser', version: appVersion(), node: process.versions.node }, 'started');
    // Only listens in: Node ends the process as it would have.
    process.on('uncaughtExceptionMonitor', (error) => suite.log.fatal(error, 'the suite failed unexpectedly'));

    const stopped = Promise.withResolvers<void>();
    onStopSignal(['SIGINT', 'SIGTERM', 'SIGHUP'], stopped.resolve);

    suite.onQuit(() => stopped.resolve());
    const bankStarted = suite.openBank();
    const shell = await startBrowserShell(suite, {
      port: options.shellPort,
      version: appVersion(),
      open: options.open,
      windows: options.windows,
    }).catch(async (error: unknown) => {
      await bankStarted;
      await suite.close();
      throw error;
    });
    process.stdout.write(`Lobby runs at ${shell.url}\n`);
    const status = await bankStarted;
    if (status.state === 'listening') {
      const listeners = PROTOCOL_NAMES.flatMap((name) => {
        const address = status.ports[name];
        return address === undefined ? [] : [`${hostAndPort(address)} (${name})`];
      });
      process.stdout.write(`The bank is listening on ${listeners.join(' and ')}.\n`);
    } else if (status.state === 'failed') {
      process.stderr.write(`${status.message}\n`);
    }
    await Promise.race([stopped.promise, shell.done]);
    await shell.close();
    await suite.close();
    return 0;
  },
};

/** Has the windows opened by the Lobby that runs with this data folder, in whichever shell. @returns what to tell, if one runs */
async function runsAlready({ data, open, windows }: StartOptions): Promise<string | undefined> {
  const wanted = open ? withLobby(windows) : [];
  const inBrowser = await handOver(data, 'browser', wanted);
  if (inBrowser !== undefined) {
    const { port, secret } = inBrowser.address;
    const opened = inBrowser.opened ? ', and has opened its window' : '';
    return `Lobby runs already with this data folder${opened}: ${entranceUrl(port, '/lobby/', secret)}`;
  }
  const inElectron = await handOver(data, 'electron', wanted);
  if (inElectron === undefined) return undefined;
  return `Lobby runs already with this data folder, in Electron${inElectron.opened ? ', and has opened its window' : ''}.`;
}
