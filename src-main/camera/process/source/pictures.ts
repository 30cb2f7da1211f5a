import { readdirSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mat } from 'opencv4nodejs';
import { mediaKind } from '../../../contract/camera/media.ts';
import { Failure } from '../../../contract/failure.ts';
import { cv } from '../opencv.ts';
import { shrink } from '../shrink.ts';
import type { Source } from './source.ts';

/** Larger files are left out: the largest photos of cameras have a tenth of it. */
const LARGEST_BYTES = 500_000_000;

/** How long each picture is shown in a window, ms. */
export const STILL_MS = 3_000;

export function isPicture(path: string): boolean {
  return mediaKind(path) === 'picture';
}

/**
 * The pictures of a folder by name (numbers in order of size); those that can't be read are left out.
 * @throws Failure folder_empty if there is none, source_unreadable if the folder can't be read
 */
export function openFolder(folder: string): Source {
  let names: string[];
  try {
    names = readdirSync(folder).filter(isPicture);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Failure('source_unreadable', `The folder '${folder}' can't be read (${code}). Check who may read it.`, {
      cause,
    });
  }
  if (names.length === 0) {
    throw new Failure('folder_empty', `The folder '${folder}' has no pictures. Put JPEG, PNG or WebP files there.`);
  }
  names.sort(new Intl.Collator('en', { numeric: true }).compare);
  return stills(
    names.map((name) => join(folder, name)),
    folder,
  );
}

/** A single picture. */
export function openPicture(path: string): Source {
  return stills([path], path);
}

function stills(paths: readonly string[], name: string): Source {
  let at = 0;
  let readable = 0;
  return {
    demo: false,
    pace: 'stills',
    next: async () => {
      for (;;) {
        const path = paths[at];
        if (path === undefined) {
          if (readable === 0) throw new Failure('source_unreadable', `'${name}' has no picture that can be read.`);
          return null;
        }
        at += 1;
        const mat = await readPicture(path);
        if (mat === null) continue;
        const timeMs = readable * STILL_MS;
        readable += 1;
        const still = { number: at, total: paths.length };
        return { mat, capturedAt: Date.now(), timeMs, positionMs: timeMs, still };
      }
    },
    close: () => {},
  };
}

/** A picture as the camera searches it, at most as large as those of all sources; null if it can't be read. */
export async function readPicture(path: string): Promise<Mat | null> {
  const mat = await decode(path);
  return mat === null ? null : shrink(mat);
}

/** Three channels, upright by its EXIF data; null if it is no picture. */
async function decode(path: string): Promise<Mat | null> {
  const bytes = await read(path);
  if (bytes === null || bytes.length === 0) return null;
  const mat = await cv.imdecodeAsync(bytes, cv.IMREAD_COLOR).catch(() => null);
  return mat === null || mat.empty ? null : mat;
}

/** The bytes of a plain file of a sensible size, or null: a pipe in the folder would never come to its end. */
async function read(path: string): Promise<Buffer | null> {
  try {
    const kind = await stat(path);
    return kind.isFile() && kind.size <= LARGEST_BYTES ? await readFile(path) : null;
  } catch {
    return null;
  }
}
