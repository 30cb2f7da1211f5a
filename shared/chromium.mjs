import { existsSync, readFileSync } from 'node:fs';
import { findProgram } from './find-program.mjs';

const PROGRAMS = [
  'chromium',
  'google-chrome',
  'google-chrome-stable',
  'chromium-browser',
  'microsoft-edge',
  'chrome',
  'msedge',
];
/** Where browsers are installed that are not in PATH. */
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * The browser that shows the windows and runs the end-to-end tests; the environment's CHROMIUM comes first.
 * @returns {string | undefined} path of a Chromium, Chrome or Edge
 */
export function findChromium() {
  const chosen = process.env['CHROMIUM'];
  if (chosen !== undefined && existsSync(chosen)) return chosen;
  const inPath = findProgram(PROGRAMS);
  if (inPath !== undefined && !isSnapStub(inPath)) return inPath;
  return PLACES.find((path) => existsSync(path));
}

/** Ubuntu's chromium-browser package is a script that only says to install the snap. @param {string} path */
function isSnapStub(path) {
  if (path.startsWith('/snap/') || existsSync('/snap/bin/chromium')) return false;
  try {
    return readFileSync(path, 'utf8').slice(0, 4096).includes('snap install chromium');
  } catch {
    return false;
  }
}
