import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { LOOPBACK, portOf } from '../../addresses.ts';
import { Failure } from '../../contract/failure.ts';
import { type WindowKind, windowKindSchema } from '../../contract/windows.ts';
import { answerStart, isStart, type OpenWindows, refuse, targetOf } from '../second-start/answer-start.ts';
import type { Suite } from '../suite.ts';
import { PAGE_HEADERS, readPage } from '../window-pages.ts';
import { Access } from './access.ts';
import { NO_SECRET_PAGE, NO_SECRET_POLICY } from './no-secret-page.ts';
import { SocketChannels } from './socket-channels.ts';

/** Time for a request's headers, ms. */
const HEADERS_MS = 10_000;

/** The windows on a loopback port: pages over HTTP, the contract over WebSockets. */
export interface PageServer {
  readonly port: number;
  /** What a second start must know to be let in (second-start/hand-over.ts). */
  readonly secret: string;
  /** The URL with this run's secret that opens a window. */
  entrance(kind: WindowKind): string;
  /** A URL that opens a window once: for command lines, which every user of the machine can read. */
  ticket(kind: WindowKind): string;
  /** Told the number of open windows each time it changes. */
  onWindows(listener: (count: number) => void): () => void;
  /** Lets second starts open windows from now on. */
  onStart(open: OpenWindows): void;
  close(): Promise<void>;
}

/**
 * @param port 0..65535; 0 picks a free one
 * @throws Failure `shell_port_in_use`, `shell_port_unavailable`
 */
export async function servePages(suite: Suite, options: { port: number; version: string }): Promise<PageServer> {
  const server = createServer({ headersTimeout: HEADERS_MS, requestTimeout: HEADERS_MS });
  const port = await listen(server, options.port);
  const access = new Access(port);
  const channels = new SocketChannels(suite, options.version);

  let openWindows: OpenWindows = () => false;

  server.on('request', (request, response) => {
    const answer = async () => {
      if (isStart(request)) answerStart({ port, secret: access.secret }, openWindows, request, response);
      else await respond(suite, access, request, response);
    };
    answer().catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  server.on('upgrade', (request, socket, head) => {
    const url = targetOf(request);
    const kind = windowKindSchema.safeParse(url?.searchParams.get('window'));
    const allowed = access.hostAllowed(request) && access.originAllowed(request) && access.cookieRight(request);
    if (!allowed || url?.pathname !== '/channel' || !kind.success) {
      socket.on('error', () => socket.destroy());
      // Closed from both sides, so that a refused client cannot hold a connection.
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n', () => socket.destroy());
      return;
    }
    channels.accept(request, socket, head);
  });

  return {
    port,
    secret: access.secret,
    entrance: (kind) => access.entrance(`/${kind}/`),
    ticket: (kind) => access.ticket(`/${kind}/`),
    onWindows: (listener) => channels.onCount(listener),
    onStart: (open) => {
      openWindows = open;
    },
    async close() {
      await channels.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function respond(
  suite: Suite,
  access: Access,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = targetOf(request);
  if (url === undefined || !access.hostAllowed(request)) return refuse(response, 421, 'This is not the right address.');
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Pages can only be read.');
  const secret = url.searchParams.get('secret');
  if (secret !== null && access.secretRight(secret)) {
    const path = url.pathname === '/' ? '/lobby/' : url.pathname;
    // `//host` would redirect to another host.
    const location = path.replace(/^\/+/, '/');
    response.writeHead(303, { ...PAGE_HEADERS, Location: location, 'Set-Cookie': access.setCookie() }).end();
    return;
  }
  if (!access.cookieRight(request)) return askForSecret(request, response);
  const page = await readPage(url.pathname === '/' ? '/lobby/' : url.pathname);
  if (page === undefined) return refuse(response, 404, 'There is no such page.');
  // For public/first-paint.js, which runs before the page could ask for the settings.
  const theme = `lobby-theme=${suite.settings.current.theme}; SameSite=Strict; Path=/`;
  response.writeHead(200, { ...page.headers, 'Content-Length': page.body.length, 'Set-Cookie': theme });
  response.end(request.method === 'HEAD' ? undefined : page.body);
}

/** A browser gets a page that helps, a program a line. */
function askForSecret(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.accept?.includes('text/html') !== true) {
    refuse(response, 403, 'Open Lobby with the URL that it printed when it started: it holds this run’s secret.');
    return;
  }
  const headers = { 'Content-Security-Policy': NO_SECRET_POLICY, 'Content-Type': 'text/html; charset=utf-8' };
  response.writeHead(403, { ...PAGE_HEADERS, ...headers }).end(request.method === 'HEAD' ? undefined : NO_SECRET_PAGE);
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: LOOPBACK, port }, () => {
      server.off('error', reject);
      resolve();
    });
  }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EADDRINUSE') {
      throw new Failure(
        'shell_port_in_use',
        `Port ${port} is in use by another program. Choose another with --shell-port, or leave it out.`,
        { cause },
      );
    }
    throw new Failure('shell_port_unavailable', `Port ${port} can't be used for the windows (${cause.code}).`, {
      cause,
    });
  });
  return portOf(server);
}
