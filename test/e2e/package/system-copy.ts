import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A copy of this system in which packages can be installed: what is changed in it is gone with it. */
export interface SystemCopy {
  /** Runs a command in it as root. @returns what it prints @throws Error with what it says on stderr */
  run(command: string, ...args: readonly string[]): string;
  /** Starts a shell command in it as an ordinary user with a home of its own, on a display. */
  startAsUser(command: string, display: string): ChildProcess;
  /** The command lines of what runs in it, without Chromium's own child processes and what other copies run. */
  running(): readonly string[];
  /** Ends all that runs in it, the hard way. */
  endAll(): void;
  /** Copies a file of this system into it. */
  put(from: string, to: string): void;
  close(): void;
}

const USER = 'visitor';

/** Lays a folder in memory over the whole system, in a mount namespace that only its commands see. */
const MOUNTS = `
set -e
mount -t tmpfs tmpfs "$1"
mkdir "$1/changed" "$1/work" "$1/system"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/changed,workdir=$1/work" "$1/system"
mount -t proc proc "$1/system/proc"
mount --rbind /dev "$1/system/dev"
`;
const NAMESPACE = ['-m', '--propagation', 'private', 'sh', '-c'];

/** Why there can be none here, in words; undefined if there can. */
export function withoutSystemCopy(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root can lay a folder over the system';
  const folder = mkdtempSync(join(tmpdir(), 'lobby-mounts-'));
  try {
    execFileSync('unshare', [...NAMESPACE, MOUNTS, 'sh', folder], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `this system lets nobody mount: ${error instanceof Error ? error.message.split('\n').at(1) : String(error)}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Which mount namespace a process is in: each copy has its own. Empty for a process that has ended. */
function mountsOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`);
  } catch {
    return '';
  }
}

/** Empty for a process that has ended. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

export async function copySystem(): Promise<SystemCopy> {
  const folder = mkdtempSync(join(tmpdir(), 'lobby-system-'));
  const holder = spawn('unshare', [...NAMESPACE, `${MOUNTS}echo made\nexec sleep infinity\n`, 'sh', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(holder, 'exit');
  await Promise.race([
    once(holder.stdout, 'data'),
    ended.then(() => Promise.reject(new Error('the copy of the system could not be made'))),
  ]);
  const enter = ['-m', '-t', String(holder.pid), 'chroot', join(folder, 'system')];
  const run = (command: string, ...args: readonly string[]): string =>
    execFileSync('nsenter', [...enter, 'env', 'DEBIAN_FRONTEND=noninteractive', command, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  run('useradd', '-m', USER);
  // Else each installation and removal there makes the index of all manual pages anew.
  run('rm', '-f', '/var/lib/man-db/auto-update');
  const space = mountsOf(holder.pid ?? 0);
  const inside = () =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => pid !== holder.pid && mountsOf(pid) === space);
  return {
    run,
    startAsUser(command, display) {
      // Not the tests' own folder, which may be closed to that user.
      const script = `cd; export TMPDIR=/tmp DISPLAY=${display} DBUS_SESSION_BUS_ADDRESS=unix:path=/dev/null; ${command}`;
      return spawn('nsenter', [...enter, 'su', USER, '-c', script], { stdio: 'ignore' });
    },
    running: () =>
      inside()
        .map(commandOf)
        .filter((command) => command !== '' && !command.includes(' --type=')),
    endAll() {
      for (const pid of inside()) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It has ended with another.
        }
      }
    },
    put: (from, to) => {
      execFileSync('nsenter', ['-m', '-t', String(holder.pid), 'cp', from, join(folder, 'system', to)]);
    },
    close() {
      // Its namespace and all that is mounted there end with the last process in it.
      holder.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
