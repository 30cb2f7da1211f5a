import { useEffect, useRef } from 'react';
import { pageSurroundings } from '../ui/page-surroundings.ts';
import { startTicking } from '../ui/tick.ts';

/**
 * Calls once when the time is over, by the clock: a timer that the browser holds back in a hidden page, or that a busy
 * machine fires late, is made good by the next tick, and by the page's coming into sight.
 * @param ms from when it was another value; null: never
 */
export function useTimeOver(ms: number | null, over: () => void): void {
  const call = useRef(over);
  call.current = over;
  useEffect(() => {
    if (ms === null) return undefined;
    const from = performance.now();
    let done = false;
    return startTicking(pageSurroundings, () => {
      if (done || performance.now() - from < ms) return;
      done = true;
      call.current();
    });
  }, [ms]);
}
