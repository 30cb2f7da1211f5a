import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { checkoutPath } from '../../../src-main/module-path.ts';

/** What `npm run lobby --` starts. */
export const CLI = checkoutPath('src-main/cli.ts');

/** How a process ended, and all that it wrote. */
export interface Ending {
  /** null: by a signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One of Lobby's doors as a process of its own. */
export interface DoorProcess {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ending>;
  /** What it has written so far. */
  said(): Omit<Ending, 'code'>;
  /** Waits until its standard output fits. @throws Error with what it wrote if it ends before */
  says(pattern: RegExp): Promise<void>;
}

/** Opens a door as a person or a script does. @param argv the door's name and its options @param input all that it can read */
export function openDoor(argv: readonly string[], input = ''): DoorProcess {
  return openNode([CLI, ...argv], input);
}

/** Starts a program of Node. @param argv its path and its arguments @param input all that it can read */
export function openNode(argv: readonly string[], input = ''): DoorProcess {
  const child = spawn(process.execPath, argv, { stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // It may end without having read everything.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const ended = once(child, 'close').then(([code]: (number | null)[]) => ({ code: code ?? null, stdout, stderr }));
  return {
    child,
    ended,
    said: () => ({ stdout, stderr }),
    says: async (pattern) => {
      const early = ended.then(() => {
        throw new Error(`the door ended: ${stdout}${stderr}`);
      });
      early.catch(() => {});
      while (!pattern.test(stdout)) await Promise.race([once(child.stdout, 'data'), early]);
    },
  };
}

/** Runs a door to its end. */
export function runDoor(argv: readonly string[], input = ''): Promise<Ending> {
  return openDoor(argv, input).ended;
}
