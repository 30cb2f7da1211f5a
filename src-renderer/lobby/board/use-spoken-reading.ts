import { useState } from 'react';

/**
 * What a live chart's slider says to screen readers, which speak its value at each change while it has the keyboard: it
 * then changes only when the cursor is moved, not with every board.
 * @param cursor where the chart is read; null: now
 * @returns the reading to tell, and what the slider does to keep it
 */
export function useSpokenReading(reading: string, cursor: number | null) {
  const [kept, setKept] = useState<{ readonly reading: string; readonly cursor: number | null } | null>(null);
  const moved = kept !== null && kept.cursor !== cursor;
  if (moved) setKept({ reading, cursor });
  return {
    spoken: kept === null || moved ? reading : kept.reading,
    keep: () => setKept({ reading, cursor }),
    release: () => setKept(null),
  };
}
