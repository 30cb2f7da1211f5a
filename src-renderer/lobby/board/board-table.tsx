import { memo, useDeferredValue, useState } from 'react';
import type { SessionView } from '../../../src-main/contract/board.ts';
import { ScrollArea, Table } from '../../ui/controls/table.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';
import type { BoardProps } from './board-props.ts';
import { equationWords } from './conservation.tsx';
import { TransferTable } from './feed.tsx';
import type { FeedRow } from './history.ts';
import { latencyWords } from './latency.ts';
import { clientName, sessionNumber, shownAccount } from './sessions/session-name.ts';

/** Tables change this often, ms: words that change five times a second can be neither read nor heard. */
const TABLE_MS = 1000;
/** Rows of each table, the newest; of the other sessions the table tells the number. */
const ROWS = 50;

/** The live board in words and tables: what the picture says, for those who read or hear it better so. */
export function BoardTable({ history, latest, mask, onSession }: BoardProps) {
  // One after the other: both at once would cost the window a frame.
  const held = useHeld({ history, latest }, latest.at);
  const { feed } = useHeld({ feed: history.feed }, latest.at + TABLE_MS / 2);
  return (
    <div className="tables">
      <Sayings {...held} />
      <Sessions latest={held.latest} mask={mask} onSession={onSession} />
      <Transfers feed={feed} mask={mask} onSession={onSession} />
    </div>
  );
}

/** The value as it was at the last whole TABLE_MS of `at`, ms. */
function useHeld<Value>(value: Value, at: number): Value {
  const period = Math.floor(at / TABLE_MS);
  const [held, setHeld] = useState({ value, period });
  if (held.period !== period) setHeld({ value, period });
  return useDeferredValue(held.value);
}

function Sayings({ history, latest }: Pick<BoardProps, 'history' | 'latest'>) {
  const language = useLanguage();
  const words = language.strings.lobby;
  const commit = history.commits.at(-1);
  return (
    <ul className="panel sayings figures">
      <li>{equationWords(latest, language)}</li>
      <li>{words.queueIs(latest.queue, language.number(latest.queue))}</li>
      <li>
        {commit === undefined
          ? words.noCommits
          : words.commitSummary(
              language.number(commit.number),
              commit.size,
              language.number(commit.size),
              language.number(commit.micros / 1000, 1),
            )}
      </li>
      <li>
        {words.throughput}: {language.number(Math.round(history.throughput.at(-1) ?? 0))}
      </li>
      <li>
        {latest.latency === null ? words.noLatency : `${words.latency}: ${latencyWords(latest.latency, language)}`}
      </li>
    </ul>
  );
}

const Sessions = memo(function Sessions({
  latest,
  mask,
  onSession,
}: Omit<BoardProps, 'history' | 'threads' | 'onMask'>) {
  const language = useLanguage();
  const words = language.strings.lobby;
  const { columns } = words;
  const sessions = latest.sessions.slice(-ROWS);
  const more = latest.open - sessions.length;
  return (
    <ScrollArea className="panel" aria-label={words.sessions}>
      <Table
        columns={[
          ...[columns.session, columns.thread, columns.protocol, columns.peer, columns.account, columns.since],
          { number: columns.operations },
        ]}
        caption={words.sessionCount(latest.open, language.number(latest.open))}
      >
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} mask={mask} onSession={onSession} />
        ))}
      </Table>
      {more > 0 && sessions.length > 0 ? <p className="hint">{words.moreSessions(language.number(more))}</p> : null}
    </ScrollArea>
  );
});

interface TransfersProps extends Pick<BoardProps, 'mask' | 'onSession'> {
  readonly feed: readonly FeedRow[];
}

const Transfers = memo(function Transfers({ feed, mask, onSession }: TransfersProps) {
  const { strings } = useLanguage();
  const words = strings.lobby;
  return (
    <ScrollArea className="panel" aria-label={words.feed}>
      {feed.length === 0 ? (
        <p className="hint">{words.feedEmpty}</p>
      ) : (
        <TransferTable rows={feed.slice(0, ROWS)} mask={mask} onSession={onSession} />
      )}
    </ScrollArea>
  );
});

interface SessionRowProps extends Pick<BoardProps, 'mask' | 'onSession'> {
  readonly session: SessionView;
}

function SessionRow({ session, mask, onSession }: SessionRowProps) {
  const language = useLanguage();
  const words = language.strings.lobby;
  return (
    <tr>
      <td>
        <button type="button" className="link code" onClick={() => onSession(session.id)}>
          {sessionNumber(session.id, language)}
        </button>
      </td>
      <td>{language.number(session.thread + 1)}</td>
      <td>{words.protocols[session.protocol].name}</td>
      <td className="code">{clientName(session, language)}</td>
      <td className={session.account === null ? '' : 'code'}>
        {session.account === null ? words.notLoggedIn : shownAccount(session.account, mask, language)}
      </td>
      <td>{language.time(session.since)}</td>
      <td className="number">{language.number(session.operations)}</td>
    </tr>
  );
}
