import type { ChildProcess } from 'node:child_process';
import { type Ending, openDoor } from '../../unit/doors/door-process.ts';

/** The bank's door as a process of its own. */
export interface BankProcess {
  readonly child: ChildProcess;
  readonly announcement: string;
  readonly teletypePort: number;
  readonly terminalPort: number;
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Ending>;
}

/** Runs `lobby bank` until it says that it listens. @throws Error with what it said instead */
export async function startBankProcess(data: string, more: readonly string[] = []): Promise<BankProcess> {
  const bank = openDoor(['bank', '--port', '0', '--terminal-port', '0', '--data', data, ...more]);
  await bank.says(/\n/);
  const { child, ended } = bank;
  const announcement = bank.said().stdout;
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
