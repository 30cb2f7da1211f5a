import { parseArgs } from 'node:util';
import { findCommandLineFault, LAST_PORT, readWholeNumber } from './command-line.mjs';
import { defaultDataFolder } from './make-data-folder.mjs';
import { PORT_OPTIONS, PROTOCOLS } from './protocols.mjs';

/** The scheme of links that open Lobby from elsewhere: `lobby://open?windows=atm,clock`. */
export const LINK_SCHEME = 'lobby';

/** The options of `npm start` that both shells read, for util.parseArgs. */
export const SUITE_OPTIONS = /** @type {const} */ ({
  open: { type: 'string', default: '' },
  ...PORT_OPTIONS,
  host: { type: 'string' },
  data: { type: 'string' },
  // Only the browser shell uses these two; Electron ignores them, so that one command line fits both.
  'no-open': { type: 'boolean', default: false },
  'shell-port': { type: 'string', default: '0' },
});

/** Whether the text is meant as one of our links, right or wrong. @param {string} text */
export function isDeepLink(text) {
  return text.toLowerCase().startsWith(`${LINK_SCHEME}:`);
}

/** Options that take a port. */
const PORTS = /** @type {const} */ ([...PROTOCOLS.map(({ option }) => option), 'shell-port']);

/**
 * What is wrong with a command line of `npm start`, so that it is told before minutes of set-up: unexpected arguments,
 * unknown options, options without their value, ports that are none. The shell parses all of it again.
 * @param {readonly string[]} args
 * @returns {string | undefined} one sentence
 */
export function findStartFault(args) {
  const fault = findCommandLineFault(args, SUITE_OPTIONS, isDeepLink);
  if (fault !== undefined) return fault;
  const values = valuesOf(args);
  for (const name of PORTS) {
    const port = values[name] === undefined ? undefined : readWholeNumber(name, values[name], 0, LAST_PORT);
    if (port !== undefined && 'fault' in port) return port.fault;
  }
  return values.data === '' ? '--data takes the name of a folder, not an empty word.' : undefined;
}

/** The data folder that a faultless command line of `npm start` means. @param {readonly string[]} args @returns {string} */
export function dataFolderOf(args) {
  return valuesOf(args).data ?? defaultDataFolder();
}

/** @param {readonly string[]} args */
function valuesOf(args) {
  return parseArgs({ args: [...args], options: SUITE_OPTIONS, allowPositionals: true }).values;
}
