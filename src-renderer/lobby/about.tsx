import { Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { CallResult } from '../../src-main/contract/windows.ts';
import { Button } from '../ui/controls.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { useLanguage } from '../ui/language-context.tsx';

type About = CallResult<'suite.about'>;

/** Versions, where the data lies, and licences. */
export function AboutButton({ about }: { readonly about: About | null }) {
  const { strings } = useLanguage();
  const words = strings.lobby;
  return (
    <DialogTrigger>
      <Button look="quiet" small>
        {words.about}
      </Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal>
          <Dialog className="dialog about">
            {({ close }) => (
              <>
                <Heading slot="title">{words.about}</Heading>
                <p>{words.aboutWords}</p>
                {about === null ? null : (
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
                )}
                <h3>{words.licences}</h3>
                <p className="hint">{words.licenceWords}</p>
                <div className="actions">
                  {about === null ? null : (
                    <CopyButton text={JSON.stringify(about, null, 2)} label={strings.suite.copyDetails} />
                  )}
                  <Button look="primary" onPress={close}>
                    {strings.suite.close}
                  </Button>
                </div>
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}
