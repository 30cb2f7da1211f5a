import { useEffect, useState } from 'react';
import { pageSurroundings } from './page-surroundings.ts';
import { startTicking } from './tick.ts';

/** ms since the epoch, new at each second's boundary while `on`. */
export function useNow(on = true): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => (on ? startTicking(pageSurroundings, setNow) : undefined), [on]);
  return now;
}
