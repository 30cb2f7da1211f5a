import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { type MainThread, mainThreadOf } from '../../../src-main/camera/main-thread.ts';

/** Telling a process that works or waits for a processor from one that stands still, on real ones. */
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function run(script: string): { child: ChildProcess; thread: () => MainThread | null } {
  const child = spawn('sh', ['-c', script], { stdio: 'ignore' });
  children.push(child);
  return { child, thread: () => mainThreadOf(child.pid ?? 0) };
}

describe.skipIf(process.platform !== 'linux')('the main thread', () => {
  test('of a busy process is runnable and uses time, until it is stopped', async () => {
    const { child, thread } = run('while :; do :; done');
    await expect.poll(() => thread()?.usedMs ?? 0).toBeGreaterThan(100);
    await expect.poll(() => thread()?.runnable).toBe(true);
    child.kill('SIGSTOP');
    await expect.poll(() => thread()?.runnable).toBe(false);
    const before = thread()?.usedMs;
    expect(thread()?.usedMs).toBe(before);
  });

  test('of one that waits for something is not runnable', async () => {
    const { thread } = run('exec sleep 600');
    await expect.poll(() => thread()?.runnable).toBe(false);
  });

  test('of one that is gone is not known', async () => {
    const { child, thread } = run('exit 0');
    await once(child, 'exit');
    expect(thread()).toBeNull();
  });
});
