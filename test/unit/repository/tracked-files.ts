import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { checkoutPath } from '../../../src-main/module-path.ts';

/** Paths of all tracked files, relative to the checkout, with `/` between the parts. */
export const trackedFiles: readonly string[] = execFileSync('git', ['ls-files', '-z'], { cwd: checkoutPath('.') })
  .toString('utf8')
  .split('\0')
  .filter((path) => path !== '' && statSync(checkoutPath(path), { throwIfNoEntry: false })?.isFile() === true);

export const readTracked = (path: string): string => readFileSync(checkoutPath(path), 'utf8');

/** Files with code of ours. */
export const codeFiles = trackedFiles.filter((path) => /\.(ts|tsx|mjs|js)$/.test(path));
