import { useEffect, useState } from 'react';
import { pageSurroundings } from './page-surroundings.ts';
import { startTicking } from './tick.ts';

/** ms since the epoch, new at each second's boundary while `on`; at rest, the time at which it was turned on or off. */
export function useNow(on = true): number {
  const [known, setKnown] = useState(() => ({ on, now: Date.now() }));
  // Known at once: what is counted down from the time of hours ago would be wrong when it is first said.
  if (known.on !== on) setKnown({ on, now: Date.now() });
  useEffect(() => (on ? startTicking(pageSurroundings, (now) => setKnown({ on, now })) : undefined), [on]);
  return known.now;
}
