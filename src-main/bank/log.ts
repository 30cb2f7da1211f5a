import { closeSync, constants, existsSync, renameSync, statSync, writeSync } from 'node:fs';
import { type Logger, pino } from 'pino';
import { Failure } from '../contract/failure.ts';
import type { DataFolder } from '../data-folder.ts';
import { NotAFile, openRegularFile } from '../regular-file.ts';

const { O_APPEND, O_CREAT, O_WRONLY } = constants;

/** A log that grows larger than this is put aside, as `<name>.old`, in the place of the one before. */
const LOG_BYTES = 8 * 1024 * 1024;

export interface BankLog {
  readonly log: Logger;
  close(): void;
}

/**
 * Opens the log: one JSON object a line. Never a PIN, a key or a whole message of a client.
 * @param part who writes; the parts of one process share the file
 * @throws Failure `log_unwritable`. Lines that a full disk doesn't take later are left out: the log must never stop
 * the bank.
 */
export function openLog(data: DataFolder, part: 'bank' | 'shell' = 'bank'): BankLog {
  let file: number | undefined = openFile(data.log);
  /** Bytes written since the file was opened. */
  let written = 0;
  const write = (line: string): void => {
    if (file === undefined) return;
    try {
      if (written > LOG_BYTES) {
        // Another part may have put the log aside already: whoever opens it anew looks at its size first.
        const full = file;
        file = openFile(data.log);
        written = 0;
        closeSync(full);
      }
      // Written at once: the lines that matter most are those before a crash.
      written += writeSync(file, line);
    } catch {
      // There is nowhere to say so but the log.
    }
  };
  const log = pino({ base: { part }, timestamp: pino.stdTimeFunctions.isoTime }, { write });
  return {
    log,
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

/** Opens the log for the owner only, to be added to. @returns its file descriptor */
function openFile(path: string): number {
  try {
    if (existsSync(path) && statSync(path).size > LOG_BYTES) renameSync(path, `${path}.old`);
    return openRegularFile(path, O_WRONLY | O_APPEND | O_CREAT, 0o600);
  } catch (cause) {
    const why = cause instanceof NotAFile ? 'it is a link or a pipe' : (cause as NodeJS.ErrnoException).code;
    throw new Failure('log_unwritable', `The log ${path} can't be written (${why}). Move it away, or free the disk.`, {
      cause,
    });
  }
}

/**
 * Passes on at most so many values in each second.
 * @param pass is also told how many were left out since the one before
 */
export function limited<T>(perSecond: number, pass: (value: T, left: number) => void): (value: T) => void {
  let second = 0;
  let passed = 0;
  let left = 0;
  return (value) => {
    const now = Math.floor(performance.now() / 1000);
    if (now !== second) {
      second = now;
      passed = 0;
    }
    if (passed >= perSecond) {
      left++;
      return;
    }
    passed++;
    pass(value, left);
    left = 0;
  };
}
