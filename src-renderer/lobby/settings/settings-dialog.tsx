import { type FormEvent, use, useId, useState } from 'react';
import { DialogTrigger } from 'react-aria-components';
import type { UpdateState } from '../../../src-main/contract/administration/updates.ts';
import { LANGUAGE_CODES, LANGUAGES } from '../../../src-main/contract/languages.ts';
import type { Settings, SettingsPatch } from '../../../src-main/contract/settings.ts';
import type { CallResult } from '../../../src-main/contract/windows.ts';
import { Button, Choices, Field, NamedChoices, Switch } from '../../ui/controls/controls.tsx';
import { CheckIcon, SlidersIcon, WarningIcon } from '../../ui/controls/icons.tsx';
import { WindowDialog } from '../../ui/controls/window-dialog.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';
import { RefusedChange } from '../../ui/refused-change.ts';
import { useSaid } from '../../ui/use-said.ts';
import { BankFields } from '../bank/bank-fields.tsx';
import { OutdatedBank } from '../bank/outdated-bank.tsx';
import { UpdateSetting } from '../updates/update-setting.tsx';
import { AppActionButtons, type AppActions } from './app-actions.tsx';

interface SettingsProps {
  readonly settings: Settings;
  /** @returns whether the change was kept */
  readonly onChange: (patch: SettingsPatch) => Promise<boolean>;
}

interface BankProps {
  /** Whether an open bank does not follow the settings yet. */
  readonly outdated: boolean;
  readonly onReopenBank: () => void;
}

interface SettingsButtonProps extends SettingsProps, BankProps {
  /** null until the suite has told. */
  readonly about: Pick<CallResult<'suite.about'>, 'shell' | 'platform'> | null;
  readonly appActions: AppActions;
  readonly update: UpdateState;
}

/** All that is chosen for the whole suite, in one place. What belongs to one window is chosen there too. */
export function SettingsButton({ about, ...props }: SettingsButtonProps) {
  const { strings } = useLanguage();
  return (
    <DialogTrigger>
      <Button look="quiet" small>
        <SlidersIcon />
        {strings.suite.settings}
      </Button>
      <WindowDialog name="settings" title={strings.suite.settings}>
        <AllSettings {...props} startsAtLogin={about !== null && canStartAtLogin(about)} />
      </WindowDialog>
    </DialogTrigger>
  );
}

/** Only Electron can have the system open Lobby at log-in, on the systems that src-main/shell/electron supports. */
export function canStartAtLogin({ shell, platform }: Pick<CallResult<'suite.about'>, 'shell' | 'platform'>): boolean {
  return shell === 'electron' && /^(darwin|win32|linux)-/.test(platform);
}

interface AllSettingsProps extends SettingsProps, BankProps, Pick<SettingsButtonProps, 'appActions' | 'update'> {
  /** Whether this shell can be opened when the person logs in. */
  readonly startsAtLogin: boolean;
}

export function AllSettings({
  settings,
  startsAtLogin,
  outdated,
  appActions,
  update,
  onChange,
  onReopenBank,
}: AllSettingsProps) {
  const language = useLanguage();
  const { strings } = language;
  const words = strings.lobby;
  const refused = use(RefusedChange);
  const [saved, saySaved] = useSaid();
  // A database and other banks are tried first, which may take seconds.
  const [trying, setTrying] = useState(false);
  const saveBank = async (bank: Settings['bank']) => {
    setTrying(true);
    const kept = await onChange({ bank });
    setTrying(false);
    if (kept) saySaved();
  };
  return (
    <>
      {refused === null ? null : (
        <div className="failure" role="alert">
          <WarningIcon />
          <p>{language.failure(refused)}</p>
        </div>
      )}
      <h3>{words.general}</h3>
      <Preferences settings={settings} named onChange={onChange} />
      {startsAtLogin ? (
        <Switch isSelected={settings.startAtLogin} onChange={(startAtLogin) => onChange({ startAtLogin })}>
          {words.startAtLogin}
        </Switch>
      ) : null}
      <UpdateSetting
        update={update}
        isOn={settings.checkForUpdates}
        onChange={(checkForUpdates) => void onChange({ checkForUpdates })}
      />
      <h3>{words.bankSettings}</h3>
      <BankFields
        bank={settings.bank}
        action={words.save}
        look="plain"
        onSubmit={(bank) => void saveBank(bank)}
        outcome={<Saved said={saved && refused === null} waits={trying} />}
      />
      {outdated ? <OutdatedBank onReopen={onReopenBank} /> : <p className="hint">{words.nextOpening}</p>}
      <h3>{words.atmSettings}</h3>
      <Switch isSelected={settings.atm.sounds} onChange={(sounds) => onChange({ atm: { sounds } })}>
        {strings.atm.sounds}
      </Switch>
      <h3>{words.cameraSettings}</h3>
      <CameraSource source={settings.camera.source} onSource={(source) => onChange({ camera: { source } })} />
      <AppActionButtons actions={appActions} />
    </>
  );
}

interface PreferencesProps extends SettingsProps {
  /** Whether their names are in sight; screen readers are told them in any case. */
  readonly named?: boolean;
}

/** Language, digits where a language has its own, and appearance. */
export function Preferences({ settings, named = false, onChange }: PreferencesProps) {
  const { code, strings } = useLanguage();
  const { languages, themes, digits } = strings;
  const Row = named ? NamedChoices : Choices;
  return (
    <div className="preferences">
      <Row
        label={languages.label}
        value={settings.language}
        options={[
          { value: 'system', label: languages.system },
          // In words of their own, which a screen reader must not take for the window's language.
          ...LANGUAGE_CODES.map((value) => ({ value, label: <span lang={value}>{LANGUAGES[value].name}</span> })),
        ]}
        onChange={(language) => onChange({ language })}
      />
      {LANGUAGES[code].digits === 'latn' ? null : (
        <Row
          label={digits.label}
          value={settings.digits}
          options={(['own', 'latin'] as const).map((value) => ({ value, label: digits[value] }))}
          onChange={(value) => onChange({ digits: value })}
        />
      )}
      <Row
        label={themes.label}
        value={settings.theme}
        options={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: themes[value] }))}
        onChange={(theme) => onChange({ theme })}
      />
    </div>
  );
}

interface CameraSourceProps {
  readonly source: string;
  /** @returns whether it was kept */
  readonly onSource: (source: string) => Promise<boolean>;
}

function CameraSource({ source, onSource }: CameraSourceProps) {
  const { strings } = useLanguage();
  const words = strings.lobby;
  const hint = useId();
  const [text, setText] = useState(source);
  const [saved, saySaved] = useSaid();
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '') void onSource(text.trim()).then((kept) => (kept ? saySaved() : undefined));
  };
  return (
    <form className="camera-source" onSubmit={save}>
      <Field label={words.cameraSource}>
        <input className="code" aria-describedby={hint} value={text} onChange={({ target }) => setText(target.value)} />
      </Field>
      <Button type="submit" isDisabled={text.trim() === ''}>
        {words.save}
      </Button>
      <div className="below">
        <p className="hint" id={hint}>
          {words.cameraSourceHint}
        </p>
        <Saved said={saved} />
      </div>
    </form>
  );
}

interface SavedProps {
  readonly said: boolean;
  readonly waits?: boolean;
}

function Saved({ said, waits = false }: SavedProps) {
  const { strings } = useLanguage();
  return (
    <p className="saved" role="status">
      {waits ? <span className="hint waiting">{strings.suite.waiting}</span> : null}
      {said && !waits ? (
        <>
          <CheckIcon />
          {strings.suite.saved}
        </>
      ) : null}
    </p>
  );
}
