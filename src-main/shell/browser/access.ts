import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { hostAndPort, LOOPBACK, ownHosts } from '../../addresses.ts';
import { same } from '../second-start/proof.ts';

/**
 * Who may talk to the browser shell: a page that came in through the URL with this run's secret, and no other.
 *
 * Everything on the machine can reach a port on loopback, and so can every web site through the person's browser. The
 * secret keeps both out; it is exchanged for a cookie at once, so that it stays out of the address bar and a reload
 * works. Host and Origin are checked too: against DNS rebinding and against cross-site WebSockets.
 */
export class Access {
  /** 256 bits, new with each run. */
  readonly secret = randomBytes(32).toString('base64url');
  readonly #port: number;
  readonly #cookie: string;
  readonly #hosts: readonly string[];
  /** Secrets that are good once, and have not been used. */
  readonly #tickets = new Set<string>();

  constructor(port: number) {
    this.#port = port;
    // Cookies don't tell ports apart: two Lobbys at once must not take each other's.
    this.#cookie = `lobby-${port}`;
    this.#hosts = ownHosts(port);
  }

  /** The URL that lets a browser in and leads to the given path. */
  entrance(path: string): string {
    return entranceUrl(this.#port, path, this.secret);
  }

  /** As `entrance`, but good once: for command lines, which every user of the machine can read. */
  ticket(path: string): string {
    const ticket = randomBytes(32).toString('base64url');
    this.#tickets.add(ticket);
    return entranceUrl(this.#port, path, ticket);
  }

  hostAllowed(request: IncomingMessage): boolean {
    return this.#hosts.includes(request.headers.host ?? '');
  }

  /** Whether the request says that it comes from one of our own pages; only browsers send it, and always with WebSockets. */
  originAllowed(request: IncomingMessage): boolean {
    return this.#hosts.some((host) => request.headers.origin === `http://${host}`);
  }

  /** Whether the secret of a URL lets in. A ticket is used up by it. */
  secretRight(secret: string): boolean {
    return same(secret, this.secret) || this.#tickets.delete(secret);
  }

  /** Value of Set-Cookie for somebody who came with the secret. */
  setCookie(): string {
    return `${this.#cookie}=${this.secret}; HttpOnly; SameSite=Strict; Path=/`;
  }

  cookieRight(request: IncomingMessage): boolean {
    const cookies = (request.headers.cookie ?? '').split('; ').map((pair) => pair.split('='));
    return cookies.some(([name, value]) => name === this.#cookie && same(value ?? '', this.secret));
  }
}

/** The URL that lets a browser in to the given path of the browser shell. */
export function entranceUrl(port: number, path: string, secret: string): string {
  return `http://${hostAndPort({ host: LOOPBACK, port })}${path}?secret=${secret}`;
}
