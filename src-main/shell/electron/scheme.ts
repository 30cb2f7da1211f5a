import { protocol } from 'electron';
import { PAGE_HEADERS, readPage } from '../window-pages.ts';
import { isOwnUrl } from './ipc.ts';
import { SCHEME } from './names.ts';

/** Must be called before the app is ready. Standard and secure: relative URLs, CSP and storage work as on https. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    // Scripts are kept compiled, as a browser keeps those of a site.
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the built pages under our own hosts, and nothing else. */
export function serveScheme(): void {
  protocol.handle(SCHEME, async (request) => {
    const { method } = request;
    if (method !== 'GET' && method !== 'HEAD') return refusal(405, 'Pages can only be read.');
    const page = isOwnUrl(request.url) ? await readPage(new URL(request.url).pathname) : undefined;
    if (page === undefined) return refusal(404, 'There is no such page.');
    return new Response(method === 'HEAD' ? null : page.body, { headers: page.headers });
  });
}

function refusal(status: number, words: string): Response {
  return new Response(words, { status, headers: PAGE_HEADERS });
}
