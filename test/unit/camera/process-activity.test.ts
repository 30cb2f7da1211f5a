import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { activityOf, type ProcessActivity } from '../../../src-main/camera/process-activity.ts';
import { describeWhere, WITHOUT_LINUX } from '../../describe-where.ts';

/** Telling a process that works or waits for a processor from one that stands still, on real ones. */
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function run(script: string): { child: ChildProcess; activity: () => ProcessActivity | null } {
  const child = spawn('sh', ['-c', script], { stdio: 'ignore' });
  children.push(child);
  return { child, activity: () => activityOf(child.pid ?? 0) };
}

describeWhere(WITHOUT_LINUX, 'what is known of a process', () => {
  test('a busy one is runnable and uses time, until it is stopped', async () => {
    const { child, activity } = run('while :; do :; done');
    await expect.poll(() => activity()?.usedMs ?? 0).toBeGreaterThan(100);
    await expect.poll(() => activity()?.runnable).toBe(true);
    child.kill('SIGSTOP');
    await expect.poll(() => activity()?.runnable).toBe(false);
    const before = activity()?.usedMs;
    expect(activity()?.usedMs).toBe(before);
  });

  test('one that waits for something is not runnable', async () => {
    const { activity } = run('exec sleep 600');
    await expect.poll(() => activity()?.runnable).toBe(false);
  });

  test('nothing where it is gone', async () => {
    const { child, activity } = run('exit 0');
    await once(child, 'exit');
    expect(activity()).toBeNull();
  });
});
