import { Failure } from '../contract/failure.ts';
import type { Protocol } from '../contract/protocols.ts';

/** Where to listen, and the option that chooses another port. */
export interface ListenRole {
  readonly port: number;
  readonly host: string;
  readonly option: Protocol['option'] | 'metrics-port';
}

/** Says in one sentence why a port can't be listened on, and what to do. */
export function listenFailure(error: NodeJS.ErrnoException, { port, host, option }: ListenRole): Failure {
  const about = { cause: error, port };
  switch (error.code) {
    case 'EADDRINUSE':
      return new Failure(
        'port_in_use',
        `Port ${port} on ${host} is in use, perhaps by another Lobby: stop that one, or choose another port with --${option}.`,
        about,
      );
    case 'EACCES':
      return new Failure(
        'port_denied',
        `This user may not listen on port ${port}: choose one from 1024 up with --${option}.`,
        about,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new Failure(
        'address_unavailable',
        `This machine has no address ${host} to listen on: choose another with --host.`,
        { cause: error },
      );
    default:
      return new Failure(
        'listen_failed',
        `Port ${port} on ${host} can't be opened (${error.code}): choose another with --${option}.`,
        about,
      );
  }
}
