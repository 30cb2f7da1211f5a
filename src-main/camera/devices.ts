import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CameraDevice } from '../contract/camera.ts';

/** Where Linux names its video devices: one folder each, with `name` and `index`. */
const VIDEO_CLASS = '/sys/class/video4linux';

/**
 * The cameras that can be chosen. Linux tells them by name; macOS and Windows tell a plain process nothing, so the
 * first numbers are offered there and opening says whether one is there.
 */
export async function listDevices(platform = process.platform, folder = VIDEO_CLASS): Promise<CameraDevice[]> {
  if (platform !== 'linux') return [0, 1].map((number) => ({ source: String(number), name: `Camera ${number}` }));
  const entries = await readdir(folder).catch(() => []);
  const numbers = entries
    .map((entry) => /^video(\d+)$/.exec(entry)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
  const devices = await Promise.all(
    numbers.map(async (number) => {
      const read = (file: string): Promise<string> =>
        readFile(join(folder, `video${number}`, file), 'utf8').then(
          (text) => text.trim(),
          () => '',
        );
      // One camera has several nodes; all but the first carry metadata instead of pictures.
      const index = await read('index');
      const name = (await read('name')) || `Camera ${number}`;
      return index === '' || index === '0' ? { source: String(number), name } : null;
    }),
  );
  return devices.filter((device) => device !== null);
}
