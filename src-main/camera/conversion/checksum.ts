import { createHash } from 'node:crypto';

/**
 * How the files of a model pack are named by their content: `sha256:` of the bytes, or `git-blob:` (SHA-1 as Git
 * computes it) where a file's origin is a Git repository that states just that.
 */
export type Checksum = `sha256:${string}` | `git-blob:${string}`;

export const CHECKSUM_PATTERN = /^(sha256:[0-9a-f]{64}|git-blob:[0-9a-f]{40})$/;

export function sha256(bytes: Uint8Array): Checksum {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Git's object id of a file: SHA-1 over `blob <size>\0` and the bytes. */
export function gitBlob(bytes: Uint8Array): Checksum {
  const id = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  return `git-blob:${id}`;
}

/** Whether the bytes have that checksum, of whichever kind it is. */
export function matches(bytes: Uint8Array, checksum: Checksum): boolean {
  return (checksum.startsWith('git-blob:') ? gitBlob(bytes) : sha256(bytes)) === checksum;
}
