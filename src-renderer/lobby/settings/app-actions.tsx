import { useState } from 'react';
import { type FailureFields, failureFields } from '../../../src-main/contract/failure.ts';
import type { WindowBridge } from '../../../src-main/contract/windows.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';

/** What can be done with this Lobby as a whole; each rejects with a Failure that can be shown. */
export interface AppActions {
  openData(): Promise<unknown>;
  /** @returns where the old books are */
  reset(): Promise<string>;
  quit(): Promise<unknown>;
}

export function appActions(bridge: WindowBridge): AppActions {
  return {
    openData: () => bridge.call('suite.open-data', {}),
    reset: () => bridge.call('bank.reset', {}).then(({ keptAs }) => keptAs),
    quit: () => bridge.call('suite.quit', {}),
  };
}

type Reset =
  | { readonly at: 'no' }
  /** Asked once more: everybody's session ends by it. */
  | { readonly at: 'asked' }
  | { readonly at: 'working' }
  | { readonly at: 'done'; readonly keptAs: string };

/** The question is larger than the buttons in whose place it stands: its own would be below the dialog's edge. */
function bringIntoSight(question: HTMLElement | null): void {
  question?.scrollIntoView({ block: 'nearest' });
}

/** Opens the data folder, resets the bank, quits Lobby. */
export function AppActionButtons({ actions }: { readonly actions: AppActions }) {
  const language = useLanguage();
  const words = language.strings.office;
  const [reset, setReset] = useState<Reset>({ at: 'no' });
  const [failure, setFailure] = useState<FailureFields | null>(null);
  const attempt = (work: Promise<unknown>) => {
    setFailure(null);
    work.catch((thrown: unknown) => {
      setFailure(failureFields(thrown));
      setReset({ at: 'no' });
    });
  };
  const resetNow = () => {
    setReset({ at: 'working' });
    attempt(actions.reset().then((keptAs) => setReset({ at: 'done', keptAs })));
  };
  return (
    <>
      <h3>{words.app}</h3>
      {reset.at === 'asked' ? (
        <div className="question" role="alert" ref={bringIntoSight}>
          <p>{words.resetQuestion}</p>
          <div className="actions">
            <Button onPress={() => setReset({ at: 'no' })}>{words.cancel}</Button>
            <Button look="primary" onPress={resetNow}>
              {words.resetNow}
            </Button>
          </div>
        </div>
      ) : (
        <div className="button-row">
          <Button onPress={() => attempt(actions.openData())}>{words.openData}</Button>
          <Button isDisabled={reset.at === 'working'} onPress={() => setReset({ at: 'asked' })}>
            {reset.at === 'working' ? words.resetting : words.reset}
          </Button>
          <Button onPress={() => attempt(actions.quit())}>{words.quit}</Button>
        </div>
      )}
      <p className="hint" role="status">
        {reset.at === 'done' ? (
          <>
            {words.wasReset} <span className="code">{reset.keptAs}</span>
          </>
        ) : null}
      </p>
      {failure === null ? null : <p role="alert">{language.failure(failure)}</p>}
    </>
  );
}
