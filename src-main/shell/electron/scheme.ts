import { protocol } from 'electron';
import { PAGE_HEADERS, readPage } from '../window-pages.ts';
import { isOwnUrl } from './ipc.ts';
import { SCHEME } from './names.ts';

/** Must be called before the app is ready. Standard and secure: relative URLs, CSP and storage work as on https. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the built pages under lobby://app/, and nothing else. */
export function serveScheme(): void {
  protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url);
    const page = isOwnUrl(request.url) && request.method === 'GET' ? await readPage(url.pathname) : undefined;
    if (page === undefined) return new Response('There is no such page.', { status: 404, headers: PAGE_HEADERS });
    return new Response(page.body, { headers: page.headers });
  });
}
