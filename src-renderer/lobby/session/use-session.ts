import { useEffect, useState } from 'react';
import type { SessionDetail } from '../../../src-main/contract/board.ts';
import type { Sessions } from './sessions.ts';
import { joinedLines } from './transcript.ts';

/** How often an open session is asked for anew, ms. */
const ASK_MS = 1000;

export interface WatchedSession {
  readonly id: string;
  /** The newest that is known; null: nothing, as it is not kept any more. */
  readonly detail: SessionDetail | null;
  readonly ended: boolean;
}

/** What is known of a session, anew each second. Of one that ends meanwhile, what was read before stays. */
export function useSession(sessions: Sessions, id: string | null): WatchedSession | null {
  const [known, setKnown] = useState<WatchedSession | null>(null);
  useEffect(() => {
    if (id === null) return undefined;
    let watching = true;
    const learn = (detail: SessionDetail | null) => {
      if (!watching) return;
      const ended = detail === null || detail.ended !== null;
      // Sessions don't come back; but of one whose connection was cut, the ledger may still answer.
      if (ended && detail?.pending == null) clearInterval(timer);
      setKnown((before) => {
        const earlier = before?.id === id ? before.detail : null;
        if (detail === null) return { id, detail: earlier, ended };
        return { id, detail: { ...detail, lines: joinedLines(earlier?.lines ?? [], detail.lines) }, ended };
      });
    };
    const ask = () => void sessions.detail(id).then(learn, () => undefined);
    const timer = setInterval(ask, ASK_MS);
    ask();
    return () => {
      watching = false;
      clearInterval(timer);
    };
  }, [sessions, id]);
  return known?.id === id ? known : null;
}
