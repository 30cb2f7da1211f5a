import { lstatSync, mkdirSync, mkdtempSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, nativeTheme, session, systemPreferences } from 'electron';
import { z } from 'zod';
import { findNode24 } from '../../../shared/node24.mjs';
import { LINK_SCHEME } from '../../../shared/suite-options.mjs';
import { Failure, failureFields } from '../../contract/failure.ts';
import { LANGUAGES } from '../../contract/languages.ts';
import type { Settings } from '../../contract/settings.ts';
import { type WindowKind, windowKindSchema } from '../../contract/windows.ts';
import { checkoutPath } from '../../module-path.ts';
import { SettingsFile } from '../../settings-file.ts';
import { entranceUrl } from '../browser/access.ts';
import { parseDeepLink } from '../deep-link.ts';
import { handOver } from '../second-start/hand-over.ts';
import { openStartPort } from '../second-start/start-port.ts';
import type { Suite } from '../suite.ts';
import { appVersion, parseStartOptions, type StartOptions, withLobby } from '../suite-options.ts';
import { AppWindows, type OpenedSuite } from './app-windows.ts';
import { nameDownloads } from './downloads.ts';
import { type Closing, endOnBugs, quitGracefully, tell } from './ending.ts';
import { guardContents, guardPermissions } from './guards.ts';
import { listenToPages } from './ipc.ts';
import { type Launch, launchOf } from './launch.ts';
import { Links } from './links.ts';
import { startAtLogin } from './login-start.ts';
import { noDefaultMenu, setMenu } from './menu.ts';
import { nativeWords } from './native-words.ts';
import { declareScheme, serveScheme } from './scheme.ts';
import { WindowPlaces } from './window-places.ts';

/** The suite is opened at the latest so long after the first window, ms: its page may have hung. */
const FIRST_PAGE_MS = 2_000;

/** What a second start tells the first. */
const handedOverSchema = z.object({ windows: z.array(windowKindSchema).max(16) });

/**
 * Lobby as a desktop app. One for each data folder: a second start brings the first one's Lobby window forward and
 * opens there what it was asked to. So does a start beside a browser shell, whose bank has the ledger.
 *
 * Quitting is graceful: windows close, their ATMs leave, the bank commits and answers what is in flight, then the
 * process ends.
 * @throws Failure `data_folder`, `temporary_folder`; UsageFailure
 */
export async function runElectronShell(argv: readonly string[]): Promise<void> {
  const onEnd = endOnBugs();
  const options = parseStartOptions(argv);
  for (const complaint of options.complaints) process.stderr.write(`${complaint}\n`);
  // Before the lock, which lives there: another data folder is another Lobby.
  const own = join(options.data.path, 'electron');
  mkdirSync(own, { recursive: true, mode: 0o700 });
  app.setPath('userData', own);
  if (!app.requestSingleInstanceLock({ windows: options.windows })) {
    checkLock(own);
    app.quit();
    return;
  }
  const links = new Links();
  const settings = new SettingsFile(options.data.settings).current;
  sandboxAll();
  shareProcesses();
  layOutMenus(settings);
  guardContents();
  declareScheme();
  noDefaultMenu();
  // Everything that comes before the app is ready must be done by now; nothing above may wait.
  await app.whenReady();
  if (await runsInBrowser(options, links)) {
    app.quit();
    return;
  }
  guardPermissions(session.defaultSession);
  serveScheme();
  await open(options, settings, links, onEnd);
}

/**
 * Puts whatever shows pages into Chromium's sandbox. Where the command line does without one, as root has to, asking for
 * it would only take that word from the child processes, which then can't start; each window asks for it all the same.
 */
function sandboxAll(): void {
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
}

/**
 * One process for all pages of a host (names.ts) instead of one for each window: a window more costs a few megabytes
 * instead of twenty, and opens at once. If the process crashes, each of its windows loads its page again.
 */
function shareProcesses(): void {
  app.commandLine.appendSwitch('process-per-site');
}

/**
 * Electron refuses the lock also where it could not be made. Chromium's half of it is a link in the app's own folder,
 * which a running Lobby has, and a socket in the folder for temporary files.
 * @throws Failure `temporary_folder` if that folder can't be written and no Lobby has the lock
 */
function checkLock(own: string): void {
  // Windows has locks without files.
  if (process.platform === 'win32') return;
  if (lstatSync(join(own, 'SingletonLock'), { throwIfNoEntry: false }) !== undefined) return;
  const temporary = app.getPath('temp');
  try {
    rmdirSync(mkdtempSync(join(temporary, 'lobby-')));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Failure(
      'temporary_folder',
      `Lobby can't start: the folder for temporary files, ${temporary}, can't be written (${code}). Set TMPDIR to one that can.`,
      { cause },
    );
  }
}

/** An Arabic menu bar begins at the right. Chromium decides that once; a language that is changed counts from the next start. */
function layOutMenus({ language }: Settings): void {
  if (language !== 'system') app.commandLine.appendSwitch('force-ui-direction', LANGUAGES[language].direction);
}

/** Whether the browser shell runs with this data folder. It then opens the windows instead, or the person is told how. */
async function runsInBrowser({ data, windows }: StartOptions, links: Links): Promise<boolean> {
  const linked = links.early.map(parseDeepLink).flatMap((link) => ('windows' in link ? link.windows : []));
  const running = await handOver(data, 'browser', withLobby([...windows, ...linked]));
  if (running === undefined) return false;
  const url = entranceUrl(running.address.port, '/lobby/', running.address.secret);
  if (!running.opened) {
    const words = `Lobby runs already with this data folder, in the browser shell. Open ${url} in a browser, or stop that Lobby and start again.`;
    tell(words, process.stdout);
    return true;
  }
  process.stdout.write(`Lobby runs already with this data folder, and has opened its window: ${url}\n`);
  return true;
}

