import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Linux counts processor time and starts in hundredths of a second (USER_HZ). */
const TICK_MS = 10;

export interface ProcessView {
  readonly pid: number;
  /** Arguments with spaces between them. */
  readonly command: string;
  /** ms since the system's start. */
  readonly started: number;
  /** User and system time of all its threads, ms. */
  readonly busy: number;
}

/**
 * Memory of a process, bytes: what it has alone, and its share of what it has in common with others (PSS, proc(5)).
 * Without the right to look, or once it has ended: 0.
 */
export function proportionalMemory(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** A process and all that come from it, by /proc: only on Linux. */
export function processTree(root: number): ProcessView[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => view(Number(name)));
  const found = new Set([root]);
  for (let before = 0; before < found.size; ) {
    before = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  }
  return all.filter(({ pid }) => found.has(pid));
}

function view(pid: number): (ProcessView & { readonly parent: number })[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in the second field may have spaces and brackets; what follows its last bracket has none (man 5 proc).
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const field = (place: number) => Number(fields[place - 3]);
    return [
      {
        pid,
        parent: field(4),
        command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim(),
        started: field(22) * TICK_MS,
        busy: (field(14) + field(15)) * TICK_MS,
      },
    ];
  } catch {
    // It has ended since.
    return [];
  }
}

/**
 * Per cent of one core that a tree of processes uses over `ms`, by what they are.
 * @param kindOf what a process is, by its command
 */
export async function load(pid: number, ms: number, kindOf: (command: string) => string): Promise<Map<string, number>> {
  const before = new Map(processTree(pid).map((process) => [process.pid, process.busy]));
  await delay(ms);
  const shares = new Map<string, number>();
  for (const { pid: part, busy, command } of processTree(pid)) {
    const kind = kindOf(command);
    const share = ((busy - (before.get(part) ?? 0)) / ms) * 100;
    shares.set(kind, (shares.get(kind) ?? 0) + share);
  }
  return shares;
}
