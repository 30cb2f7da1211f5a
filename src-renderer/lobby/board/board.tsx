import { memo, useState } from 'react';
import type { Board } from '../../../src-main/contract/board.ts';
import { Switch } from '../../ui/controls/controls.tsx';
import { type View, ViewChoice } from '../../ui/controls/view-choice.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';
import type { BoardProps } from './board-props.ts';
import { BoardTable } from './board-table.tsx';
import { ChartPanel } from './chart-panel.tsx';
import { CommitsPanel } from './commits-panel.tsx';
import { Conservation } from './conservation.tsx';
import { Feed } from './feed.tsx';
import { medianWords, tailWords } from './latency.ts';
import { SessionsPanel, ThreadsPanel } from './sessions/lanes.tsx';
import { useHolding } from './use-holding.ts';

type BoardView = View | 'threads';

/** The live board, as a picture or as tables that say the same. Drawn anew at each board, not when something else changes. */
export const LiveBoard = memo(function LiveBoard(props: BoardProps) {
  const { latest } = props;
  const [view, setView] = useState<BoardView>('picture');
  return (
    <section className="board" aria-labelledby="board-heading">
      <Heading mask={props.mask} onMask={props.onMask} view={view} onView={setView} />
      <div className="panel summary">
        <Conservation sum={latest.sum} cash={latest.cash} />
        <Totals latest={latest} />
      </div>
      {view === 'picture' ? <Picture {...props} /> : null}
      {view === 'threads' ? (
        <ThreadsPanel
          threads={props.threads}
          accepted={latest.totals.accepted}
          sessions={latest.sessions}
          open={latest.open}
          mask={props.mask}
          onSession={props.onSession}
        />
      ) : null}
      {view === 'table' ? <BoardTable {...props} /> : null}
    </section>
  );
});

interface HeadingProps extends Pick<BoardProps, 'mask' | 'onMask'> {
  readonly view: BoardView;
  readonly onView: (view: BoardView) => void;
}

/** Not drawn anew at each board. */
const Heading = memo(function Heading({ mask, onMask, view, onView }: HeadingProps) {
  const { strings } = useLanguage();
  const words = strings.lobby;
  return (
    <header>
      <h2 id="board-heading">{words.board}</h2>
      <Switch isSelected={mask} onChange={onMask}>
        {words.mask}
      </Switch>
      <ViewChoice view={view} others={[{ value: 'threads', label: words.viewThreads }]} onView={onView} />
    </header>
  );
});

/** Counts since the bank was opened. */
function Totals({ latest: { totals } }: { readonly latest: Board }) {
  const language = useLanguage();
  const words = language.strings.lobby;
  const counts: readonly (readonly [string, number])[] = [
    [words.operations, totals.operations],
    [words.transfers, totals.transfers],
    [words.refusals, totals.refusals],
    [words.commitCount, totals.commits],
  ];
  return (
    <dl className="totals figures" aria-label={words.sinceOpening}>
      {counts.map(([name, count]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{language.number(count)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Picture({ history, latest, mask, onSession }: BoardProps) {
  const language = useLanguage();
  const words = language.strings.lobby;
  const [marked, setMarked] = useState<number | null>(null);
  const { until, at } = history;
  // Both together: what is marked in one is then in the other.
  const [{ commits, feed }, held, holding] = useHolding({ commits: history.commits, feed: history.feed });
  return (
    <div className="picture">
      <SessionsPanel sessions={latest.sessions} open={latest.open} mask={mask} onSession={onSession} />
      <ChartPanel
        title={words.throughput}
        nothing={words.chart.unknown}
        until={until}
        at={at}
        lines={[
          {
            values: history.throughput,
            colour: '--accent',
            filled: true,
            legend: 'series-1',
            say: (value) => language.number(Math.round(value)),
          },
        ]}
      />
      <ChartPanel
        title={words.latency}
        nothing={words.noLatency}
        until={until}
        at={at}
        lines={[
          {
            values: history.p50,
            colour: '--accent',
            legend: 'series-1',
            say: (value) => medianWords(value, language),
          },
          {
            values: history.p99,
            colour: '--series-2',
            dashed: true,
            legend: 'series-2',
            say: (value) => tailWords(value, language),
          },
        ]}
      />
      <CommitsPanel queue={latest.queue} commits={commits} marked={marked} holding={holding} onMark={setMarked} />
      <Feed
        rows={feed}
        held={held}
        holding={holding}
        mask={mask}
        onSession={onSession}
        marked={marked}
        onMark={setMarked}
      />
    </div>
  );
}
