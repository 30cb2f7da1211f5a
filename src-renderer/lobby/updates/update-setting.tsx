import type { UpdateState } from '../../../src-main/contract/administration/updates.ts';
import { Switch } from '../../ui/controls/controls.tsx';
import type { Language } from '../../ui/language/language.ts';
import { useLanguage } from '../../ui/language/language-context.tsx';

interface UpdateSettingProps {
  readonly update: UpdateState;
  readonly isOn: boolean;
  readonly onChange: (on: boolean) => void;
}

/** Whether newer versions are asked for, and what came of it; nothing for a Lobby that has nobody to ask. */
export function UpdateSetting({ update, isOn, onChange }: UpdateSettingProps) {
  const { strings } = useLanguage();
  if (update.state === 'without-feed') return null;
  return (
    <>
      <Switch isSelected={isOn} hint={strings.updates.settingHint(update.feed)} onChange={onChange}>
        {strings.updates.setting}
      </Switch>
      <p className="hint" role="status">
        {wordsOf(update, strings.updates)}
      </p>
    </>
  );
}

function wordsOf(update: UpdateState, words: Language['strings']['updates']): string {
  switch (update.state) {
    case 'without-feed':
    case 'off':
      return '';
    case 'newer':
      return words.newer(update.version);
    default:
      return words.states[update.state];
  }
}
