import { findCommandLineFault } from './command-line.mjs';
import { PORT_OPTIONS } from './protocols.mjs';

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

/**
 * What no set-up will put right, so that it is told before minutes of set-up: unexpected arguments, unknown options,
 * options without their value. The values themselves are parsed by the shell.
 * @param {readonly string[]} args
 * @returns {string | undefined} one sentence
 */
export function findStartFault(args) {
  return findCommandLineFault(args, SUITE_OPTIONS, isDeepLink);
}
