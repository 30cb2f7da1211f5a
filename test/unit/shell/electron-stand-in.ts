import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';

/**
 * Stands in for the `electron` module, whose binary is not on every machine: records what Lobby's own code asks of it,
 * in order, and lets a test do what the person, a page or the system would. It decides nothing by itself.
 */
export const log: string[] = [];

type Listener = (...values: never[]) => unknown;

class App extends EventEmitter {
  locked = true;
  readonly paths: Record<string, string> = {};
  ended = Promise.withResolvers<void>();
  isPackaged = false;
  readonly relaunches: unknown[] = [];
  sandboxed = false;
  loginItem: Record<string, unknown> = {};
  protocolClient: unknown[] = [];
  userTasks: Record<string, unknown>[] = [];
  readonly dock = { setMenu: () => log.push('dock menu') };
  exitCode: number | undefined;
  readonly switches = new Map<string, string>();
  readonly commandLine = {
    hasSwitch: (name: string) => this.switches.has(name),
    appendSwitch: (name: string, value = '') => void this.switches.set(name, value),
  };
  #quitting = false;

  setPath(name: string, path: string) {
    if (!existsSync(path)) throw new Error(`there is no ${path}`);
    this.paths[name] = path;
  }
  getPath(name: string) {
    return this.paths[name] ?? `/people/me/${name}`;
  }
  setLoginItemSettings(item: Record<string, unknown>) {
    this.loginItem = item;
  }
  getLoginItemSettings() {
    return { openAtLogin: this.loginItem['openAtLogin'] === true };
  }
  getAppPath() {
    return '/apps/lobby';
  }
  enableSandbox() {
    this.sandboxed = true;
    log.push('sandbox');
  }
  relaunch(options: unknown) {
    this.relaunches.push(options);
  }
  setAsDefaultProtocolClient(...values: unknown[]) {
    this.protocolClient = values;
  }
  setUserTasks(tasks: Record<string, unknown>[]) {
    this.userTasks = tasks;
  }
  /** The first is Electron's own. */
  systemLanguages = ['en-GB'];
  getLocale() {
    return this.systemLanguages[0];
  }
  getPreferredSystemLanguages() {
    return this.systemLanguages;
  }
  requestSingleInstanceLock() {
    log.push('lock');
    return this.locked;
  }
  whenReady() {
    log.push('ready');
    return Promise.resolve();
  }
  releaseSingleInstanceLock() {
    log.push('lock released');
  }
  /**
   * As Electron does it: 'will-quit', and if nobody prevents it, the end. A quit while that event is being told, and
   * until the promises of its listeners have run, is ignored.
   */
  quit() {
    if (this.#quitting) return;
    this.#quitting = true;
    this.emit('before-quit');
    const event = new Preventable();
    this.emit('will-quit', event);
    if (event.prevented) {
      setImmediate(() => {
        this.#quitting = false;
      });
      return;
    }
    this.#quitting = false;
    this.ended.resolve();
  }
  exit(code: number) {
    this.exitCode = code;
    this.ended.resolve();
  }
}
export const app = new App();

export class Preventable {
  prevented = false;
  preventDefault() {
    this.prevented = true;
  }
}

/** Whether pages load at once; else a test says when one has, by 'dom-ready'. */
export const pages = { load: true };

class WebContents extends EventEmitter {
  readonly sent: { channel: string; values: unknown[] }[] = [];
  readonly mainFrame = { url: '' };
  windowOpenHandler: ((details: { url: string }) => { action: string }) | undefined;
  reloads = 0;
  zoomMode = 'default';
  zoomLevel = 0;
  setZoomMode(mode: string) {
    this.zoomMode = mode;
  }
  setZoomLevel(level: number) {
    this.zoomLevel = level;
  }
  getZoomLevel() {
    return this.zoomLevel;
  }
  loadURL(url: string) {
    this.mainFrame.url = url;
    this.emit('did-navigate', {}, url);
    if (pages.load) this.emit('dom-ready');
    return Promise.resolve();
  }
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }) {
    this.windowOpenHandler = handler;
  }
  isDestroyed() {
    return false;
  }
  send(channel: string, ...values: unknown[]) {
    this.sent.push({ channel, values });
  }
  reload() {
    this.reloads += 1;
  }
}

interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export class BrowserWindow extends EventEmitter {
  /** Those that are open. */
  static readonly all: BrowserWindow[] = [];
  readonly webContents = new WebContents();
  readonly options: Record<string, unknown>;
  focused = 0;
  minimized = false;
  onTop = false;
  maximized = false;
  shown = 0;
  ground = '';
  bounds: Bounds;
  fullScreen = false;
  constructor(options: Record<string, unknown> & Bounds) {
    super();
    this.options = options;
    const { x, y, width, height } = options;
    this.bounds = { x, y, width, height };
    BrowserWindow.all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL(url: string) {
    return this.webContents.loadURL(url);
  }
  getNormalBounds() {
    return this.bounds;
  }
  isFullScreen() {
    return this.fullScreen;
  }
  isDestroyed() {
    return !BrowserWindow.all.includes(this);
  }
  isMinimized() {
    return this.minimized;
  }
  restore() {
    this.minimized = false;
  }
  setAlwaysOnTop(onTop: boolean) {
    this.onTop = onTop;
  }
  maximize() {
    this.maximized = true;
  }
  isMaximized() {
    return this.maximized;
  }
  setBackgroundColor(colour: string) {
    this.ground = colour;
  }
  show() {
    this.shown += 1;
  }
  focus() {
    this.focused += 1;
  }
  close() {
    this.leave();
    this.goAway();
  }
  /** The first half of closing: the page is being unloaded. */
  leave() {
    this.emit('close');
  }
  goAway() {
    BrowserWindow.all.splice(BrowserWindow.all.indexOf(this), 1);
    this.emit('closed');
  }
}

export const ipcMain = {
  handlers: new Map<string, Listener>(),
  listeners: new Map<string, Listener>(),
  handle(channel: string, handler: Listener) {
    this.handlers.set(channel, handler);
  },
  on(channel: string, listener: Listener) {
    this.listeners.set(channel, listener);
  },
  removeHandler(channel: string) {
    this.handlers.delete(channel);
  },
  removeAllListeners(channel: string) {
    this.listeners.delete(channel);
  },
};

export const protocol = {
  schemes: [] as { scheme: string; privileges: Record<string, boolean> }[],
  handlers: new Map<string, (request: Request) => Promise<Response>>(),
  registerSchemesAsPrivileged(schemes: { scheme: string; privileges: Record<string, boolean> }[]) {
    log.push('schemes');
    this.schemes = schemes;
  },
  handle(scheme: string, handler: (request: Request) => Promise<Response>) {
    this.handlers.set(scheme, handler);
  },
};

type AskHandler = (
  contents: unknown,
  permission: string,
  answer: (granted: boolean) => void,
  details: { requestingUrl: string },
) => void;

class Session extends EventEmitter {
  ask: AskHandler | undefined;
  lookUp: ((contents: unknown, permission: string, origin: string) => boolean) | undefined;
  device: (() => boolean) | undefined;
  setPermissionRequestHandler(handler: AskHandler) {
    this.ask = handler;
  }
  setPermissionCheckHandler(handler: (contents: unknown, permission: string, origin: string) => boolean) {
    this.lookUp = handler;
  }
  setDevicePermissionHandler(handler: () => boolean) {
    this.device = handler;
  }
}
export const session = { defaultSession: new Session() };

export interface MenuItem {
  label?: string;
  role?: string;
  accelerator?: string;
  click?: (item?: unknown, window?: BrowserWindow) => void;
  visible?: boolean;
  type?: string;
  submenu?: MenuItem[];
}
export const Menu = {
  current: [] as MenuItem[],
  buildFromTemplate: (template: MenuItem[]) => template,
  setApplicationMenu(menu: MenuItem[] | null) {
    if (menu === null) log.push('no default menu');
    this.current = menu ?? [];
  },
};

class NativeTheme extends EventEmitter {
  themeSource = 'system';
  shouldUseDarkColors = true;
}
export const dialog = { showErrorBox: (title: string, words: string) => log.push(`${title}: ${words}`) };
export const nativeTheme = new NativeTheme();
const DISPLAY = {
  id: 1,
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 0, width: 1920, height: 1040 },
};
export const screen = {
  getAllDisplays: () => [DISPLAY],
  getPrimaryDisplay: () => DISPLAY,
  getDisplayMatching: () => DISPLAY,
};
export const systemPreferences = { askForMediaAccess: () => Promise.resolve(true) };

/** The page's side: what the preload gives it, and what it sends from there. */
export const contextBridge = {
  exposed: {} as Record<string, unknown>,
  exposeInMainWorld(name: string, value: unknown) {
    this.exposed[name] = value;
  },
};

class IpcRenderer extends EventEmitter {
  readonly sent: unknown[][] = [];
  invoke(...values: unknown[]) {
    this.sent.push(values);
    return Promise.resolve({ ok: true, value: {} });
  }
  send(...values: unknown[]) {
    this.sent.push(values);
  }
}
export const ipcRenderer = new IpcRenderer();

/**
 * What the shell listens to in its process to the end. Those who listen already stay.
 * @returns takes away who has begun to listen since: else they would take the bugs of other files' tests, and keep their
 *   process from ending
 */
export function keepListeners(): () => void {
  const events = ['uncaughtException', 'unhandledRejection', 'SIGINT', 'SIGTERM', 'SIGHUP'];
  const emitter: EventEmitter = process;
  const kept = new Map(events.map((event) => [event, emitter.listeners(event)]));
  return () => {
    for (const [event, listeners] of kept) {
      for (const listener of emitter.listeners(event)) {
        if (!listeners.includes(listener)) emitter.off(event, listener as () => void);
      }
    }
  };
}

/** As in a process that has just been started: files of tests share one, and this module. */
export function startAnew(): void {
  Object.assign(app, new App());
  Object.assign(nativeTheme, new NativeTheme());
  Object.assign(ipcRenderer, new IpcRenderer());
  session.defaultSession = new Session();
  BrowserWindow.all.splice(0);
  for (const kept of [ipcMain.handlers, ipcMain.listeners, protocol.handlers]) kept.clear();
  protocol.schemes = [];
  Menu.current = [];
  contextBridge.exposed = {};
  pages.load = true;
  log.splice(0);
}
