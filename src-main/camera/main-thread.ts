import { readFileSync } from 'node:fs';

/** Linux tells the times of threads in hundredths of a second, whatever clock the kernel itself runs on. */
const TICK_MS = 10;

/** What the main thread of a process, where its event loop turns, is doing. */
export interface MainThread {
  /** Whether it runs, or would if it got a processor or its memory back from the disk; else it waits or is stopped. */
  readonly runnable: boolean;
  /** Processor time that it has used, ms. */
  readonly usedMs: number;
}

/** @returns null where the system doesn't tell (only Linux does), or the process is gone */
export function mainThreadOf(pid: number): MainThread | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/task/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // proc(5): number, name in brackets (which may hold brackets), state; fields 14 and 15 are user and system time.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { runnable: state === 'R' || state === 'D', usedMs: (Number(fields[10]) + Number(fields[11])) * TICK_MS };
}
