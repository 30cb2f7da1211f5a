import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Where both sides of a hand-over put their proof. */
export const PROOF_HEADER = 'lobby-proof';
/** Who proves: each side has proofs of its own, so that neither can be answered with what it has sent. */
type Prover = 'start' | 'running';

/**
 * Proves knowledge of the secret without telling it: HMAC-SHA-256 (RFC 2104) over who proves and the request's target.
 * @param target path and query, with a nonce in it that makes the proof good for this request only
 */
export function proofOf(secret: string, prover: Prover, target: string): string {
  return createHmac('sha256', secret).update(`${prover} ${target}`).digest('base64url');
}

/** Whether what came in the header is the proof. */
export function proofRight(
  header: string | readonly string[] | null | undefined,
  secret: string,
  prover: Prover,
  target: string,
): boolean {
  return typeof header === 'string' && same(header, proofOf(secret, prover, target));
}

/** Compares in a time that says nothing about where the difference is. */
export function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
