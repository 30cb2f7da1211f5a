import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, nativeTheme, session, systemPreferences } from 'electron';
import { z } from 'zod';
import { findNode24 } from '../../../scripts/node24.mjs';
import type { Settings } from '../../contract/settings.ts';
import { windowKindSchema } from '../../contract/windows.ts';
import { Suite } from '../suite.ts';
import { appVersion, parseStartOptions, type StartOptions } from '../suite-options.ts';
import { AppWindows } from './app-windows.ts';
import { guardPermissions } from './guards.ts';
import { listenToPages } from './ipc.ts';
import { setMenu } from './menu.ts';
import { declareScheme, serveScheme } from './scheme.ts';
import { WindowPlaces } from './window-places.ts';

/** What a second start tells the first. */
const handedOverSchema = z.object({ windows: z.array(windowKindSchema).max(16) });

/**
 * Lobby as a desktop app. One for each data folder: a second start brings the first one's Lobby window forward.
 *
 * Quitting is graceful: windows close, their ATMs leave, the bank commits and answers what is in flight, then the
 * process ends.
 */
export async function runElectronShell(argv: readonly string[]): Promise<void> {
  const options = parseStartOptions(argv);
  // Before the lock, which lives there: another data folder is another Lobby.
  const own = join(options.data.path, 'electron');
  mkdirSync(own, { recursive: true, mode: 0o700 });
  app.setPath('userData', own);
  if (!app.requestSingleInstanceLock({ windows: options.windows })) {
    app.quit();
    return;
  }
  declareScheme();
  // Everything that comes before the app is ready must be done by now; nothing above may wait.
  await app.whenReady();
  guardPermissions(session.defaultSession);
  serveScheme();
  await open(options);
}

async function open(options: StartOptions): Promise<void> {
  const suite = new Suite({
    ...options,
    // Electron's own process can't load opencv4nodejs: the camera runs in a Node of its own.
    node: findNode24()?.binary ?? process.execPath,
    askForCamera: async () => process.platform !== 'darwin' || systemPreferences.askForMediaAccess('camera'),
  });
  suite.log.info({ shell: 'electron', version: appVersion(), electron: process.versions['electron'] }, 'started');
  process.on('uncaughtExceptionMonitor', (error) => suite.log.fatal(error, 'the suite met a bug'));
  const windows = new AppWindows(suite, appVersion(), new WindowPlaces(join(options.data.path, 'windows.json')));
  listenToPages(
    {
      call: (sender, name, argument) => windows.sessionOf(sender).call(name, argument),
      openWindow: (kind) => windows.open(kind),
    },
    (words) => suite.log.warn(words),
  );
  const obey = (settings: Settings) => {
    nativeTheme.themeSource = settings.theme;
    setMenu(settings.language, (kind) => windows.open(kind));
    // Elsewhere the system has no such list.
    if (process.platform === 'darwin' || process.platform === 'win32') {
      app.setLoginItemSettings({ openAtLogin: settings.startAtLogin });
    }
  };
  obey(suite.settings.current);
  suite.settings.onChange(obey);

  app.on('second-instance', (_event, _argv, _folder, data) => {
    windows.open('lobby');
    const parsed = handedOverSchema.safeParse(data);
    for (const kind of parsed.success ? parsed.data.windows : []) windows.open(kind);
  });
  app.on('activate', () => windows.open('lobby'));
  app.on('window-all-closed', () => app.quit());
  quitGracefully(async () => {
    await windows.closed();
    await suite.close();
  });

  const bank = suite.openBank();
  for (const kind of ['lobby', ...options.windows.filter((kind) => kind !== 'lobby')] as const) windows.open(kind);
  await bank;
}

/** Lets the app end only after `close` is done. */
function quitGracefully(close: () => Promise<void>): void {
  let state: 'running' | 'closing' | 'closed' = 'running';
  app.on('will-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    void close().finally(() => {
      state = 'closed';
      app.quit();
    });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
}
