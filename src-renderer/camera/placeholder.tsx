import type { CameraState } from '../../src-main/contract/camera.ts';
import { Button } from '../ui/controls/controls.tsx';
import { CopyButton } from '../ui/controls/copy-button.tsx';
import { CameraIcon, WarningIcon } from '../ui/controls/icons.tsx';
import { useLanguage } from '../ui/language/language-context.tsx';
import { useNow } from '../ui/use-now.ts';

interface PlaceholderProps {
  readonly state: Exclude<CameraState, { state: 'live' }>;
  /** When the state came, ms since the epoch. */
  readonly since: number;
  readonly onStart: () => void;
  /** null: the demo is what is chosen already. */
  readonly onDemo: (() => void) | null;
  /** Opens the file chooser. */
  readonly onFiles: () => void;
}

/** Failures that another file mends. */
const FILE_FAILURES = ['source_missing', 'source_unreadable', 'folder_empty'];

/** What stands in place of the picture: why there is none, and the way on. */
export function Placeholder({ state, since, onStart, onDemo, onFiles }: PlaceholderProps) {
  const language = useLanguage();
  const words = language.strings.camera;
  switch (state.state) {
    case 'starting':
      return (
        <div className="placeholder" role="status">
          <span className="spinner" />
          <p>{words.states.starting}</p>
        </div>
      );
    case 'off':
    case 'ended':
      return (
        <div className="placeholder" role="status">
          <CameraIcon />
          <h2>{words.states[state.state]}</h2>
          {state.state === 'off' ? <p className="hint">{words.offHint}</p> : null}
          <div className="actions">
            <Button look="primary" onPress={onStart}>
              {state.state === 'off' ? words.turnOn : words.playAgain}
            </Button>
            {onDemo === null ? null : <Button onPress={onDemo}>{words.useDemo}</Button>}
          </div>
        </div>
      );
    case 'failed': {
      const ofFile = FILE_FAILURES.includes(state.code);
      return (
        <div className="placeholder failed">
          <div role="alert">
            <WarningIcon />
            <h2>{state.code === 'source_missing' ? words.states.noFile : words.states.failed}</h2>
            <p>{language.failure(state)}</p>
          </div>
          {state.retryInMs === null ? null : <Retry until={since + state.retryInMs} />}
          {onDemo === null || ofFile ? null : <p className="hint">{words.noCamera}</p>}
          <div className="actions">
            {ofFile ? (
              <Button look="primary" onPress={onFiles}>
                {words.chooseFile}
              </Button>
            ) : null}
            {onDemo === null ? null : (
              <Button look={ofFile ? 'plain' : 'primary'} onPress={onDemo}>
                {words.useDemo}
              </Button>
            )}
            <Button look={onDemo === null && !ofFile ? 'primary' : 'plain'} onPress={onStart}>
              {words.retry}
            </Button>
            <CopyButton
              text={`${state.code}: ${state.message}`}
              label={language.strings.suite.copyDetails}
              small={false}
            />
          </div>
        </div>
      );
    }
  }
}

function Retry({ until }: { readonly until: number }) {
  const language = useLanguage();
  const seconds = Math.max(0, Math.ceil((until - useNow()) / 1000));
  return <p className="hint figures">{language.strings.suite.retryIn(seconds, language.number(seconds))}</p>;
}

interface ConsentProps {
  /** Whether this machine has none: the demo then comes first. */
  readonly noWebcam: boolean;
  readonly onAgree: () => void;
  readonly onDemo: () => void;
}

/** Asked once, before a real camera is opened. */
export function Consent({ noWebcam, onAgree, onDemo }: ConsentProps) {
  const { strings } = useLanguage();
  const words = strings.camera;
  return (
    <div className="placeholder consent">
      <CameraIcon />
      <h2>{noWebcam ? words.noWebcamTitle : words.consentTitle}</h2>
      {noWebcam ? <p>{words.noWebcam}</p> : null}
      <ul>
        {words.consent.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <div className="actions">
        {noWebcam ? (
          <Button look="primary" onPress={onDemo}>
            {words.useDemo}
          </Button>
        ) : null}
        <Button look={noWebcam ? 'plain' : 'primary'} onPress={onAgree}>
          {words.agree}
        </Button>
        {noWebcam ? null : <Button onPress={onDemo}>{words.useDemo}</Button>}
      </div>
    </div>
  );
}
