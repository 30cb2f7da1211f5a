import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, nativeTheme, screen, type WebContents } from 'electron';
import { failureFields } from '../../contract/failure.ts';
import type { Settings } from '../../contract/settings.ts';
import type { CallOutcome, WindowKind } from '../../contract/windows.ts';
import { checkoutPath } from '../../module-path.ts';
import type { Suite } from '../suite.ts';
import type { WindowPort, WindowSession } from '../window-session.ts';
import { HOSTS, IPC, SCHEME } from './names.ts';
import type { Place, WindowPlaces } from './window-places.ts';

/**
 * The ground of the pages' theme (src-renderer/ui/tokens.css), so that no window is white for a moment when it opens.
 */
const GROUND = { light: '#f4f2ed', dark: '#0e1211' } as const;
const ground = () => (nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light);
/** A window whose page crashes more often than this… */
const RELOADS = 3;
/** …in so long, ms, is left as it is: the page of another window of its process may be what crashes. */
const RELOADS_MS = 60_000;

/** Where there comes no suite, the app ends: whoever opens it says why. */
const ignore = () => {};

/** What windows talk to. */
export interface OpenedSuite {
  readonly suite: Suite;
  openSession(port: WindowPort): WindowSession;
}

export interface AppWindowsOptions {
  /** Whoever makes it handles its failure. */
  readonly opening: Promise<OpenedSuite>;
  /** As they are until then. */
  readonly settings: Settings;
  readonly places: WindowPlaces;
  /** Told when the page of a window has loaded, or will not. */
  readonly onPage: () => void;
}

/**
 * The open windows of the Electron shell, and the WindowSession of each. They are opened before there is a suite: what
 * their pages ask, but for the settings, is answered when it is there.
 */
export class AppWindows {
  readonly #opening: Promise<OpenedSuite>;
  readonly #settings: Settings;
  readonly #places: WindowPlaces;
  readonly #onPage: () => void;
  #hasSuite = false;
  readonly #sessions = new Map<WebContents, Promise<WindowSession>>();
  readonly #closing = new Set<Promise<void>>();
  readonly #single = new Map<WindowKind, BrowserWindow>();
  readonly #open = new Set<BrowserWindow>();
  /** Windows whose page is being unloaded: they can't come forward any more. */
  readonly #leaving = new WeakSet<BrowserWindow>();
  #quitting = false;

