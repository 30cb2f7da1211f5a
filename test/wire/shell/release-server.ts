import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Name of an AppImage as the release workflow has it made. */
export const APP_IMAGE = 'Lobby-0.2.0-linux-x86_64-unsigned.AppImage';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on loopback that tells of the release 0.2.0 as GitHub does, and has its files. */
export interface ReleaseServer {
  readonly feed: string;
  /** The paths that were asked for. */
  readonly asked: string[];
  /** What it answers for a path; each can be set to something else. */
  readonly answers: Map<string, Answer>;
  /** Puts a file into the release. */
  put(name: string, content: string | Uint8Array): void;
  close(): void;
}

/** What electron-builder 26.17 wrote beside an AppImage that `scripts/package/installers.json` was used for. */
export function description(content: Uint8Array, { version = '0.2.0', name = APP_IMAGE, size = content.length } = {}) {
  const sha512 = createHash('sha512').update(content).digest('base64');
  return `version: ${version}
files:
  - url: ${name}
    sha512: ${sha512}
    size: ${size}
    blockMapSize: 100
path: ${name}
sha512: ${sha512}
releaseDate: '2026-11-28T05:35:01.963Z'
`;
}

export async function openReleaseServer(): Promise<ReleaseServer> {
  const asked: string[] = [];
  const answers = new Map<string, Answer>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const answer = answers.get(path);
    if (answer === undefined) response.writeHead(404).end();
    else answer(request, response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const files = new Set<string>();
  answers.set('/latest', (_request, response) => {
    const assets = [...files].map((name) => ({ name, browser_download_url: `${base}/files/${name}` }));
    response.end(JSON.stringify({ tag_name: 'v0.2.0', html_url: 'https://example.org/releases/0.2.0', assets }));
  });
  return {
    feed: `${base}/latest`,
    asked,
    answers,
    put(name, content) {
      files.add(name);
      answers.set(`/files/${name}`, (_request, response) => response.end(content));
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
