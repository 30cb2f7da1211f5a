import { readdirSync, readFileSync } from 'node:fs';

/** Linux tells processor times in hundredths of a second, whatever clock the kernel itself runs on. */
const TICK_MS = 10;

/** What a process is doing. */
export interface ProcessActivity {
  /** Whether a thread of it runs, or would if it got a processor or its memory back from the disk. */
  readonly runnable: boolean;
  /** Processor time that all its threads have used, ms. */
  readonly usedMs: number;
}

/** @returns null where the system doesn't tell (only Linux does), or the process is gone */
export function activityOf(pid: number): ProcessActivity | null {
  try {
    const { usedMs } = statOf(`/proc/${pid}/stat`);
    const threads = readdirSync(`/proc/${pid}/task`);
    return { runnable: threads.some((thread) => isRunnable(`/proc/${pid}/task/${thread}/stat`)), usedMs };
  } catch {
    return null;
  }
}

function isRunnable(file: string): boolean {
  try {
    const { state } = statOf(file);
    return state === 'R' || state === 'D';
  } catch {
    // A thread that has ended since they were listed.
    return false;
  }
}

/** proc(5): number, name in brackets (which may hold brackets), state; fields 14 and 15 are user and system time. */
function statOf(file: string): { state: string | undefined; usedMs: number } {
  const stat = readFileSync(file, 'utf8');
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state, usedMs: (Number(fields[10]) + Number(fields[11])) * TICK_MS };
}
