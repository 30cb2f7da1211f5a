import { realpathSync, type Stats, statSync } from 'node:fs';
import { Failure } from '../../../contract/failure.ts';
import { openDevice, openFile, openStream } from './capture.ts';
import { openDemo } from './demo.ts';
import { isPicture, openFolder, openPicture } from './pictures.ts';
import type { Source } from './source.ts';

/**
 * Opens a device (its number, or /dev/videoN), a video file, a picture, a folder of pictures, a stream's URL or `demo`.
 * Blocks while a device or stream is being opened.
 * @throws Failure that says in one sentence what is wrong with the source
 */
export function openSource(source: string): Source {
  if (source === 'demo') return openDemo();
  const device = deviceNumber(source);
  if (device !== null) return openDevice(device);
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(source)) return openStream(source);
  const kind = kindOf(source);
  if (kind.isDirectory()) return openFolder(source);
  if (!kind.isFile()) return openNode(source);
  return isPicture(source) ? openPicture(source) : openFile(source);
}

/** The number of a device that is given by its number or as /dev/videoN; null if it is none. */
function deviceNumber(source: string): number | null {
  const digits = /^(?:\/dev\/video)?(\d{1,3})$/.exec(source)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** A device by one of its lasting names (/dev/v4l/by-id/…). Reading anything else, such as a pipe, may never end. */
function openNode(path: string): Source {
  const device = deviceNumber(realpathSync(path));
  if (device !== null) return openDevice(device);
  throw new Failure(
    'source_unreadable',
    `'${path}' is neither a file nor a folder. Give a video, a picture, a folder of pictures or a camera's number.`,
  );
}

function kindOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // A camera by one of its lasting names comes back when it is plugged in again; a path that was mistyped doesn't.
    if (code === 'ENOENT' && path.startsWith('/dev/')) {
      throw new Failure('camera_missing', `There is no device '${path}'. Plug it in, or use the demo.`, { cause });
    }
    throw code === 'ENOENT'
      ? new Failure(
          'source_missing',
          `There is no file or folder '${path}'. Give a path that exists, a camera's number, or 'demo'.`,
          { cause },
        )
      : new Failure('source_unreadable', `'${path}' can't be read (${code}). Check who may read it.`, { cause });
  }
}
