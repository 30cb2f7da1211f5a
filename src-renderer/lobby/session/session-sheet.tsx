import type { SessionDetail } from '../../../src-main/contract/board.ts';
import { ScrollArea } from '../../ui/controls/table.tsx';
import { Waiting } from '../../ui/controls/waiting.tsx';
import { WindowDialog } from '../../ui/controls/window-dialog.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';
import { operationWords } from '../../ui/language/operation-words.ts';
import { TransferTable } from '../board/feed.tsx';
import type { FeedRow } from '../board/history.ts';
import { sessionNumber, shownAccount } from '../board/sessions/session-name.ts';
import { TranscriptList } from './transcript-list.tsx';
import type { WatchedSession } from './use-session.ts';

interface SessionSheetProps {
  readonly id: string;
  /** null until the first answer. */
  readonly watched: WatchedSession | null;
  /** Its transfers that this window has seen: all there is of a session that is not kept any more. */
  readonly seen: readonly FeedRow[];
  readonly mask: boolean;
  readonly onClose: () => void;
}

/** One session from the wire to the journal, joined by its id. */
export function SessionSheet({ id, watched, seen, mask, onClose }: SessionSheetProps) {
  const language = useLanguage();
  const words = language.strings.lobby;
  return (
    <WindowDialog
      name="session-sheet"
      title={words.transcriptOf(sessionNumber(id, language))}
      isOpen
      onOpenChange={(open) => (open ? undefined : onClose())}
    >
      <SessionContent id={id} watched={watched} seen={seen} mask={mask} />
    </WindowDialog>
  );
}

export function SessionContent({ id, watched, seen, mask }: Omit<SessionSheetProps, 'onClose'>) {
  const words = useLanguage().strings.lobby;
  // Nothing is known yet, not even that there is nothing.
  if (watched === null && seen.length === 0) return <Waiting />;
  const detail = watched?.detail ?? null;
  const rows = detail === null ? seen : detail.transfers.map((transfer) => ({ transfer, session: id }));
  return (
    <>
      {watched?.ended === true ? (
        <p className="hint">{detail === null ? words.transcriptGone : words.transcriptEnded}</p>
      ) : null}
      {detail === null ? null : <Facts detail={detail} mask={mask} />}
      <h3>{words.transcript}</h3>
      {detail === null || detail.lines.length === 0 ? (
        <p className="hint">{watched?.ended === true ? words.transcriptNone : words.transcriptEmpty}</p>
      ) : (
        <TranscriptList lines={detail.lines} mask={mask} />
      )}
      <h3>{words.wrote}</h3>
      {rows.length === 0 ? (
        <p className="hint">{words.wroteNothing}</p>
      ) : (
        <ScrollArea>
          <TransferTable rows={rows} mask={mask} />
        </ScrollArea>
      )}
    </>
  );
}

function Facts({ detail, mask }: { readonly detail: SessionDetail; readonly mask: boolean }) {
  const language = useLanguage();
  const words = language.strings.lobby;
  const { columns } = words;
  const { session, ended, pending, heldBytes } = detail;
  return (
    <dl className="facts figures">
      <dt>{columns.thread}</dt>
      <dd>{language.number(session.thread + 1)}</dd>
      <dt>{columns.protocol}</dt>
      <dd>{words.protocols[session.protocol].name}</dd>
      <dt>{columns.peer}</dt>
      <dd className="code">{session.peer}</dd>
      <dt>{columns.account}</dt>
      <dd className={session.account === null ? '' : 'code'}>
        {session.account === null ? words.notLoggedIn : shownAccount(session.account, mask, language)}
      </dd>
      <dt>{columns.operations}</dt>
      <dd>{language.number(session.operations)}</dd>
      <dt>{columns.since}</dt>
      <dd>{language.exactTime(session.since)}</dd>
      {ended === null ? null : (
        <>
          <dt>{columns.ended}</dt>
          <dd>{language.exactTime(ended)}</dd>
        </>
      )}
      {ended !== null && pending === null ? null : (
        <>
          <dt>{ended === null ? words.queue : words.unanswered}</dt>
          <dd>
            <Pending detail={detail} />
          </dd>
        </>
      )}
      {heldBytes === 0 ? null : (
        <>
          <dt>{words.behind}</dt>
          <dd>{words.bytes(heldBytes, language.number(heldBytes))}</dd>
        </>
      )}
    </dl>
  );
}

/** Its request in the ledger's queue. */
function Pending({ detail: { pending } }: { readonly detail: SessionDetail }) {
  const language = useLanguage();
  const words = language.strings.lobby;
  if (pending === null) return words.nothingWaits;
  return words.both(
    operationWords(language, { op: pending.operation, amount: pending.amount }),
    language.time(pending.since),
  );
}
