import { spawnSync } from 'node:child_process';
import { describe, test } from 'vitest';

/** Why tests can't run on this system or as this user, in words; undefined where they can. */
export const WITHOUT_LINUX = process.platform === 'linux' ? undefined : 'only on Linux';
export const ON_WINDOWS = process.platform === 'win32' ? 'not on Windows' : undefined;
export const AS_ROOT = process.getuid?.() === 0 ? 'root may do what is refused here' : undefined;

/** Why tests can't run without a program. @param probe arguments with which it ends with 0, where it has such */
export function withoutProgram(name: string, probe?: readonly string[]): string | undefined {
  const { error, status } = spawnSync(name, probe ?? [], { stdio: 'ignore', input: '' });
  const works = error === undefined && (probe === undefined || status === 0);
  return works ? undefined : `the program ${name} is not installed`;
}

/**
 * Declares tests that need something of the machine. Where it is missing, one skipped test stands for them, and the
 * report says at its end why (skipped-tests.ts).
 * @param missing why they can't run here, in words; undefined if they can
 */
export function describeWhere(missing: string | undefined, title: string, declare: () => void): void {
  if (missing === undefined) describe(title, declare);
  else skip(title, missing);
}

/** As `describeWhere`, for one test. */
export function testWhere(missing: string | undefined, title: string, run: () => unknown): void {
  if (missing === undefined) test(title, async () => void (await run()));
  else skip(title, missing);
}

/** One test for what can't run, which says why when it is skipped. */
export function skip(title: string, missing: string): void {
  test(title, (context) => context.skip(missing));
}
