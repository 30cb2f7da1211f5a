import { createServer, type Server, type Socket } from 'node:net';
import { type ListenRole, listenFailure } from './listen-failure.ts';

/** First probe of a connection that says nothing, ms: half-open ones are found and closed by the system. */
const KEEP_ALIVE_MS = 30_000;
/** Connections that may wait to be accepted; systems cut this down to what they allow. */
const BACKLOG = 4_096;

/**
 * Listens on one port.
 * @param accept is given each connection before anything is read from it.
 * @throws Failure that says why the port can't be had
 */
export function listen(role: ListenRole, accept: (socket: Socket) => void): Promise<Server> {
  const server = createServer(
    {
      pauseOnConnect: true,
      allowHalfOpen: true,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
    },
    accept,
  );
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenFailure(error, role)));
    server.listen({ port: role.port, host: role.host, backlog: BACKLOG }, () => {
      server.removeAllListeners('error');
      // For example no file descriptors are left: this connection is lost, a later one may succeed.
      server.on('error', () => {});
      resolve(server);
    });
  });
}
