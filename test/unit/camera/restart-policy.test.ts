import { beforeEach, expect, test } from 'vitest';
import { HEALTHY_MS, OPENING_HANG_MS, RESTART_MAX_MS, RESTART_MS } from '../../../src-main/camera/limits.ts';
import { RestartPolicy } from '../../../src-main/camera/restart-policy.ts';

/** When a lost camera process is started again, and when its source is given up. */
let policy: RestartPolicy;
beforeEach(() => {
  policy = new RestartPolicy();
});

test('waits longer with each loss in a row, up to a bound', () => {
  const waits = Array.from({ length: 10 }, (_, i) => policy.lost(i, 'ended'));
  expect(waits.slice(0, 3)).toEqual([RESTART_MS, 2 * RESTART_MS, 4 * RESTART_MS]);
  expect(waits.at(-1)).toBe(RESTART_MAX_MS);
});

test('time that passes before the first picture is not health', () => {
  policy.lost(0, 'ended');
  // A process that opened for very long and was lost then.
  expect(policy.lost(OPENING_HANG_MS + HEALTHY_MS, 'ended')).toBe(2 * RESTART_MS);
});

test('a process that gave pictures for long begins anew', () => {
  policy.lost(0, 'ended');
  policy.live(1_000);
  expect(policy.lost(1_000 + HEALTHY_MS, 'hung')).toBe(RESTART_MS);
  policy.live(20_000);
  expect(policy.lost(20_001, 'hung')).toBe(2 * RESTART_MS);
});

test('a source whose opening hangs twice is given up', () => {
  expect(policy.lost(OPENING_HANG_MS, 'hung-opening')).toBe(RESTART_MS);
  expect(policy.lost(2 * OPENING_HANG_MS, 'hung-opening')).toBeNull();
});

test('a picture in between, or being asked again, gives it its chances back', () => {
  policy.lost(1, 'hung-opening');
  policy.live(2);
  expect(policy.lost(3, 'hung-opening')).not.toBeNull();
  policy.reset();
  expect(policy.lost(4, 'hung-opening')).toBe(RESTART_MS);
});
