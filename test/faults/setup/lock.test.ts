import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freshCheckout, runInCheckout } from './checkout.ts';

/** Proves that two set-ups never work at once, and that one that was killed doesn't lock the others out. */
const HOLD = `
  import { withLock } from './scripts/setup/lock.mjs';
  import { once } from 'node:events';
  await withLock('./lock', (pid) => console.log('waiting for ' + pid), async () => {
    const told = once(process, 'SIGUSR2');
    console.log('holding');
    await told;
    console.log('letting go');
  });
`;

test('a second one waits, says for whom, and goes on when the first is through', async () => {
  const folder = freshCheckout();
  const first = runInCheckout(folder, HOLD);
  await first.hears('holding');
  const second = runInCheckout(folder, HOLD);
  await second.hears(`waiting for ${first.child.pid}`);
  expect(second.said()).not.toContain('holding');
  first.child.kill('SIGUSR2');
  expect(await first.ended).toBe(0);
  await second.hears('holding');
  second.child.kill('SIGUSR2');
  expect(await second.ended).toBe(0);
  expect(existsSync(join(folder, 'lock'))).toBe(false);
});

test('the lock of one that was killed is taken over, by one of those who wait', async () => {
  const folder = freshCheckout();
  const killed = runInCheckout(folder, HOLD);
  await killed.hears('holding');
  const waiting = [runInCheckout(folder, HOLD), runInCheckout(folder, HOLD)];
  await Promise.all(waiting.map((run) => run.hears('waiting for')));
  killed.child.kill('SIGKILL');
  const holders = () => waiting.filter((run) => run.said().includes('holding'));
  await Promise.race(waiting.map((run) => run.hears('holding')));
  const [first, ...others] = holders();
  expect(others).toEqual([]);
  first?.child.kill('SIGUSR2');
  expect(await first?.ended).toBe(0);
  const [second] = waiting.filter((run) => run !== first);
  await second?.hears('holding');
  second?.child.kill('SIGUSR2');
  expect(await second?.ended).toBe(0);
});

test('a lock that nobody has touched for long is no lock, even if its number runs again', async () => {
  const folder = freshCheckout();
  const path = join(folder, 'lock');
  writeFileSync(path, String(process.pid));
  const longAgo = new Date(Date.now() - 120_000);
  utimesSync(path, longAgo, longAgo);
  const run = runInCheckout(folder, HOLD);
  await run.hears('holding');
  expect(run.said()).not.toContain('waiting');
  run.child.kill('SIGUSR2');
  expect(await run.ended).toBe(0);
});
