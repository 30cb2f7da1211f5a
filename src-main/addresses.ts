import { isIPv4, isIPv6, type Server } from 'node:net';
import type { HostAndPort } from './contract/addresses/host-and-port.ts';

/** What only this machine can reach. */
export const LOOPBACK = '127.0.0.1';

/** Whether the address, or name, can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

/** As it stands in URLs: `127.0.0.1:80`, `[::1]:80` (RFC 3986). */
export function hostAndPort({ host, port }: HostAndPort): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** What the `Host` of a request says that was really meant for our port on loopback, and not led there by a web site. */
export function ownHosts(port: number): readonly string[] {
  return [hostAndPort({ host: LOOPBACK, port }), hostAndPort({ host: 'localhost', port })];
}

/** The port that a server has really opened. @throws Error if it listens on none */
export function portOf(server: Pick<Server, 'address'>): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return address.port;
}
