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
  relaunches = 0;
  sandboxed = false;
  loginItem: Record<string, unknown> = {};
  protocolClient: unknown[] = [];
  userTasks: Record<string, unknown>[] = [];
  readonly dock = { setMenu: () => log.push('dock menu') };

  setPath(name: string, path: string) {
    if (!existsSync(path)) throw new Error(`there is no ${path}`);
    this.paths[name] = path;
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
  relaunch() {
    this.relaunches += 1;
  }
  setAsDefaultProtocolClient(...values: unknown[]) {
    this.protocolClient = values;
  }
  setUserTasks(tasks: Record<string, unknown>[]) {
    this.userTasks = tasks;
  }
  getLocale() {
    return 'en-GB';
  }
  requestSingleInstanceLock() {
    log.push('lock');
    return this.locked;
  }
  whenReady() {
    log.push('ready');
    return Promise.resolve();
  }
  /** As Electron does it: 'will-quit', and if nobody prevents it, the end. */
  quit() {
    const event = new Preventable();
    this.emit('will-quit', event);
    if (!event.prevented) this.ended.resolve();
  }
  exit() {
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

class WebContents extends EventEmitter {
  readonly sent: { channel: string; values: unknown[] }[] = [];
  readonly mainFrame = { url: '' };
  windowOpenHandler: ((details: { url: string }) => { action: string }) | undefined;
  reloads = 0;
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
  bounds = { x: 11, y: 22, width: 640, height: 480 };
  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
    BrowserWindow.all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL(url: string) {
    this.webContents.mainFrame.url = url;
    return Promise.resolve();
  }
  getNormalBounds() {
    return this.bounds;
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
    this.emit('close');
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

export const session = {
  defaultSession: {
    ask: undefined as AskHandler | undefined,
    lookUp: undefined as ((contents: unknown, permission: string, origin: string) => boolean) | undefined,
    device: undefined as (() => boolean) | undefined,
    setPermissionRequestHandler(handler: AskHandler) {
      this.ask = handler;
    },
    setPermissionCheckHandler(handler: (contents: unknown, permission: string, origin: string) => boolean) {
      this.lookUp = handler;
    },
    setDevicePermissionHandler(handler: () => boolean) {
      this.device = handler;
    },
  },
};

export interface MenuItem {
  label?: string;
  role?: string;
  accelerator?: string;
  click?: () => void;
  submenu?: MenuItem[];
}
export const Menu = {
  current: [] as MenuItem[],
  buildFromTemplate: (template: MenuItem[]) => template,
  setApplicationMenu(menu: MenuItem[]) {
    this.current = menu;
  },
};

class NativeTheme extends EventEmitter {
  themeSource = 'system';
  shouldUseDarkColors = true;
}
export const dialog = { showErrorBox: (title: string, words: string) => log.push(`${title}: ${words}`) };
export const nativeTheme = new NativeTheme();
export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] };
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
