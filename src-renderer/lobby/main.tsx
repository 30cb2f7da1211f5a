import { useCallback, useEffect, useMemo, useState } from 'react';
import type { LedgerCheckState } from '../../src-main/contract/administration/ledger-check.ts';
import type { UpdateState } from '../../src-main/contract/administration/updates.ts';
import type { BankStatus } from '../../src-main/contract/board.ts';
import type { CrowdState } from '../../src-main/contract/crowd.ts';
import { type FailureFields, failureFields } from '../../src-main/contract/failure.ts';
import type { SettingsComplaint } from '../../src-main/contract/settings.ts';
import type { CallResult } from '../../src-main/contract/windows.ts';
import { getBridge } from '../bridge/bridge.ts';
import { startWindow, type WindowProps } from '../ui/start-window.tsx';
import { launchableOf } from './launcher.tsx';
import { Lobby } from './lobby.tsx';
import './lobby.css';
import { officeOf } from './accounts/office.ts';
import { WatchedBoard } from './board/watched-board.tsx';
import { sessionsOf } from './session/sessions.ts';
import { appActions } from './settings/app-actions.tsx';
import { SettingsComplaints } from './settings/settings-complaints.tsx';
import { UpdateNews } from './updates/update-news.tsx';

function LobbyWindow({ bridge, settings, change, connected }: WindowProps) {
  const [status, setStatus] = useState<BankStatus>({ state: 'starting' });
  const [about, setAbout] = useState<CallResult<'suite.about'> | null>(null);
  const [crowd, setCrowd] = useState<CrowdState>({ state: 'idle', last: null });
  const [check, setCheck] = useState<LedgerCheckState>({ state: 'none' });
  const [update, setUpdate] = useState<UpdateState>({ state: 'without-feed' });
  /** The version whose announcement was closed. */
  const [readNews, setReadNews] = useState<string | null>(null);
  /** Why the announced version's page could not be opened. */
  const [pageFailure, setPageFailure] = useState<FailureFields | null>(null);
  const [complaints, setComplaints] = useState<readonly SettingsComplaint[]>([]);

  useEffect(() => {
    const stops = [
      bridge.on('bank.status', setStatus),
      bridge.on('crowd.state', setCrowd),
      bridge.on('ledger-check.state', setCheck),
      bridge.on('updates.state', setUpdate),
      // A change writes the file anew, and nothing in it is wrong any more.
      bridge.on('settings', () => setComplaints([])),
    ];
    if (connected) {
      bridge.call('crowd.state', {}).then(setCrowd, () => undefined);
      bridge.call('ledger-check.state', {}).then(setCheck, () => undefined);
      bridge.call('updates.state', {}).then(setUpdate, () => undefined);
      bridge.call('bank.status', {}).then(setStatus, () => undefined);
      bridge.call('suite.about', {}).then(setAbout, () => undefined);
      bridge.call('settings.complaints', {}).then(setComplaints, () => undefined);
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
      // The window of a suite that doesn't answer would not load.
      if (connected) bridge.openWindow(kind);
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [bridge, connected]);
  const office = useMemo(() => officeOf(bridge), [bridge]);
  const actions = useMemo(() => appActions(bridge), [bridge]);
  const sessions = useMemo(() => sessionsOf(bridge), [bridge]);
  const onMask = useCallback((maskAccounts: boolean) => void change({ lobby: { maskAccounts } }), [change]);

  return (
    <>
      {complaints.length === 0 ? null : (
        <SettingsComplaints complaints={complaints} onClose={() => setComplaints([])} />
      )}
      {update.state === 'newer' && update.version !== readNews ? (
        <UpdateNews
          update={update}
          onOpenPage={() => {
            setPageFailure(null);
            // A system without a browser opens nothing.
            bridge.call('updates.open-page', {}).catch((thrown) => setPageFailure(failureFields(thrown)));
          }}
          failure={pageFailure}
          onDownload={() => void bridge.call('updates.download', {}).catch(() => undefined)}
          onCancel={() => void bridge.call('updates.cancel', {}).catch(() => undefined)}
          onRestart={() => void bridge.call('updates.restart', {}).catch(() => undefined)}
          onClose={() => setReadNews(update.version)}
        />
      ) : null}
      <Lobby
        status={status}
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
        onReopenBank={() => void bridge.call('bank.reopen', {}).then(setStatus, () => undefined)}
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
        office={office}
        sessions={sessions}
        check={check}
        onCheck={() => {
          bridge
            .call('ledger-check.start', {})
            .catch((thrown) => setCheck({ state: 'failed', ...failureFields(thrown) }));
        }}
        appActions={actions}
        update={update}
        onCrowdStop={() => void bridge.call('crowd.stop', {}).catch(() => undefined)}
        board={
          <WatchedBoard
            bridge={bridge}
            sessions={sessions}
            connected={connected}
            threads={status.state === 'listening' ? status.threads : null}
            mask={settings.lobby.maskAccounts}
            onMask={onMask}
          />
        }
      />
    </>
  );
}

startWindow(getBridge(), 'lobby', LobbyWindow);
