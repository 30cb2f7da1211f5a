import { type FormEvent, useState } from 'react';
import { Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { Settings, SettingsPatch } from '../../src-main/contract/settings.ts';
import { Button, Choices, Field, Switch } from '../ui/controls.tsx';
import { CloseIcon, SlidersIcon } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language-context.tsx';
import { BankFields } from './bank-fields.tsx';

interface SettingsProps {
  readonly settings: Settings;
  readonly onChange: (patch: SettingsPatch) => void;
}

/** All that is chosen for the whole suite, in one place. What belongs to one window is chosen there too. */
export function SettingsButton({ settings, onChange }: SettingsProps) {
  const { strings } = useLanguage();
  const words = strings.lobby;
  return (
    <DialogTrigger>
      <Button look="quiet" small>
        <SlidersIcon />
        {strings.suite.settings}
      </Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal>
          <Dialog className="dialog settings">
            {({ close }) => (
              <>
                <header>
                  <Heading slot="title">{strings.suite.settings}</Heading>
                  <Button look="quiet" small onPress={close} aria-label={strings.suite.close}>
                    <CloseIcon />
                  </Button>
                </header>
                <h3>{words.general}</h3>
                <Preferences settings={settings} onChange={onChange} />
                <h3>{words.bankSettings}</h3>
                <BankFields bank={settings.bank} action={words.save} onSubmit={(bank) => onChange({ bank })} />
                <p className="hint">{words.nextOpening}</p>
                <h3>{words.atmSettings}</h3>
                <Switch isSelected={settings.atm.sounds} onChange={(sounds) => onChange({ atm: { sounds } })}>
                  {strings.atm.sounds}
                </Switch>
                <h3>{words.cameraSettings}</h3>
                <CameraSource source={settings.camera.source} onSource={(source) => onChange({ camera: { source } })} />
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}

/** Language, digits where a language has its own, and appearance. */
export function Preferences({ settings, onChange }: SettingsProps) {
  const { code, strings } = useLanguage();
  const { languages, themes, digits } = strings;
  return (
    <div className="preferences">
      <Choices
        label={languages.label}
        value={settings.language}
        options={(['system', 'en', 'ar'] as const).map((value) => ({ value, label: languages[value] }))}
        onChange={(language) => onChange({ language })}
      />
      {code === 'ar' ? (
        <Choices
          label={digits.label}
          value={settings.digits}
          options={(['own', 'latin'] as const).map((value) => ({ value, label: digits[value] }))}
          onChange={(value) => onChange({ digits: value })}
        />
      ) : null}
      <Choices
        label={themes.label}
        value={settings.theme}
        options={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: themes[value] }))}
        onChange={(theme) => onChange({ theme })}
      />
    </div>
  );
}

function CameraSource({ source, onSource }: { readonly source: string; readonly onSource: (source: string) => void }) {
  const { strings } = useLanguage();
  const words = strings.lobby;
  const [text, setText] = useState(source);
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '') onSource(text.trim());
  };
  return (
    <form className="camera-source" onSubmit={save}>
      <Field label={words.cameraSource}>
        <input className="code" required value={text} onChange={({ target }) => setText(target.value)} />
      </Field>
      <Button type="submit">{words.save}</Button>
    </form>
  );
}
