import { existsSync, renameSync, statSync } from 'node:fs';
import { type Logger, pino } from 'pino';
import type { DataFolder } from '../data-folder.ts';

/** A log larger than this is put aside when the bank starts, as `<name>.old`, in the place of the one before. */
const LOG_BYTES = 8 * 1024 * 1024;

export interface BankLog {
  readonly log: Logger;
  close(): void;
}

/**
 * Opens the log: one JSON object a line. Never a PIN, a key or a whole message of a client.
 * @param part who writes; the parts of one process share the file
 */
export function openLog(data: DataFolder, part: 'bank' | 'shell' = 'bank'): BankLog {
  if (existsSync(data.log) && statSync(data.log).size > LOG_BYTES) renameSync(data.log, `${data.log}.old`);
  // Written at once: the lines that matter most are those before a crash.
  const file = pino.destination({ dest: data.log, sync: true, append: true, mkdir: true });
  const log = pino({ base: { part }, timestamp: pino.stdTimeFunctions.isoTime }, file);
  return { log, close: () => file.end() };
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
