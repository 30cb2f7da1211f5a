import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkoutPath } from '../../../src-main/module-path.ts';

/** A checkout of its own for set-up to work in: the scripts and what they read, nothing installed. */
export function freshCheckout(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lobby-checkout-'));
  for (const part of ['scripts', 'shared', 'package.json', 'package-lock.json']) {
    cpSync(checkoutPath(part), join(folder, part), { recursive: true });
  }
  return folder;
}

/** A checkout whose packages are those of this one, but with an opencv4nodejs of its own that isn't built. */
export function checkoutWithPackages(): string {
  const folder = freshCheckout();
  const packages = join(folder, 'node_modules');
  mkdirSync(packages);
  for (const name of readdirSync(checkoutPath('node_modules'))) {
    if (name === 'opencv4nodejs') continue;
    symlinkSync(checkoutPath(`node_modules/${name}`), join(packages, name));
  }
  cpSync(checkoutPath('node_modules/opencv4nodejs'), join(packages, 'opencv4nodejs'), {
    recursive: true,
    filter: (path) => !path.includes(join('opencv4nodejs', 'build')),
  });
  return folder;
}

export interface SetUpRun {
  readonly child: ChildProcess;
  /** What it has said so far. */
  said(): string;
  /** Resolves when it has said this. */
  hears(words: string): Promise<void>;
  /** The exit code or the signal. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** Runs part of set-up in a checkout, in a process of its own. @param code a module's text; scripts are beside it */
export function runInCheckout(folder: string, code: string, env: NodeJS.ProcessEnv = {}): SetUpRun {
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      for (const check of waiting) check();
    });
  }
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (exit, signal) => resolve(exit ?? signal ?? 0));
  });
  return {
    child,
    said: () => text,
    ended,
    hears: (words) =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (!text.includes(words)) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
        void ended.then((end) => reject(new Error(`ended with ${end} before saying '${words}':\n${text}`)));
      }),
  };
}
