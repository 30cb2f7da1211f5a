import { isIPv4, isIPv6 } from 'node:net';
import { isLoopback } from '../certificate.ts';
import type { SessionLimits } from './session-limits.ts';

/** Refusals that may be said to one peer at once; beyond them its connections are cut without a word. */
const REFUSALS_AT_ONCE = 32;

/** What a new connection of a peer gets; `leave` is to be called when a counted one is gone. */
export type Admission =
  | { readonly verdict: 'free' }
  | { readonly verdict: 'counted' | 'refused'; readonly leave: () => void }
  | { readonly verdict: 'cut' };

/**
 * Counts the sessions of each peer address, so that no single machine takes all the room. Refusals count too: one that
 * connects again and again is not even told any more.
 */
export class PeerSessions {
  readonly #limits: Pick<SessionLimits, 'sessions' | 'peerSessions' | 'loopbackSessions'>;
  readonly #open = new Map<string, number>();

  constructor(limits: Pick<SessionLimits, 'sessions' | 'peerSessions' | 'loopbackSessions'>) {
    this.#limits = limits;
  }

  /** @param address as the socket has it; undefined: it is gone already */
  admit(address: string | undefined): Admission {
    if (address === undefined) return { verdict: 'cut' };
    const peer = peerOf(address);
    const limit = isLoopback(peer) ? this.#limits.loopbackSessions : this.#limits.peerSessions;
    // Then the limit of all sessions says it before.
    if (limit >= this.#limits.sessions) return { verdict: 'free' };
    const open = this.#open.get(peer) ?? 0;
    if (open >= limit + REFUSALS_AT_ONCE) return { verdict: 'cut' };
    this.#open.set(peer, open + 1);
    return { verdict: open < limit ? 'counted' : 'refused', leave: () => this.#leave(peer) };
  }

  #leave(peer: string): void {
    const left = (this.#open.get(peer) ?? 0) - 1;
    if (left > 0) this.#open.set(peer, left);
    else this.#open.delete(peer);
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
