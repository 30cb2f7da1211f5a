import { readFile, realpath } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { checkoutPath } from '../module-path.ts';

/** The built pages: served over HTTP by the browser shell, under lobby:// by Electron. */
export interface PageFile {
  readonly body: Buffer<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

/** The one style sheet that react-aria puts into the page itself (touch-action on what can be pressed). */
const REACT_ARIA_STYLE = "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='";

/** Only what Lobby brings itself: no foreign code, no plug-ins, no frames, nothing sent anywhere. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'self' ${REACT_ARIA_STYLE}`,
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of every page in both shells. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), payment=()',
};

/**
 * The file that a path of a URL stands for; `/clock/` is its index.html.
 * @param pathname as the URL has it, percent-encoded
 * @returns undefined for what isn't there and for everything outside the folder of pages
 */
export async function readPage(pathname: string, folder = checkoutPath('out/renderer')): Promise<PageFile | undefined> {
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (path.includes('\0') || path.includes('\\')) return undefined;
  const file = normalize(join(folder, path.endsWith('/') ? `${path}index.html` : path));
  const type = TYPES[extname(file)];
  if (!file.startsWith(folder + sep) || type === undefined) return undefined;
  try {
    // A link may lead out of the folder.
    if (!(await realpath(file)).startsWith((await realpath(folder)) + sep)) return undefined;
    const body = await readFile(file);
    // Names in assets/ carry a hash of their content.
    const lasting = file.startsWith(join(folder, 'assets') + sep);
    const cache = lasting ? 'private, max-age=31536000, immutable' : 'no-cache';
    return { body, headers: { ...PAGE_HEADERS, 'Content-Type': type, 'Cache-Control': cache } };
  } catch {
    return undefined;
  }
}
