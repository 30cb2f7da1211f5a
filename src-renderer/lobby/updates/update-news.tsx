import type { UpdateState } from '../../../src-main/contract/administration/updates.ts';
import type { FailureFields } from '../../../src-main/contract/failure.ts';
import { Banner } from '../../ui/controls/banner.tsx';
import { Button } from '../../ui/controls/controls.tsx';
import { CopyButton } from '../../ui/controls/copy-button.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';

interface UpdateNewsProps {
  readonly update: Extract<UpdateState, { state: 'newer' }>;
  readonly onOpenPage: () => void;
  /** Why its page could not be opened; null: it was, or nobody tried. */
  readonly failure: FailureFields | null;
  /** Somebody has read it. */
  readonly onClose: () => void;
}

/** Says that there is a newer version, and how it comes onto this machine. */
export function UpdateNews({ update, onOpenPage, failure, onClose }: UpdateNewsProps) {
  const language = useLanguage();
  const { strings } = language;
  const words = strings.updates;
  const { version, running, command } = update;
  return (
    <Banner
      tone="news"
      actions={
        <>
          {command === null ? null : <CopyButton text={command} label={words.copyCommand} />}
          <Button small onPress={onOpenPage}>
            {words.openPage}
          </Button>
          <Button small onPress={onClose}>
            {strings.suite.close}
          </Button>
        </>
      }
    >
      {words.news(version, running)}
      {command === null ? null : (
        <>
          {' '}
          {words.command} <code className="code">{command}</code>
        </>
      )}
      {failure === null ? null : (
        <>
          <br />
          {language.failure(failure)}
        </>
      )}
    </Banner>
  );
}
