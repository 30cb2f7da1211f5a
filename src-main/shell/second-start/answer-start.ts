import type { IncomingMessage, ServerResponse } from 'node:http';
import { LOOPBACK, ownHosts } from '../../addresses.ts';
import { type WindowKind, windowKindSchema } from '../../contract/windows.ts';
import { PAGE_HEADERS } from '../window-pages.ts';
import type { StartAddress, StartAnswer } from './hand-over.ts';
import { PROOF_HEADER, proofOf, proofRight } from './proof.ts';

/** Opens windows for a second start. @returns whether it could */
export type OpenWindows = (windows: readonly WindowKind[]) => boolean;

/** Whether the request is a second start's: what it asks is not looked at yet. */
export function isStart(request: IncomingMessage): boolean {
  return request.method === 'POST' && targetOf(request)?.pathname === '/start';
}

/** Answers a second start of this data folder's Lobby: opens here what it was to open. */
export function answerStart(
  address: StartAddress,
  open: OpenWindows,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (!startRight(address, request)) {
    refuse(response, 403, 'Not from here.');
    return;
  }
  const names = targetOf(request)?.searchParams.get('windows')?.split(',') ?? [];
  const windows = names.flatMap((name) => windowKindSchema.safeParse(name).data ?? []);
  const answer: StartAnswer = { opened: windows.length > 0 && open(windows) };
  response.writeHead(200, {
    ...PAGE_HEADERS,
    'Content-Type': 'application/json; charset=utf-8',
    [PROOF_HEADER]: proofOf(address.secret, 'running', request.url ?? ''),
  });
  response.end(JSON.stringify(answer));
}

/** Whether it comes from a start that has read the data folder; browsers always name their page. */
function startRight({ port, secret }: StartAddress, { headers, url = '' }: IncomingMessage): boolean {
  return (
    ownHosts(port).includes(headers.host ?? '') &&
    headers.origin === undefined &&
    proofRight(headers[PROOF_HEADER], secret, 'start', url)
  );
}

export function refuse(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, { ...PAGE_HEADERS, 'Content-Type': 'text/plain; charset=utf-8' }).end(`${words}\n`);
}

/** Only paths are accepted as targets; anything else is refused before it is parsed. */
export function targetOf(request: IncomingMessage): URL | undefined {
  const target = request.url ?? '';
  if (!target.startsWith('/')) return undefined;
  return URL.parse(`http://${LOOPBACK}${target.replace(/^\/+/, '/')}`) ?? undefined;
}