  constructor({ opening, settings, places, onPage }: AppWindowsOptions) {
    this.#opening = opening;
    this.#settings = settings;
    this.#places = places;
    this.#onPage = onPage;
    const opened = () => {
      this.#hasSuite = true;
    };
    opening.then(opened, ignore);
    // The colour that is visible while a window is resized, before its page has drawn.
    nativeTheme.on('updated', () => {
      for (const window of this.#open) window.setBackgroundColor(ground());
    });
    app.on('before-quit', () => {
      this.#quitting = true;
    });
  }

  /**
   * Opens a window. Of each kind but the ATM there is one: it comes forward if it is open already, and is opened
   * again if it is just closing.
   */
  open(kind: WindowKind): void {
    if (this.#quitting) return;
    const present = this.#single.get(kind);
    if (present !== undefined && this.#leaving.has(present)) {
      present.once('closed', () => this.open(kind));
      return;
    }
    if (present !== undefined) {
      if (present.isMinimized()) present.restore();
      present.show();
      present.focus();
      return;
    }
    const window = this.#create(kind);
    if (kind !== 'atm') {
      this.#single.set(kind, window);
      window.once('closed', () => this.#single.delete(kind));
    }
    // It fails where the window is closed meanwhile.
    window.loadURL(`${SCHEME}://${HOSTS[kind]}/${kind}/index.html`).catch((error: unknown) => {
      const tell = ({ suite }: OpenedSuite) =>
        suite.log.warn(failureFields(error), `the page of the ${kind} window was not loaded`);
      if (!window.isDestroyed()) this.#opening.then(tell, ignore);
    });
  }

  /** Answers a page's call. */
  async call(contents: WebContents, name: string, argument: unknown): Promise<CallOutcome> {
    const session = this.#sessionOf(contents);
    // Pages draw nothing before they know the settings.
    if (name === 'settings.get' && !this.#hasSuite) {
      session.catch(ignore);
      return { ok: true, value: this.#settings };
    }
    return (await session).call(name, argument);
  }

  /** The session of a page. It is made with the page's first call and ends with the page. */
  #sessionOf(contents: WebContents): Promise<WindowSession> {
    const present = this.#sessions.get(contents);
    if (present !== undefined) return present;
    const send = (channel: string, ...values: unknown[]) => {
      if (!contents.isDestroyed()) contents.send(channel, ...values);
    };
    const port = {
      shell: 'electron' as const,
      event: (name: string, payload: unknown) => send(IPC.event, name, payload),
      frame: (packet: Uint8Array) => send(IPC.frame, packet),
    };
    const session = this.#opening.then(({ openSession }) => openSession(port));
    this.#sessions.set(contents, session);
    return session;
  }

  /** Resolves when everything that the closed windows had open is closed too. */
  async closed(): Promise<void> {
    for (const contents of [...this.#sessions.keys()]) this.#endSession(contents);
    await Promise.all(this.#closing);
  }

  #create(kind: WindowKind): BrowserWindow {
    const primary = screen.getPrimaryDisplay();
    const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
    const screens = [primary.workArea, ...others.map(({ workArea }) => workArea)] as const;
    const { maximized, ...place } = this.#places.of(kind, screens, this.#taken());
    const window = new BrowserWindow({
      ...place,
      icon: checkoutPath('out/renderer/icon.png'),
      minWidth: 360,
      minHeight: 320,
      show: false,
      backgroundColor: ground(),
      webPreferences: {
        preload: fileURLToPath(new URL('../preload/preload.cjs', import.meta.url)),
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webSecurity: true,
        spellcheck: false,
      },
    });
    const { webContents } = window;
    // Chromium's zoom is one for all pages of an origin.
    webContents.setZoomMode('isolated');
    this.#open.add(window);
    if (kind === 'clock') this.#followOnTop(window).catch(ignore);
    window.once('ready-to-show', () => {
      if (maximized) window.maximize();
      window.show();
    });
    window.on('close', () => {
      this.#leaving.add(window);
      this.#keepPlace(kind, window);
    });
    webContents.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) this.#endSession(webContents);
    });
    webContents.once('dom-ready', this.#onPage);
    let reloads: number[] = [];
    webContents.on('render-process-gone', (_event, { reason }) => {
      this.#endSession(webContents);
      this.#onPage();
      const now = performance.now();
      reloads = reloads.filter((at) => now - at < RELOADS_MS);
      if (reason === 'clean-exit' || reloads.length >= RELOADS) return;
      reloads.push(now);
      webContents.reload();
    });
    window.once('closed', () => {
      this.#open.delete(window);
      this.#endSession(webContents);
      this.#onPage();
    });
    return window;
  }

  #keepPlace(kind: WindowKind, window: BrowserWindow): void {
    const place = window.getNormalBounds();
    // Some window managers give the full screen's bounds as the normal ones.
    const whole = screen.getDisplayMatching(place).bounds;
    if (window.isFullScreen() && place.width >= whole.width && place.height >= whole.height) return;
    this.#places.keep(kind, { ...place, maximized: window.isMaximized() });
  }

  /** Where windows are already, so that another is not put right on top of one. */
  #taken(): Place[] {
    return [...this.#open].map((window) => window.getNormalBounds());
  }

  /** The clock stays above other windows as long as the settings say so. */
  async #followOnTop(window: BrowserWindow): Promise<void> {
    const { suite } = await this.#opening;
    if (window.isDestroyed()) return;
    window.setAlwaysOnTop(suite.settings.current.clock.onTop);
    const stop = suite.settings.onChange(({ clock }) => window.setAlwaysOnTop(clock.onTop));
    window.once('closed', stop);
  }

  #endSession(contents: WebContents): void {
    const session = this.#sessions.get(contents);
    if (session === undefined) return;
    this.#sessions.delete(contents);
    const closing = this.#close(session).finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  async #close(session: Promise<WindowSession>): Promise<void> {
    try {
      await (await session).close();
    } catch (error) {
      const tell = ({ suite }: OpenedSuite) => suite.log.error(error, "a window's session could not be closed");
      await this.#opening.then(tell, ignore);
    }
  }
}
