import { createServer } from 'node:http';
import { LOOPBACK, portOf } from '../../addresses.ts';
import type { DataFolder } from '../../data-folder.ts';
import { answerStart, isStart, type OpenWindows, refuse } from './answer-start.ts';
import { newSecret, publishAddress, type ShellName } from './hand-over.ts';

/** Time for a request's headers, ms. */
const HEADERS_MS = 10_000;

/**
 * Lets starts of the other shell find this one, which serves no pages: a port on loopback that answers nothing else.
 * @returns the function that closes it
 */
export async function openStartPort(
  data: DataFolder,
  shell: ShellName,
  open: OpenWindows,
): Promise<() => Promise<void>> {
  const server = createServer({ headersTimeout: HEADERS_MS, requestTimeout: HEADERS_MS });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: LOOPBACK, port: 0 }, resolve);
  });
  const address = { port: portOf(server), secret: newSecret() };
  server.on('request', (request, response) => {
    if (isStart(request)) answerStart(address, open, request, response);
    else refuse(response, 404, 'There are no pages here.');
  });
  const withdrawAddress = publishAddress(data, shell, address);
  return async () => {
    withdrawAddress();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
}
