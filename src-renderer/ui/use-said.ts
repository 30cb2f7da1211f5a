import { useCallback, useEffect, useState } from 'react';

/** How long it is said that something was done, ms. */
const SAID_MS = 2000;

/** Whether something was done a moment ago, and the function that says so. */
export function useSaid(): readonly [said: boolean, say: () => void] {
  // Counted, so that what is done again while it is said is said for its whole time.
  const [times, setTimes] = useState(0);
  const [over, setOver] = useState(0);
  useEffect(() => {
    if (times === 0) return undefined;
    const timer = setTimeout(() => setOver(times), SAID_MS);
    return () => clearTimeout(timer);
  }, [times]);
  return [times > over, useCallback(() => setTimes((before) => before + 1), [])];
}
