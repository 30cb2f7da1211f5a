import { memo, useState } from 'react';
import type { SessionView } from '../../src-main/contract/board.ts';
import { useLanguage } from '../ui/language-context.tsx';
import type { BoardProps } from './board.tsx';
import { TransferTable } from './feed.tsx';
import { masked } from './history.ts';

/** Tables change at most this often, ms: words that change five times a second can be neither read nor heard. */
const TABLE_MS = 1000;
/** Rows of sessions, the newest; of the others the table tells the number. */
const ROWS = 100;

/** The live board in words and tables: what the picture says, for those who read or hear it better so. */
export function BoardTable({ history, latest, mask, onSession }: BoardProps) {
  const [shown, setShown] = useState({ history, latest });
  if (latest.at < shown.latest.at || latest.at - shown.latest.at >= TABLE_MS) setShown({ history, latest });
  return <Tables history={shown.history} latest={shown.latest} mask={mask} onSession={onSession} />;
}

type TablesProps = Pick<BoardProps, 'history' | 'latest' | 'mask' | 'onSession'>;

const Tables = memo(function Tables({ history, latest, mask, onSession }: TablesProps) {
  const language = useLanguage();
  const words = language.strings.lobby;
  const { columns } = words;
  const commit = history.commits.at(-1);
  const sessions = latest.sessions.slice(-ROWS);
  const more = latest.open - sessions.length;
  return (
    <div className="tables">
      <ul className="panel sayings figures">
        <li>
          {words.conservation}: {words.cents(latest.sum, language.number(latest.sum))}
        </li>
        <li>{words.queueIs(latest.queue, language.number(latest.queue))}</li>
        <li>
          {commit === undefined
            ? words.noCommits
            : words.commitSummary(language.number(commit.size), language.number(Math.round(commit.micros)))}
        </li>
        <li>
          {words.throughput}: {language.number(Math.round(history.throughput.at(-1) ?? 0))}
        </li>
        <li>
          {latest.latency === null
            ? words.noLatency
            : `${words.latency}: ${words.p50} ${language.number(latest.latency.p50, 1)}, ${words.p99} ${language.number(latest.latency.p99, 1)}`}
        </li>
      </ul>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="panel scroll" tabIndex={0} aria-label={words.sessions}>
        <table className="figures">
          <caption>{words.sessionCount(latest.open, language.number(latest.open))}</caption>
          <thead>
            <tr>
              <th scope="col">{columns.session}</th>
              <th scope="col">{columns.thread}</th>
              <th scope="col">{columns.protocol}</th>
              <th scope="col">{columns.peer}</th>
              <th scope="col">{columns.account}</th>
              <th scope="col">{columns.since}</th>
              <th scope="col" className="number">
                {columns.operations}
              </th>
            </tr>
          </thead>
          <tbody>
            {sessions.map((session) => (
              <SessionRow key={session.id} session={session} mask={mask} onSession={onSession} />
            ))}
          </tbody>
        </table>
        {more > 0 && sessions.length > 0 ? (
          <p className="hint">{words.moreSessions(more, language.number(more))}</p>
        ) : null}
      </section>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="panel scroll" tabIndex={0} aria-label={words.feed}>
        {history.feed.length === 0 ? (
          <p className="hint">{words.feedEmpty}</p>
        ) : (
          <TransferTable rows={history.feed} mask={mask} onSession={onSession} />
        )}
      </section>
    </div>
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
          {session.id}
        </button>
      </td>
      <td>{language.number(session.thread + 1)}</td>
      <td>{words[session.protocol]}</td>
      <td className="code">{session.terminal ?? session.peer}</td>
      <td className={session.account === null ? '' : 'code'}>
        {session.account === null ? words.notLoggedIn : masked(session.account, mask)}
      </td>
      <td>{language.time(session.since)}</td>
      <td className="number">{language.number(session.operations)}</td>
    </tr>
  );
}
