import { useEffect, useState } from 'react';
import { pageSurroundings } from '../../ui/page-surroundings.ts';
import { startTicking } from '../../ui/tick.ts';
import { steadyClock } from './steady-clock.ts';
import {
  elapsedOf,
  readTiming,
  startStopwatch,
  startTimer,
  type Timing,
  type TimingReading,
  toggle,
} from './timing.ts';

export interface TimingControls {
  readonly startStopwatch: () => void;
  readonly startTimer: (minutes: number) => void;
  readonly toggle: () => void;
  readonly remove: () => void;
}

/**
 * The stopwatch or timer of this window, read anew at each of its own seconds: they rarely begin with those of the wall.
 * @param onOver called once when a timer's time is up
 */
export function useTiming(onOver: () => void): {
  readonly shown: { readonly is: Timing; readonly reading: TimingReading } | null;
  readonly controls: TimingControls;
} {
  const [clock] = useState(() => steadyClock());
  const [timing, setTiming] = useState<Timing | null>(null);
  const [shown, setShown] = useState<ReturnType<typeof useTiming>['shown']>(null);
  const [controls] = useState<TimingControls>(() => ({
    startStopwatch: () => setTiming(startStopwatch(clock())),
    startTimer: (minutes) => setTiming(startTimer(minutes, clock())),
    toggle() {
      const now = clock();
      setTiming((before) => before && toggle(before, now));
    },
    remove: () => setTiming(null),
  }));
  const isOver = shown?.reading.over === true;
  useEffect(() => {
    const show = (reading: TimingReading) => setShown(timing && { is: timing, reading });
    if (timing === null) return setShown(null);
    if (timing.at === 'paused') return show(readTiming(timing, clock()));
    const own = { ...pageSurroundings, now: () => elapsedOf(timing, clock()) };
    let stop = () => {};
    stop = startTicking(own, () => {
      const next = readTiming(timing, clock());
      show(next);
      // Nothing changes any more.
      if (next.over) queueMicrotask(() => stop());
    });
    return () => stop();
  }, [timing, clock]);
  useEffect(() => {
    if (isOver) onOver();
  }, [isOver, onOver]);
  return { shown, controls };
}
