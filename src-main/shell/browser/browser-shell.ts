import { Failure } from '../../contract/failure.ts';
import type { WindowKind } from '../../contract/windows.ts';
import { openWithSystem } from '../open-with-system.ts';
import { portBefore, publishAddress } from '../second-start/hand-over.ts';
import type { Suite } from '../suite.ts';
import { Chromium } from './chromium.ts';
import { type PageServer, servePages } from './page-server.ts';

export interface BrowserShellOptions {
  /** Port of the pages; 0 picks a free one. */
  readonly port: number;
  readonly version: string;
  /** Whether to open windows; if not, the URL is all there is. */
  readonly open: boolean;
  /** Windows to open at start; the Lobby window always comes first. */
  readonly windows: readonly WindowKind[];
}

export interface BrowserShell {
  /** The URL with this run's secret. */
  readonly url: string;
  /** Resolves when the windows that this shell opened are all closed; never if it opened none itself. */
  readonly done: Promise<void>;
  close(): Promise<void>;
}

/** How long no window may be connected before the last one counts as closed, ms: a reload takes a moment. */
const LAST_WINDOW_MS = 5_000;
/** How long the first window may take after the browser has left without one, ms. */
const FIRST_WINDOW_MS = 30_000;

/** Serves the windows and, if asked to, opens them in Chromium. @throws Failure as servePages does */
export async function startBrowserShell(suite: Suite, options: BrowserShellOptions): Promise<BrowserShell> {
  const server = await serve(suite, options);
  const withdrawAddress = publishAddress(suite.data, 'browser', { port: server.port, secret: server.secret });
  const chromium = options.open ? Chromium.find(suite.data.path) : null;
  const { promise: done, resolve: end } = Promise.withResolvers<void>();
  if (chromium !== null) {
    openInChromium(chromium, server, options.windows, end);
  } else if (options.open) {
    openInDefaultBrowser(server.ticket('lobby'));
  }
  server.onStart((windows) => {
    for (const kind of windows) {
      if (chromium !== null) chromium.open(server.ticket(kind), () => {});
      else if (options.open) openInDefaultBrowser(server.ticket(kind));
    }
    return options.open;
  });
  return {
    url: server.entrance('lobby'),
    done,
    async close() {
      withdrawAddress();
      await Promise.all([server.close(), chromium?.close()]);
    },
  };
}

/**
 * After a crash on the port of before, if that is free: the windows that were open then come back by themselves, once
 * their browser has been let in anew.
 */
async function serve(suite: Suite, options: BrowserShellOptions): Promise<PageServer> {
  const before = options.port === 0 ? portBefore(suite.data, 'browser') : undefined;
  if (before === undefined) return servePages(suite, options);
  try {
    return await servePages(suite, { ...options, port: before });
  } catch (error) {
    // Another program has that port by now.
    if (error instanceof Failure) return servePages(suite, options);
    throw error;
  }
}

/** @param end called when the windows are all closed */
function openInChromium(chromium: Chromium, server: PageServer, windows: readonly WindowKind[], end: () => void): void {
  let rest = windows.filter((kind) => kind !== 'lobby');
  let open = 0;
  let seen = false;
  let timer: NodeJS.Timeout | undefined;
  const endUnlessOpened = (ms: number) => {
    clearTimeout(timer);
    // The server keeps the process running; once that is closed, nothing is left to wait for.
    if (open === 0) timer = setTimeout(end, ms).unref();
  };
  chromium.open(server.ticket('lobby'), () => {
    // It leaves after its last window; or at once, when a browser left over from another run takes the URL over.
    endUnlessOpened(seen ? 0 : FIRST_WINDOW_MS);
  });
  server.onWindows((count) => {
    open = count;
    seen = true;
    // Only when the first window is there can others join its browser.
    for (const kind of rest) chromium.open(server.ticket(kind), () => {});
    rest = [];
    endUnlessOpened(LAST_WINDOW_MS);
  });
}

/** Where nothing opens it, the printed URL is still there. */
function openInDefaultBrowser(url: string): void {
  openWithSystem(url).catch(() => undefined);
}
