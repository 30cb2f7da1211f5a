import { type HostAndPort, parseHostAndPort } from './host-and-port.ts';

/** Of the terminal protocol, where none is given. */
export const TERMINAL_PORT = 9998;

/** Most other banks that ATMs can be told of. */
export const OTHER_BANKS = 8;

/** Whether it is a SHA-256: 64 hexadecimal digits, with or without colons. */
export function isFingerprint(text: string): boolean {
  return /^[0-9a-f]{2}(?::?[0-9a-f]{2}){31}$/i.test(text);
}

/** Another bank on the same books. Terminals speak TLS to it. */
export interface OtherBank extends HostAndPort {
  /** SHA-256 of its certificate; null: the certificate must be one that this machine trusts. */
  readonly fingerprint: string | null;
}

/**
 * Reads `host:port`, as `parseHostAndPort` does, perhaps with the fingerprint of the bank's certificate behind a space.
 * @returns undefined if it is something else
 */
export function parseOtherBank(text: string): OtherBank | undefined {
  const [address = '', fingerprint = null, ...more] = text.trim().split(/\s+/);
  const at = parseHostAndPort(address, TERMINAL_PORT);
  if (at === undefined || more.length > 0) return undefined;
  return fingerprint === null || isFingerprint(fingerprint) ? { ...at, fingerprint } : undefined;
}
