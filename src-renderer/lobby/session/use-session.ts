import { useEffect, useState } from 'react';
import type { SessionDetail } from '../../../src-main/contract/board.ts';
import type { WindowBridge } from '../../../src-main/contract/windows.ts';

/** How often an open session is asked for anew, ms. */
const ASK_MS = 1000;

export interface WatchedSession {
  readonly id: string;
  /** The newest that is known; null: nothing, as it had ended before it was asked for. */
  readonly detail: SessionDetail | null;
  readonly ended: boolean;
}

/** What is known of a session, anew each second. Of one that ends meanwhile, what was read before stays. */
export function useSession(bridge: WindowBridge, id: string | null): WatchedSession | null {
  const [known, setKnown] = useState<WatchedSession | null>(null);
  useEffect(() => {
    if (id === null) return undefined;
    let watching = true;
    const learn = (detail: SessionDetail | null) => {
      if (!watching) return;
      // Sessions don't come back.
      if (detail === null) clearInterval(timer);
      setKnown((before) =>
        detail === null
          ? { id, detail: before?.id === id ? before.detail : null, ended: true }
          : { id, detail, ended: false },
      );
    };
    const ask = () => void bridge.call('bank.session', { id }).then(learn, () => undefined);
    const timer = setInterval(ask, ASK_MS);
    ask();
    return () => {
      watching = false;
      clearInterval(timer);
    };
  }, [bridge, id]);
  return known?.id === id ? known : null;
}
