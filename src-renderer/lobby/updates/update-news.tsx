import type { ReactNode } from 'react';
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
  readonly onDownload: () => void;
  /** Neither downloaded on nor kept. */
  readonly onCancel: () => void;
  readonly onRestart: () => void;
  /** Somebody has read it. */
  readonly onClose: () => void;
}

/** Says that there is a newer version, and how it comes onto this machine. */
export function UpdateNews(props: UpdateNewsProps) {
  const { strings } = useLanguage();
  const words = strings.updates;
  const { version, selfUpdate } = props.update;
  const cancel = (
    <Button small onPress={props.onCancel}>
      {words.cancel}
    </Button>
  );
  switch (selfUpdate?.step) {
    case 'downloading':
      return (
        <Banner tone="news" actions={cancel}>
          <Downloading words={words.downloading(version)} part={selfUpdate.part} />
        </Banner>
      );
    case 'ready':
      return (
        <Banner
          tone="news"
          actions={
            <>
              <Button small look="primary" onPress={props.onRestart}>
                {words.restart}
              </Button>
              {cancel}
            </>
          }
        >
          {words.ready(version)}
        </Banner>
      );
    default:
      return <Announcement {...props} />;
  }
}

function Announcement({ update, onOpenPage, failure, onDownload, onClose }: UpdateNewsProps) {
  const { strings } = useLanguage();
  const words = strings.updates;
  const { version, running, command, selfUpdate } = update;
  return (
    <Banner
      tone="news"
      actions={
        <>
          {selfUpdate === null ? null : (
            <Button small look="primary" onPress={onDownload}>
              {words.update}
            </Button>
          )}
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
      <Said failure={selfUpdate?.step === 'offered' ? selfUpdate.failure : null} />
      <Said failure={failure} />
    </Banner>
  );
}

function Said({ failure }: { readonly failure: FailureFields | null }): ReactNode {
  const language = useLanguage();
  if (failure === null) return null;
  return (
    <>
      <br />
      {language.failure(failure)}
    </>
  );
}

/** Screen readers are told that it has begun, and the percent when they ask. */
function Downloading({ words, part }: { readonly words: string; readonly part: number }) {
  const language = useLanguage();
  return (
    <>
      {words} <progress className="update-progress" value={part} aria-label={words} />{' '}
      <span className="figures" aria-hidden="true">
        {language.percent(part)}
      </span>
    </>
  );
}
