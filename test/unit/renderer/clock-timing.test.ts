import { describe, expect, test } from 'vitest';
import { SLEEP_MS, steadyClock } from '../../../src-renderer/clock/timing/steady-clock.ts';
import { readTiming, startStopwatch, startTimer, toggle } from '../../../src-renderer/clock/timing/timing.ts';

/** Stopwatch and timer by a clock moved by hand: what they show, in pauses, sleep and changes of the date. */

const MINUTE = 60_000;

describe('a timer', () => {
  const timer = startTimer(5, 1_000);
  test.each([
    [0, 300, false],
    [1, 300, false],
    [1_000, 299, false],
    [299_001, 1, false],
    [299_999, 1, false],
    [300_000, 0, true],
    [900_000, 0, true],
  ])('after %i ms shows %i s, over: %s', (after, seconds, over) => {
    expect(readTiming(timer, 1_000 + after)).toMatchObject({ seconds, over, paused: false });
  });

  test('leaves out its pauses, however many', () => {
    let now = 0;
    let paused = startTimer(5, now);
    for (let times = 0; times < 3; times++) {
      now += MINUTE;
      paused = toggle(paused, now);
      now += 7 * MINUTE;
      expect(readTiming(paused, now)).toMatchObject({ seconds: 240 - 60 * times, paused: true });
      paused = toggle(paused, now);
    }
    expect(readTiming(paused, now + 2 * MINUTE)).toMatchObject({ seconds: 0, over: true });
  });

  test('can not be paused once its time is up', () => {
    expect(toggle(timer, 400_000)).toBe(timer);
  });
});

describe('a stopwatch', () => {
  test('shows whole seconds while it runs, and hundredths when it is stopped', () => {
    const running = startStopwatch(500);
    expect(readTiming(running, 12_849)).toMatchObject({ seconds: 12, hundredths: null });
    const stopped = toggle(running, 12_849);
    expect(readTiming(stopped, 99_000)).toMatchObject({ seconds: 12, hundredths: 34, paused: true });
    expect(readTiming(toggle(stopped, 99_000), 99_660)).toMatchObject({ seconds: 13, hundredths: null });
  });
});

describe('the steady clock', () => {
  const moved = (...moves: readonly (readonly [monotonic: number, date: number])[]) => {
    let [m, d] = [70, 1_700_000_000_000];
    const clock = steadyClock({ monotonic: () => m, date: () => d });
    for (const [passed, dated] of moves) {
      m += passed;
      d += dated;
      clock();
    }
    return clock();
  };
  test.each([
    [
      'runs as time does',
      [
        [1_000, 1_000],
        [500, 500],
      ],
      1_500,
    ],
    [
      'does not follow a date that is set back',
      [
        [1_000, 1_000],
        [1_000, -3_600_000],
        [1_000, 1_000],
      ],
      3_000,
    ],
    [
      'does not follow small corrections',
      [
        [1_000, 1_000 + SLEEP_MS],
        [1_000, 990],
      ],
      2_000,
    ],
    [
      'counts a sleep, in which the page’s own clock stood still',
      [
        [1_000, 1_000],
        [10, 1_800_010],
      ],
      1_801_010,
    ],
    ['counts a sleep once where the page’s own clock went on', [[1_800_000, 1_800_000]], 1_800_000],
  ] as const)('%s', (_name, moves, now) => {
    expect(moved(...moves)).toBe(now);
  });
});
