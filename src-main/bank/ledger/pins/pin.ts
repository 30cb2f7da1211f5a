import { createHash, createHmac, createSecretKey, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import { closeSync, constants, existsSync, fstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../../contract/failure.ts';
import { NotAFile, openRegularFile } from '../../../regular-file.ts';
import { writeWhole } from '../../../write-whole.ts';
import type { AccountNumber } from '../request.ts';

/**
 * PINs are kept as HMAC-SHA-256 of account and PIN under a 256-bit key that lies apart from the database: a PIN of
 * a few digits falls to any offline search, so the key is what protects it, as for the PIN verification value of
 * card systems.
 */
const KEY_BYTES = 32;
/** In the folder of secrets. */
export const KEY_FILE = 'pin.key';

export interface PinKey {
  readonly key: KeyObject;
  /** Tells keys apart without revealing them: the start of the key's SHA-256, hex. The database keeps it. */
  readonly fingerprint: string;
}

export function isPin(text: string): boolean {
  return /^\d{3,12}$/.test(text);
}

function pinKey(bytes: Buffer): PinKey {
  return {
    key: createSecretKey(bytes),
    fingerprint: createHash('sha256').update('lobby pin key\n').update(bytes).digest('hex').slice(0, 16),
  };
}

/**
 * Makes a new key file, readable by the owner only, and surely on disk when this returns: the key must not be lost
 * while what depends on it is kept. A crash leaves a whole key or none.
 * @throws Error if there is a key already.
 */
export function createPinKey(secrets: string): PinKey {
  const path = join(secrets, KEY_FILE);
  if (existsSync(path)) throw new Error(`there is a PIN key ${path} already`);
  const bytes = randomBytes(KEY_BYTES);
  writeWhole(path, bytes);
  return pinKey(bytes);
}

/**
 * Gives other books the same key, on which all that is kept of PINs depends.
 * @param to the folder of their secrets
 * @throws Error if there is a key already; Failure as `readPinKey`; what the file system says
 */
export function copyPinKey(file: string, to: string): void {
  const path = join(to, KEY_FILE);
  if (existsSync(path)) throw new Error(`there is a PIN key ${path} already`);
  writeWhole(path, readOwn(file));
}

/**
 * @returns undefined if there is no key file.
 * @throws Failure `pin_key_unreadable` if the file can't be read, is not a key, or may be read by others.
 */
export function readPinKey(secrets: string): PinKey | undefined {
  return readKeyFile(join(secrets, KEY_FILE));
}

/** As `readPinKey`, from a file of any name. */
export function readKeyFile(path: string): PinKey | undefined {
  let bytes: Buffer;
  try {
    bytes = readOwn(path);
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const words =
      cause instanceof NotAFile
        ? `The PIN key ${path} is a link or a pipe. Put the file itself in its place.`
        : `The PIN key ${path} can't be read. Make it readable to you.`;
    throw new Failure('pin_key_unreadable', words, { cause });
  }
  if (bytes.length !== KEY_BYTES) {
    throw new Failure('pin_key_unreadable', `The PIN key ${path} is damaged. Put it back from a backup.`);
  }
  return pinKey(bytes);
}

/** @throws Failure `pin_key_unreadable` if others than its owner may read it; NotAFile; what the file system says */
function readOwn(path: string): Buffer {
  const file = openRegularFile(path, constants.O_RDONLY);
  try {
    // Windows has rights of another kind.
    if (process.platform !== 'win32' && (fstatSync(file).mode & 0o077) !== 0) {
      throw new Failure(
        'pin_key_unreadable',
        `The PIN key ${path} may be read by others. Take that away from them (chmod 600), and choose new PINs if they have read it.`,
      );
    }
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function digest(key: PinKey, account: AccountNumber, pin: string): Buffer {
  return createHmac('sha256', key.key).update(`${account}\n${pin}`).digest();
}

/** What is kept instead of the PIN: 64 hex digits. */
export function pinVerifier(key: PinKey, account: AccountNumber, pin: string): string {
  return digest(key, account, pin).toString('hex');
}

/** Compared against where there is no account, so that the work is the same. */
const NOBODY = '0'.repeat(64);

/** Constant-time check. `verifier` null (no such account) costs the same and is never right. */
export function checkPin(key: PinKey, account: AccountNumber, pin: string, verifier: string | null): boolean {
  const same = timingSafeEqual(digest(key, account, pin), Buffer.from(verifier ?? NOBODY, 'hex'));
  return same && verifier !== null;
}
