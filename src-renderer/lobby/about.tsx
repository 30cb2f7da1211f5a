import { useState } from 'react';
import { DialogTrigger } from 'react-aria-components';
import type { CallResult } from '../../src-main/contract/windows.ts';
import { Button } from '../ui/controls/controls.tsx';
import { CopyButton } from '../ui/controls/copy-button.tsx';
import { WindowDialog } from '../ui/controls/window-dialog.tsx';
import { useLanguage } from '../ui/language/language-context.tsx';

type About = CallResult<'suite.about'>;

interface AboutProps {
  /** null until the suite has told. */
  readonly about: About | null;
  /** Begins the tour again. */
  readonly onTour: () => void;
}

/** Versions, where the data lies, and licences; the way back to the tour. */
export function AboutButton({ about, onTour }: AboutProps) {
  const language = useLanguage();
  const { strings } = language;
  const words = strings.lobby;
  const [open, setOpen] = useState(false);
  return (
    <DialogTrigger isOpen={open} onOpenChange={setOpen}>
      <Button look="quiet" small>
        {words.about}
      </Button>
      <WindowDialog name="about" title={words.about}>
        <p>{words.aboutWords}</p>
        {about === null ? null : <Versions about={about} />}
        <h3>{words.limits}</h3>
        <ul className="limits-list">
          {words.limitsWords.map((sentence) => (
            <li key={sentence}>{language.digits(sentence)}</li>
          ))}
        </ul>
        <h3>{words.licences}</h3>
        <p className="hint">{words.licenceWords}</p>
        <div className="actions">
          {about === null ? null : (
            <CopyButton text={JSON.stringify(about, null, 2)} label={strings.suite.copyDetails} />
          )}
          <Button
            small
            onPress={() => {
              setOpen(false);
              onTour();
            }}
          >
            {strings.tour.again}
          </Button>
        </div>
      </WindowDialog>
    </DialogTrigger>
  );
}

function Versions({ about }: { readonly about: About }) {
  const { strings } = useLanguage();
  const words = strings.lobby;
  return (
    <dl className="facts">
      <dt>{words.version}</dt>
      <dd className="code">{about.version}</dd>
      <dt>{words.shell}</dt>
      <dd>{words.shells[about.shell]}</dd>
      <dt>{words.runtime}</dt>
      <dd className="code">{about.node}</dd>
      <dt>{words.platform}</dt>
      <dd className="code">{about.platform}</dd>
      <dt>{words.dataFolder}</dt>
      <dd className="code">{about.dataFolder}</dd>
    </dl>
  );
}
