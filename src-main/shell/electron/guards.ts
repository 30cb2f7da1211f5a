import { app, type Session, type WebContents } from 'electron';
import { isOwnUrl } from './ipc.ts';

/** All that a page of ours may be granted: the clock's full screen, and 'copy details'. */
const GRANTED: ReadonlySet<string> = new Set(['fullscreen', 'clipboard-sanitized-write']);

/** Refuses every permission but the few above, whether it is requested or queried. */
export function guardPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(GRANTED.has(permission) && isOwnUrl(details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) => {
    return GRANTED.has(permission) && isOwnUrl(requestingOrigin);
  });
  session.setDevicePermissionHandler(() => false);
}

/** Guards whatever shows pages, however it comes to be. */
export function guardContents(): void {
  app.on('web-contents-created', (_event, contents) => guardNavigation(contents));
}

/** Keeps a window on our pages: no other address, no window that we did not open, no webview. */
function guardNavigation(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!isOwnUrl(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isOwnUrl(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    // Our pages have no frames.
    if (!event.isMainFrame) event.preventDefault();
  });
  // Nobody is asked before a page goes to about:blank or its like: the window's own page comes back.
  let own = '';
  contents.on('did-navigate', (_event, url) => {
    if (isOwnUrl(url)) own = url;
    else if (own !== '') setImmediate(() => returnTo(contents, own));
  });
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

function returnTo(contents: WebContents, url: string): void {
  if (contents.isDestroyed()) return;
  // It fails where the window is closed meanwhile.
  contents.loadURL(url).catch(() => {});
}
