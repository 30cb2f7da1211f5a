import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, renameSync, statSync } from 'node:fs';
import type { Socket } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { ownAppImage } from '../app-image.ts';

/** How a Lobby that was installed from one file replaces itself. */
export interface SelfUpdate {
  /** Name of the release's file that describes the files for this system; electron-builder writes it. */
  readonly description: string;
  /** How the name of the file for this Lobby ends. */
  readonly ending: string;
  /** Where that file is downloaded to. */
  readonly path: string;
  /**
   * Makes the downloaded file this Lobby's, and starts it once this process has ended.
   * @throws what the system says; the Lobby that was there is there still, and is started where no installer does it
   */
  apply(): Promise<void>;
}

/** What tells how a process came to run; `process` has all of it. */
interface Running {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly execPath: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Tells how the running app can update itself.
 * @param args of the app when it is started again; the Windows installer starts it without
 * @param folder of its data; of all that run from one file, each has another
 * @returns null where it can't: a package of the system, an archive, a checkout, macOS
 */
export function selfUpdateOf(running: Running, args: readonly string[], folder: string): SelfUpdate | null {
  const { platform, execPath } = running;
  if (platform === 'linux') return appImage(running, args, folder);
  // NSIS leaves it beside the app (electron-builder's templates name it so); an unpacked folder has none.
  const isInstalled = platform === 'win32' && existsSync(join(dirname(execPath), 'Uninstall Lobby.exe'));
  return isInstalled ? installer(join(folder, 'lobby-update.exe')) : null;
}

function appImage(running: Running, args: readonly string[], folder: string): SelfUpdate | null {
  const file = ownAppImage(running);
  if (file === undefined) return null;
  // Beside it, since only in one file system can a file take another's place at once.
  const own = createHash('sha256').update(folder).digest('hex').slice(0, 8);
  const path = join(dirname(file), `.${basename(file)}.${own}.update`);
  return {
    description: running.arch === 'x64' ? 'latest-linux.yml' : `latest-linux-${running.arch}.yml`,
    ending: '.AppImage',
    path,
    async apply() {
      try {
        chmodSync(path, statSync(file).mode);
        renameSync(path, file);
      } finally {
        await startAfterwards(file, args);
      }
    },
  };
}

/**
 * Starts a program once this process has ended: only then are the ledger and the lock of the data folder free. A shell
 * waits for the end of a pipe that nobody writes to, which is this process's end however it comes.
 */
async function startAfterwards(program: string, args: readonly string[]): Promise<void> {
  const waiter = spawn('/bin/sh', ['-c', 'cat; exec "$0" "$@" < /dev/null', program, ...args], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  waiter.unref();
  // Node makes it a socket, whatever the type says.
  (waiter.stdin as Socket).unref();
  await once(waiter, 'spawn');
}

function installer(path: string): SelfUpdate {
  return {
    description: 'latest.yml',
    ending: '.exe',
    path,
    async apply() {
      // The switches of electron-builder's installers: the pages that were answered once are not shown, and the app is
      // started at the end. What still runs of Lobby a second later is ended by it.
      const running = spawn(path, ['--updated', '--force-run'], { detached: true, stdio: 'ignore' });
      running.unref();
      await once(running, 'spawn');
    },
  };
}
