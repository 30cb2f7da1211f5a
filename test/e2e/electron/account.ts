import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { checkoutPath } from '../../../src-main/module-path.ts';

/**
 * For whom Electron runs. An ordinary user has Chromium's sandbox; root can't have it. Where the tests themselves run
 * as root, as in a container, the ordinary user is 'nobody'.
 */
export interface Account {
  /** Whether Chromium's sandbox is on. */
  readonly sandboxed: boolean;
  /** Starts Electron's binary with arguments, for this account. */
  readonly program: string;
  /** The folder of the app, which the account can read. */
  readonly app: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where the driver and Electron put downloads: both must be able to. */
  readonly artifacts: string;
  /** Gives a file or a folder with all that is in it to the account. */
  give(path: string): void;
  close(): void;
}

/** 'nobody' and 'nogroup' on Debian; no process of the system runs as them. */
const NOBODY = 65_534;
const SETPRIV = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] as const;
/** What of the checkout the app needs when it runs. */
const APP = ['package.json', 'out', 'models', 'demo', 'node_modules'];

export const root = process.getuid?.() === 0;

/** The account of the tests' own process. */
export function ownAccount(electron: string): Account {
  const artifacts = mkdtempSync(join(tmpdir(), 'lobby-artifacts-'));
  return {
    sandboxed: !root,
    program: electron,
    app: checkoutPath('.'),
    env: process.env,
    artifacts,
    give: () => {},
    close: () => rmSync(artifacts, { recursive: true, force: true }),
  };
}

/** @param electron path of Electron's binary */
export function ordinaryAccount(electron: string): Account {
  return root ? nobody(electron) : ownAccount(electron);
}

function nobody(electron: string): Account {
  const folder = mkdtempSync(join(tmpdir(), 'lobby-nobody-'));
  chmodSync(folder, 0o755);
  const home = join(folder, 'home');
  const artifacts = join(home, 'artifacts');
  mkdirSync(artifacts, { recursive: true });
  give(home);
  const dist = reachable(dirname(electron), readdirSync(dirname(electron)), join(folder, 'electron'));
  const app = reachable(checkoutPath('.'), APP, join(folder, 'app'));
  const program = join(folder, 'start');
  writeFileSync(program, `#!/bin/sh\nexec ${SETPRIV.join(' ')} '${join(dist, basename(electron))}' "$@"\n`, {
    mode: 0o755,
  });
  return {
    sandboxed: true,
    program,
    app,
    env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', HOME: home, XDG_RUNTIME_DIR: home, TMPDIR: home },
    artifacts,
    give,
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function give(path: string): void {
  chownSync(path, NOBODY, NOBODY);
  for (const entry of readdirSync(path, { recursive: true, encoding: 'utf8' })) {
    chownSync(join(path, entry), NOBODY, NOBODY);
  }
}

/**
 * The folder itself if 'nobody' can read its parts; else a copy that they can: a checkout or a cache in root's home is
 * closed to everybody else. Made of hard links where both are on one file system, so it costs next to nothing.
 */
function reachable(folder: string, parts: readonly string[], copy: string): string {
  const [command, ...args] = SETPRIV;
  const readable = parts.every((part) => spawnSync(command, [...args, 'test', '-r', join(folder, part)]).status === 0);
  if (readable) return folder;
  mkdirSync(copy);
  for (const part of parts) {
    const linked = spawnSync('cp', ['-al', join(folder, part), copy], { stdio: 'ignore' }).status === 0;
    if (!linked) execFileSync('cp', ['-a', join(folder, part), copy]);
  }
  return copy;
}
