import { useCallback, useEffect, useState } from 'react';
import type { Board } from '../../../src-main/contract/board.ts';
import type { WindowBridge } from '../../../src-main/contract/windows.ts';
import { useVisible } from '../../ui/use-visible.ts';
import { SessionSheet } from '../session/session-sheet.tsx';
import type { Sessions } from '../session/sessions.ts';
import { useSession } from '../session/use-session.ts';
import { LiveBoard } from './board.tsx';
import { type History, NO_HISTORY, recorded, STALLED_MS, stalled } from './history.ts';

/** How often the charts of a board that has stalled move on, ms. */
const STALL_LOOK_MS = 1000;

interface WatchedBoardProps {
  readonly bridge: WindowBridge;
  readonly sessions: Sessions;
  readonly connected: boolean;
  /** Session threads of the bank; null while it does not listen. */
  readonly threads: number | null;
  readonly mask: boolean;
  readonly onMask: (mask: boolean) => void;
}

/** The live board, fed by the bank, with the session that was chosen on it. Boards draw this anew, not the window around it. */
export function WatchedBoard({ bridge, sessions, connected, threads, mask, onMask }: WatchedBoardProps) {
  const [session, setSession] = useState<string | null>(null);
  const history = useHistory(bridge, connected);
  const watched = useSession(sessions, session);
  const close = useCallback(() => setSession(null), []);
  return (
    <>
      {threads === null || history.latest === null ? null : (
        <LiveBoard
          history={history}
          latest={history.latest}
          threads={threads}
          mask={mask}
          onMask={onMask}
          onSession={setSession}
        />
      )}
      {session === null ? null : (
        <SessionSheet
          id={session}
          watched={watched}
          seen={history.feed.filter((row) => row.session === session)}
          mask={mask}
          onClose={close}
        />
      )}
    </>
  );
}

/** The live board's history. A window that nobody sees does not make the bank work for it. */
function useHistory(bridge: WindowBridge, connected: boolean): History {
  const [history, setHistory] = useState(NO_HISTORY);
  const seen = useVisible();
  useEffect(() => {
    if (!connected || !seen) return undefined;
    let silence: ReturnType<typeof setTimeout> | undefined;
    const awaitNext = (board: Board, heardAt: number, ms: number) => {
      silence = setTimeout(() => {
        setHistory((before) => stalled(before, board.at + performance.now() - heardAt));
        awaitNext(board, heardAt, STALL_LOOK_MS);
      }, ms);
    };
    const stop = bridge.on('bank.board', (board) => {
      setHistory((before) => recorded(before, board));
      clearTimeout(silence);
      awaitNext(board, performance.now(), STALLED_MS);
    });
    bridge.call('bank.watch', { on: true }).catch(() => undefined);
    return () => {
      stop();
      clearTimeout(silence);
      bridge.call('bank.watch', { on: false }).catch(() => undefined);
    };
  }, [bridge, connected, seen]);
  return history;
}
