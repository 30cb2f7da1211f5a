import { spawn } from 'node:child_process';
import { Failure } from '../contract/failure.ts';

/** How long a program that shows something may take to say that it can't, ms. */
const REFUSAL_MS = 2_000;

/** The program of each system that opens a folder or a URL with whatever the person has chosen for it. */
function openerOf(target: string): readonly [program: string, args: readonly string[]] {
  if (process.platform === 'darwin') return ['open', [target]];
  if (process.platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', target]];
  return ['xdg-open', [target]];
}

/**
 * Opens a folder in the file manager or a URL in the browser. Resolves when that has begun.
 * @throws Failure `nothing_opens` where the system has no program for it
 */
export function openWithSystem(target: string): Promise<void> {
  const [program, args] = openerOf(target);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'ignore', detached: true });
    const timer = setTimeout(resolve, REFUSAL_MS);
    const fail = (cause?: Error) => {
      clearTimeout(timer);
      reject(new Failure('nothing_opens', `This system has no program that shows ${target}.`, { cause }));
    };
    child.on('error', fail);
    child.on('exit', (code) => {
      clearTimeout(timer);
      if (code === 0) resolve();
      else fail();
    });
    child.unref();
  });
}
