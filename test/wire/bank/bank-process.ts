import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../../src-main/cli.ts', import.meta.url));

/** How a door ended. */
export interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The bank's door as a process of its own. */
export interface BankProcess {
  readonly child: ChildProcess;
  readonly announcement: string;
  readonly teletypePort: number;
  readonly terminalPort: number;
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Ending>;
}

function spawnDoor(argv: readonly string[]): { child: ChildProcess; ended: Promise<Ending>; stdout: () => string } {
  const child = spawn(process.execPath, [CLI, 'bank', ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  return { child, ended, stdout: () => stdout };
}

/** Runs `lobby bank` to its end. */
export function runDoor(argv: readonly string[]): Promise<Ending> {
  return spawnDoor(argv).ended;
}

/** Runs `lobby bank` until it says that it listens. @throws Error with what it said instead */
export async function startBankProcess(data: string, more: readonly string[] = []): Promise<BankProcess> {
  const { child, ended, stdout } = spawnDoor(['--port', '0', '--terminal-port', '0', '--data', data, ...more]);
  const died = ended.then(({ stderr }) => {
    throw new Error(`the bank did not start: ${stderr}`);
  });
  while (!stdout().includes('\n')) await Promise.race([once(child.stdout ?? child, 'data'), died]);
  died.catch(() => {});
  const announcement = stdout();
  const ports = /teletype on [\d.]+:(\d+), terminal on [\d.]+:(\d+)/.exec(announcement);
  if (ports === null) throw new Error(`not what a listening bank says: ${announcement}`);
  return {
    child,
    announcement,
    teletypePort: Number(ports[1]),
    terminalPort: Number(ports[2]),
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}
