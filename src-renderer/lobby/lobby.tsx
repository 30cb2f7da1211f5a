import type { ReactNode } from 'react';
import type { LedgerCheckState } from '../../src-main/contract/administration/ledger-check.ts';
import type { UpdateState } from '../../src-main/contract/administration/updates.ts';
import type { BankStatus } from '../../src-main/contract/board.ts';
import type { CrowdOptions, CrowdState } from '../../src-main/contract/crowd.ts';
import type { Settings, SettingsPatch } from '../../src-main/contract/settings.ts';
import type { CallResult } from '../../src-main/contract/windows.ts';
import { BankIcon } from '../ui/controls/icons.tsx';
import { useLanguage } from '../ui/language/language-context.tsx';
import { AboutButton } from './about.tsx';
import type { Office } from './accounts/office.ts';
import { ClosedBank, OpenBank } from './bank/bank-panel.tsx';
import { CrowdPanel } from './crowd/crowd-panel.tsx';
import { type Launchable, Launcher } from './launcher.tsx';
import type { Sessions } from './session/sessions.ts';
import type { AppActions } from './settings/app-actions.tsx';
import { Preferences, SettingsButton } from './settings/settings-dialog.tsx';
import { Tour } from './tour.tsx';

interface LobbyProps {
  readonly status: BankStatus;
  readonly about: CallResult<'suite.about'> | null;
  readonly settings: Settings;
  /** @returns whether the change was kept */
  readonly onChange: (patch: SettingsPatch) => Promise<boolean>;
  readonly onOpen: (kind: Launchable) => void;
  /** Opens a bank that is not open, with these settings. */
  readonly onOpenBank: (bank: Settings['bank']) => void;
  /** Opens an open bank anew, with the settings as they are now. */
  readonly onReopenBank: () => void;
  readonly crowd: CrowdState;
  readonly onCrowdStart: (options: CrowdOptions) => void;
  readonly onCrowdStop: () => void;
  readonly office: Office;
  readonly sessions: Sessions;
  readonly check: LedgerCheckState;
  readonly onCheck: () => void;
  readonly appActions: AppActions;
  readonly update: UpdateState;
  /** The live board, once there is one. */
  readonly board: ReactNode;
}

export function Lobby(props: LobbyProps) {
  const { status, about, settings, onChange, onOpen, onOpenBank } = props;
  const { strings } = useLanguage();
  return (
    <div className="lobby">
      <header className="masthead">
        <span className="mark">
          <BankIcon />
        </span>
        <h1>{strings.suite.name}</h1>
        <Preferences settings={settings} onChange={onChange} />
        <SettingsButton
          settings={settings}
          about={about}
          appActions={props.appActions}
          update={props.update}
          outdated={status.state === 'listening' && status.outdated === true}
          onChange={onChange}
          onReopenBank={props.onReopenBank}
        />
        <AboutButton about={about} onTour={() => void onChange({ lobby: { tour: true } })} />
      </header>
      <p className="for-screen-readers" role="status">
        {strings.lobby.bank}: {strings.lobby.state[status.state]}
      </p>
      <main>
        <div className="side">
          <Launcher onOpen={onOpen} />
          {status.state === 'listening' ? (
            <>
              <CrowdPanel state={props.crowd} onStart={props.onCrowdStart} onStop={props.onCrowdStop} />
              <OpenBank
                status={status}
                office={props.office}
                sessions={props.sessions}
                mask={settings.lobby.maskAccounts}
                check={props.check}
                onCheck={props.onCheck}
                onReopen={props.onReopenBank}
              />
            </>
          ) : null}
        </div>
        <div className="middle">
          {status.state === 'listening' ? (
            settings.lobby.tour && (
              <Tour
                crowd={props.crowd.state}
                onCrowdStart={props.onCrowdStart}
                onOpenAtm={() => onOpen('atm')}
                onEnd={() => void onChange({ lobby: { tour: false } })}
              />
            )
          ) : (
            <ClosedBank status={status} bank={settings.bank} onOpen={onOpenBank} />
          )}
          {props.board}
        </div>
      </main>
    </div>
  );
}
