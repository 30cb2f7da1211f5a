import { isIPv4, isIPv6 } from 'node:net';
import { isLoopback } from '../../addresses.ts';
import type { SessionLimits } from './session-limits.ts';

/**
 * Refusals that may be said at once, and of them to one peer; beyond these, connections are closed without an answer.
 */
const REFUSALS_AT_ONCE = 500;
const PEER_REFUSALS_AT_ONCE = 32;

/** What a new connection gets; `leave` is to be called when it is gone. */
export type Admission =
  | { readonly verdict: 'admitted' | 'full' | 'peer-full'; readonly leave: () => void }
  | { readonly verdict: 'cut' };

type Limits = Pick<SessionLimits, 'sessions' | 'peerSessions' | 'loopbackSessions'>;

/** One count for all, and one for each peer. */
class Places {
  #all = 0;
  readonly #ofPeer = new Map<string, number>();

  get all(): number {
    return this.#all;
  }

  of(peer: string): number {
    return this.#ofPeer.get(peer) ?? 0;
  }

  /** @returns what gives the place back */
  take(peer: string): () => void {
    this.#all++;
    this.#ofPeer.set(peer, this.of(peer) + 1);
    return () => {
      this.#all--;
      const left = this.of(peer) - 1;
      if (left > 0) this.#ofPeer.set(peer, left);
      else this.#ofPeer.delete(peer);
    };
  }
}

/**
 * Decides which connections become sessions, so that there is an end to their number and no single machine takes all
 * the room. Connections that are being refused take no place: a client that keeps connecting gets in as soon as there
 * is room, and until then is closed without an answer.
 */
export class Admissions {
  readonly #limits: Limits;
  readonly #sessions = new Places();
  readonly #refused = new Places();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** @param address as the socket has it; undefined: it is gone already */
  admit(address: string | undefined): Admission {
    if (address === undefined) return { verdict: 'cut' };
    const peer = peerOf(address);
    const limit = isLoopback(peer) ? this.#limits.loopbackSessions : this.#limits.peerSessions;
    const full = this.#sessions.all >= this.#limits.sessions;
    if (!full && this.#sessions.of(peer) < limit) return { verdict: 'admitted', leave: this.#sessions.take(peer) };
    const told = full || this.#refused.of(peer) < PEER_REFUSALS_AT_ONCE;
    if (!told || this.#refused.all >= REFUSALS_AT_ONCE) return { verdict: 'cut' };
    return { verdict: full ? 'full' : 'peer-full', leave: this.#refused.take(peer) };
  }
}

/**
 * What counts as one peer: an IPv4 address, also where it is mapped into IPv6; of an IPv6 address its /64 network, the
 * least that a customer of a provider has, who could make up the rest of it anew for each connection (RFC 6177).
 */
export function peerOf(address: string): string {
  const mapped = /^::ffff:(?<four>[\d.]+)$/i.exec(address)?.groups?.['four'];
  if (mapped !== undefined && isIPv4(mapped)) return mapped;
  if (!isIPv6(address) || isLoopback(address)) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const start = head === '' ? [] : head.split(':');
  const end = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - start.length - end.length);
  const groups = [...start, ...Array.from({ length: zeros }, () => '0'), ...end];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
