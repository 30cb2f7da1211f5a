import type { SettingsComplaint } from '../../../src-main/contract/settings.ts';
import { Banner } from '../../ui/controls/banner.tsx';
import { Button } from '../../ui/controls/controls.tsx';
import { CopyButton } from '../../ui/controls/copy-button.tsx';
import type { Language } from '../../ui/language/language.ts';
import { useLanguage } from '../../ui/language/language-context.tsx';

interface SettingsComplaintsProps {
  /** At least one. */
  readonly complaints: readonly SettingsComplaint[];
  /** Somebody has read them. */
  readonly onClose: () => void;
}

/** What is wrong with the settings file, and what is used instead. */
export function SettingsComplaints({ complaints, onClose }: SettingsComplaintsProps) {
  const language = useLanguage();
  const { suite } = language.strings;
  const details = complaints.map(({ message }) => message).join('\n');
  return (
    <Banner
      tone="warn"
      actions={
        <>
          <CopyButton text={details} label={suite.copyDetails} />
          <Button small onPress={onClose}>
            {suite.close}
          </Button>
        </>
      }
    >
      {complaints.map((complaint) => wordsOf(complaint, language)).join(' ')}
    </Banner>
  );
}

function wordsOf(complaint: SettingsComplaint, { strings }: Language): string {
  const words = strings.settingsFile;
  if (complaint.kind === 'file') return words.unreadable(complaint.keptAs);
  const { setting, used } = complaint;
  return used === null ? words.wrongGroup(setting) : words.wrongValue(setting, used);
}
