import { useLanguage } from '../ui/language-context.tsx';
import type { BoardProps } from './board.tsx';
import { TransferTable } from './feed.tsx';
import { masked } from './history.ts';

/** The live board in words and tables: what the picture says, for those who read or hear it better so. */
export function BoardTable({ history, latest, mask, onSession }: BoardProps) {
  const language = useLanguage();
  const words = language.strings.lobby;
  const { columns } = words;
  const commit = history.commits.at(-1);
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
            {latest.sessions.map((session) => (
              <tr key={session.id}>
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
            ))}
          </tbody>
        </table>
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
}