async function open(
  options: StartOptions,
  settings: Settings,
  links: Links,
  onEnd: (closing: Closing) => void,
): Promise<void> {
  const launch = launchOf(options.data);
  const firstPage = Promise.withResolvers<void>();
  setTimeout(firstPage.resolve, FIRST_PAGE_MS);
  // Loading the suite's code keeps this thread from giving the first page its files, and its threads take the processor.
  const opening = firstPage.promise.then(() => openSuite(options));
  const places = new WindowPlaces(join(options.data.path, 'windows.json'));
  const windows = new AppWindows({ opening, settings, places, onPage: firstPage.resolve });
  const show = (kinds: readonly WindowKind[]) => {
    for (const kind of withLobby(kinds)) windows.open(kind);
  };
  let quitting = () => false;
  app.on('second-instance', (_event, _argv, _folder, data) => {
    const parsed = handedOverSchema.safeParse(data);
    // Somebody who starts Lobby while it is closing wants it to be there afterwards: an AppImage is run anew, because
    // what is in this one is gone by then.
    if (quitting()) app.relaunch({ execPath: launch.program, args: process.argv.slice(1) });
    else show(parsed.success ? parsed.data.windows : []);
  });
  app.on('activate', () => show([]));
  app.on('window-all-closed', () => app.quit());
  nativeTheme.themeSource = settings.theme;
  listenToPages(
    {
      call: (sender, name, argument) => windows.call(sender, name, argument),
      openWindow: (kind) => windows.open(kind),
    },
    // Where there comes no suite, the app ends.
    (words) => opening.then(({ suite }) => suite.log.warn(words)).catch(() => {}),
  );
  show(options.windows);
  // The windows' processes start meanwhile.
  setMenu(settings.language, launch, (kind) => windows.open(kind));

  let left = false;
  app.once('will-quit', () => {
    left = true;
  });
  const { suite } = await opening;
  // Closed before there was anything to close gracefully.
  if (left) return;
  let closeStartPort: () => Promise<void> = async () => {};
  const closing: Closing = {
    log: suite.log,
    words: (message) => nativeWords(suite.settings.current.language).bug(message, options.data.log),
    close: async () => {
      await closeStartPort();
      await windows.closed();
      await suite.close();
    },
  };
  onEnd(closing);
  quitting = quitGracefully(closing);
  suite.onQuit(() => app.quit());
  const bank = suite.openBank();
  nameDownloads(session.defaultSession, () => nativeWords(suite.settings.current.language).save);
  followSettings(suite, launch, windows);
  links.follow((url) => {
    const link = parseDeepLink(url);
    if ('windows' in link) show(link.windows);
    else suite.log.warn(link.complaint);
  });
  closeStartPort = await openStartPort(options.data, 'electron', (kinds) => {
    if (quitting()) return false;
    show(kinds);
    return true;
  }).catch((error: unknown) => {
    suite.log.warn(failureFields(error), 'starts of the browser shell can not be answered');
    return async () => {};
  });
  await bank;
}

/** Loads what is behind the windows: most of Lobby's code. */
async function openSuite(options: StartOptions): Promise<OpenedSuite> {
  const [{ Suite }, { WindowSession }, { selfUpdateOf }] = await Promise.all([
    import('../suite.ts'),
    import('../window-session.ts'),
    import('../updates/self-update.ts'),
  ]);
  const version = appVersion();
  const suite = new Suite({
    ...options,
    // Electron's own process can't load opencv4nodejs: the camera runs in a Node of its own.
    node: findNode24(checkoutPath('package.json'))?.binary ?? process.execPath,
    selfUpdate: selfUpdateOf(process, launchOf(options.data).args, options.data.path),
    askForCamera: async () => process.platform !== 'darwin' || systemPreferences.askForMediaAccess('camera'),
  });
  suite.log.info({ shell: 'electron', version, electron: process.versions['electron'] }, 'started');
  for (const complaint of options.complaints) suite.log.warn(complaint);
  return { suite, openSession: (port) => new WindowSession(suite, port, version) };
}

/** Makes the start at login what the settings say, now and whenever they change; the theme and the menus then too. */
function followSettings(suite: Suite, launch: Launch, windows: AppWindows): void {
  const atLogin = (wanted: boolean) => {
    try {
      startAtLogin(wanted, launch);
    } catch (error) {
      suite.log.warn(failureFields(error), 'the start at login could not be changed');
    }
  };
  let now = suite.settings.current;
  const obey = (settings: Settings) => {
    nativeTheme.themeSource = settings.theme;
    if (settings.startAtLogin !== now.startAtLogin) atLogin(settings.startAtLogin);
    if (settings.language !== now.language) setMenu(settings.language, launch, (kind) => windows.open(kind));
    now = settings;
  };
  // What the system remembers may be an app that was moved since.
  if (now.startAtLogin) atLogin(true);
  // macOS reads it from the app's own description, Linux from its desktop entry.
  if (process.platform === 'win32' && app.isPackaged) {
    app.setAsDefaultProtocolClient(LINK_SCHEME, launch.program, [...launch.args]);
  }
  suite.settings.onChange(obey);
}
