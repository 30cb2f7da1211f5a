import { ROOT } from './places.mjs';

/** A step that could not be done; the message says what to do. */
export class SetupFailure extends Error {
  /**
   * Whether it has causes that pass by themselves (no network, no space, no answer to sudo): then the next start tries
   * again, even if the app can do without the step.
   */
  passing;

  /** @param {string} message @param {{ passing?: boolean }} [options] */
  constructor(message, { passing = false } = {}) {
    super(message);
    this.passing = passing;
  }
}

/** A command that did not end well. */
export class CommandFailure extends SetupFailure {
  /** What it printed. */
  output;

  /** @param {string} message @param {string} output */
  constructor(message, output) {
    super(message);
    this.output = output;
  }
}

const FULL = ['ENOSPC', 'EDQUOT'];
const FORBIDDEN = ['EACCES', 'EPERM', 'EROFS'];

/**
 * Says what the file system refuses, in one sentence.
 * @param {unknown} error of node:fs
 * @returns {SetupFailure | undefined} undefined if it isn't about space or rights
 */
export function explainFileError(error) {
  const { code = '', path = ROOT } = /** @type {NodeJS.ErrnoException} */ (error);
  if (FULL.includes(code)) return diskFull();
  if (FORBIDDEN.includes(code)) return notWritable(path, code);
  return undefined;
}

/**
 * The same for what a command printed.
 * @param {string} output
 * @returns {SetupFailure | undefined}
 */
export function explainOutput(output) {
  if (/ENOSPC|EDQUOT|No space left on device|enough free space|Disk quota exceeded/i.test(output)) return diskFull();
  // npm's own words; those of apt and of compilers are about other folders, and clear.
  const [, code] = /^npm (?:error|ERR!) code (E[A-Z]+)$/m.exec(output) ?? [];
  const [, path] = /^npm (?:error|ERR!) path (.+)$/m.exec(output) ?? [];
  return code !== undefined && FORBIDDEN.includes(code) ? notWritable(path ?? ROOT, code) : undefined;
}

function diskFull() {
  const sentence = 'The disk is full: Lobby needs 2.9 GB in all. Make room and start again; set-up goes on from there.';
  return new SetupFailure(sentence, { passing: true });
}

/** @param {string} path @param {string} code */
function notWritable(path, code) {
  const mend = path.startsWith(ROOT)
    ? `The checkout must belong to you; 'sudo chown -R "$(id -un)" "${ROOT}"' makes it so.`
    : 'Make it writable for you, and start again.';
  return new SetupFailure(`Set-up can't write ${path} (${code}). ${mend}`, { passing: true });
}
