import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay, type ModalOverlayProps } from 'react-aria-components';
import { useLanguage } from '../language/language-context.tsx';
import { Button } from './controls.tsx';
import { CloseIcon } from './icons.tsx';

interface WindowDialogProps extends Pick<ModalOverlayProps, 'isOpen' | 'onOpenChange'> {
  /** Its class beside `dialog`. */
  readonly name: string;
  readonly title: string;
  readonly children: ReactNode;
}

/** A dialog over the window with a heading and a way out; Escape and a press beside it close it, too. */
export function WindowDialog({ name, title, children, ...open }: WindowDialogProps) {
  const { strings } = useLanguage();
  return (
    <ModalOverlay className="overlay" isDismissable {...open}>
      <Modal>
        <Dialog className={`dialog ${name}`}>
          {({ close }) => (
            <>
              <header>
                <Heading slot="title">{title}</Heading>
                <Button look="quiet" small onPress={close} aria-label={strings.suite.close}>
                  <CloseIcon />
                </Button>
              </header>
              {children}
            </>
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
