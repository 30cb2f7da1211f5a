import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * OpenCV's libraries that the camera calls, each with the header that its Debian package brings. More of OpenCV is
 * neither installed nor built into the binding.
 */
export const OPENCV_LIBRARIES = ['core', 'imgproc', 'imgcodecs', 'videoio', 'highgui', 'objdetect', 'dnn'];

/** Where OpenCV's headers and libraries may lie: distribution packages, Homebrew, built by hand. */
const PREFIXES = ['/usr', '/usr/local', '/opt/homebrew'];

/** @returns {{ include: string, libraries: string, version: string, prefix: string } | undefined} undefined if a part is missing */
export function findOpenCv() {
  for (const prefix of PREFIXES) {
    const include = join(prefix, 'include', 'opencv4');
    const version = join(include, 'opencv2', 'core', 'version.hpp');
    if (!existsSync(version)) continue;
    if (!OPENCV_LIBRARIES.every((name) => existsSync(join(include, 'opencv2', `${name}.hpp`)))) continue;
    const lib = join(prefix, 'lib');
    // Debian keeps them in a folder named for the processor, e.g. lib/x86_64-linux-gnu.
    const folders = [
      lib,
      `${lib}64`,
      ...namesIn(lib)
        .filter((name) => name.includes('-linux-'))
        .map((name) => join(lib, name)),
    ];
    const libraries = folders.find((folder) => OPENCV_LIBRARIES.every((name) => libraryThere(folder, name)));
    if (libraries === undefined) continue;
    const text = readFileSync(version, 'utf8');
    const part = (/** @type {string} */ name) =>
      new RegExp(`#define CV_VERSION_${name}\\s+(\\d+)`).exec(text)?.[1] ?? '?';
    return { include, libraries, prefix, version: `${part('MAJOR')}.${part('MINOR')}.${part('REVISION')}` };
  }
  return undefined;
}

/** @param {string} folder @param {string} name */
function libraryThere(folder, name) {
  return ['so', 'dylib'].some((end) => existsSync(join(folder, `libopencv_${name}.${end}`)));
}

/** @param {string} folder */
function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
