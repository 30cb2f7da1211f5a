import { randomBytes } from 'node:crypto';

/**
 * A UUID of version 7 (RFC 9562, section 5.7): 48 bits of time before 74 random bits.
 *
 * As idempotency keys they grow with the time they are made at, so the ledger's index of keys grows at one end, and a
 * commit writes one page of it instead of one for each key. 74 bits are still far beyond guessing, which a
 * reservation's key has to be: who knows it may settle it.
 * @param now ms since the epoch, 0..2^48 - 1
 */
export function timeOrderedUuid(now = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
