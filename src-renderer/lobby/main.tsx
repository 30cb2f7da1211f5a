import { useCallback, useEffect, useState } from 'react';
import type { BankStatus } from '../../src-main/contract/board.ts';
import type { CrowdState } from '../../src-main/contract/crowd.ts';
import { failureFields } from '../../src-main/contract/failure.ts';
import type { CallResult, WindowBridge } from '../../src-main/contract/windows.ts';
import { getBridge } from '../bridge/bridge.ts';
import { startWindow, type WindowProps } from '../ui/start-window.tsx';
import { type History, NO_HISTORY, recorded } from './history.ts';
import { launchableOf } from './launcher.tsx';
import { Lobby } from './lobby.tsx';
import './lobby.css';
import { SessionSheet } from './session-sheet.tsx';
import { useSession } from './use-session.ts';

function LobbyWindow({ bridge, settings, change, connected }: WindowProps) {
  const [status, setStatus] = useState<BankStatus>({ state: 'starting' });
  const [about, setAbout] = useState<CallResult<'suite.about'> | null>(null);
  const [crowd, setCrowd] = useState<CrowdState>({ state: 'idle', last: null });
  const [session, setSession] = useState<string | null>(null);
  const history = useHistory(bridge, connected);
  const watched = useSession(bridge, session);

  useEffect(() => {
    const stops = [bridge.on('bank.status', setStatus), bridge.on('crowd.state', setCrowd)];
    if (connected) {
      bridge.call('crowd.state', {}).then(setCrowd, () => undefined);
      bridge.call('bank.status', {}).then(setStatus, () => undefined);
      bridge.call('suite.about', {}).then(setAbout, () => undefined);
    }
    return () => {
      for (const stop of stops) stop();
    };
  }, [bridge, connected]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const kind = launchableOf(event);
      if (kind === undefined) return;
      event.preventDefault();
      bridge.openWindow(kind);
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [bridge]);
  const close = useCallback(() => setSession(null), []);

  return (
    <>
      <Lobby
        status={status}
        history={history}
        about={about}
        settings={settings}
        onChange={change}
        onOpen={bridge.openWindow}
        onOpenBank={(bank) => {
          void change({ bank }).then((kept) => {
            // A bank that can't be opened tells it in its status.
            if (kept) bridge.call('bank.open', {}).then(setStatus, () => undefined);
          });
        }}
        crowd={crowd}
        onCrowdStart={(options) => {
          bridge.call('crowd.start', options).catch((thrown) => {
            // Of a crowd that somebody else has started meanwhile, the next report would say so anyway.
            setCrowd((now) =>
              now.state === 'idle' || now.state === 'failed'
                ? { state: 'failed', ...failureFields(thrown), last: now.last }
                : now,
            );
          });
        }}
        onCrowdStop={() => void bridge.call('crowd.stop', {}).catch(() => undefined)}
        onSession={setSession}
      />
      {session === null ? null : (
        <SessionSheet
          id={session}
          watched={watched}
          seen={history.feed.filter((row) => row.session === session)}
          mask={settings.lobby.maskAccounts}
          onClose={close}
        />
      )}
    </>
  );
}

/** The live board's history. A window that nobody sees does not make the bank work for it. */
function useHistory(bridge: WindowBridge, connected: boolean): History {
  const [history, setHistory] = useState(NO_HISTORY);
  const seen = useSeen();
  useEffect(() => {
    if (!connected || !seen) return undefined;
    const stop = bridge.on('bank.board', (board) => setHistory((before) => recorded(before, board)));
    bridge.call('bank.watch', { on: true }).catch(() => undefined);
    return () => {
      stop();
      bridge.call('bank.watch', { on: false }).catch(() => undefined);
    };
  }, [bridge, connected, seen]);
  return history;
}

function useSeen(): boolean {
  const [seen, setSeen] = useState(document.visibilityState === 'visible');
  useEffect(() => {
    const look = () => setSeen(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return seen;
}

startWindow(getBridge(), 'lobby', LobbyWindow);
