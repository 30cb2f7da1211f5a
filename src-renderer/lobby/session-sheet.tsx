import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { SessionView, TranscriptLine } from '../../src-main/contract/board.ts';
import { Button } from '../ui/controls.tsx';
import { CloseIcon } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language-context.tsx';
import { TransferTable } from './feed.tsx';
import { type FeedRow, masked } from './history.ts';

interface SessionSheetProps {
  readonly id: string;
  /** null once it has ended. */
  readonly session: SessionView | null;
  readonly transcript: readonly TranscriptLine[];
  /** Journal rows that this session wrote. */
  readonly rows: readonly FeedRow[];
  readonly mask: boolean;
  readonly onClose: () => void;
}

/** One session from the wire to the journal, joined by its id. */
export function SessionSheet({ id, session, transcript, rows, mask, onClose }: SessionSheetProps) {
  const language = useLanguage();
  const words = language.strings.lobby;
  const { columns } = words;
  return (
    <ModalOverlay className="overlay" isOpen isDismissable onOpenChange={(open) => (open ? undefined : onClose())}>
      <Modal>
        <Dialog className="dialog session-sheet">
          <header>
            <Heading slot="title">{words.transcriptOf(id)}</Heading>
            <Button look="quiet" small onPress={onClose} aria-label={language.strings.suite.close}>
              <CloseIcon />
            </Button>
          </header>
          {session === null ? (
            <p className="hint">{words.transcriptGone}</p>
          ) : (
            <dl className="facts figures">
              <dt>{columns.thread}</dt>
              <dd>{language.number(session.thread + 1)}</dd>
              <dt>{columns.protocol}</dt>
              <dd>{words[session.protocol]}</dd>
              <dt>{columns.peer}</dt>
              <dd className="code">{session.peer}</dd>
              <dt>{columns.account}</dt>
              <dd>{session.account === null ? words.notLoggedIn : masked(session.account, mask)}</dd>
              <dt>{columns.operations}</dt>
              <dd>{language.number(session.operations)}</dd>
            </dl>
          )}
          <h3>{words.transcript}</h3>
          {transcript.length === 0 ? (
            <p className="hint">{words.transcriptEmpty}</p>
          ) : (
            <ol className="transcript">
              {transcript.map((line, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and are only added
                <li key={index} className={line.direction}>
                  <span className="speaker">{words.said[line.direction]}</span>
                  <pre className="code">{line.text.replace(/\n$/, '')}</pre>
                </li>
              ))}
            </ol>
          )}
          <h3>{words.wrote}</h3>
          {rows.length === 0 ? <p className="hint">{words.wroteNothing}</p> : <TransferTable rows={rows} mask={mask} />}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
