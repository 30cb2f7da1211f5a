import { memo, useState } from 'react';
import type { Board } from '../../../src-main/contract/board.ts';
import { Switch } from '../../ui/controls/controls.tsx';
import { type View, ViewChoice } from '../../ui/controls/view-choice.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';
import type { BoardProps } from './board-props.ts';
import { BoardTable } from './board-table.tsx';
import { Chart } from './chart.tsx';
import { Feed } from './feed.tsx';
import { Lanes } from './lanes.tsx';
import { latencyWords } from './latency.ts';
import { ConservationMeter, LedgerPanel } from './ledger-panel.tsx';

/** The live board, as a picture or as tables that say the same. Drawn anew at each board, not when something else changes. */
export const LiveBoard = memo(function LiveBoard(props: BoardProps) {
  const [view, setView] = useState<View>('picture');
  return (
    <section className="board" aria-labelledby="board-heading">
      <Heading mask={props.mask} onMask={props.onMask} view={view} onView={setView} />
      <Totals latest={props.latest} />
      {view === 'picture' ? <Picture {...props} /> : <BoardTable {...props} />}
    </section>
  );
});

interface HeadingProps extends Pick<BoardProps, 'mask' | 'onMask'> {
  readonly view: View;
  readonly onView: (view: View) => void;
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
      <ViewChoice view={view} onView={onView} />
    </header>
  );
});

function Totals({ latest }: { readonly latest: Board }) {
  const language = useLanguage();
  const words = language.strings.lobby;
  const { totals } = latest;
  const counts: readonly (readonly [string, number])[] = [
    [words.open, latest.open],
    [words.accepted, totals.accepted],
    [words.operations, totals.operations],
    [words.transfers, totals.transfers],
    [words.refusals, totals.refusals],
    [words.commits, totals.commits],
  ];
  return (
    <dl className="totals figures">
      {counts.map(([name, count]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{language.number(count)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Picture({ history, latest, threads, mask, onSession }: BoardProps) {
  const language = useLanguage();
  const words = language.strings.lobby;
  const rate = language.number(Math.round(history.throughput.at(-1) ?? 0));
  const latency = latest.latency === null ? null : latencyWords(latest.latency, language);
  return (
    <div className="picture">
      <Lanes threads={threads} sessions={latest.sessions} open={latest.open} mask={mask} onSession={onSession} />
      <ConservationMeter sum={latest.sum} />
      <LedgerPanel queue={latest.queue} commits={history.commits} />
      <section className="panel" aria-labelledby="throughput-heading">
        <header>
          <h3 id="throughput-heading">{words.throughput}</h3>
          <span className="aside figures">{rate}</span>
        </header>
        <Chart
          label={`${words.throughput}: ${rate}`}
          at={history.at}
          lines={[{ values: history.throughput, colour: '--accent', filled: true }]}
        />
      </section>
      <section className="panel" aria-labelledby="latency-heading">
        <header>
          <h3 id="latency-heading">{words.latency}</h3>
          {latency === null ? (
            <span className="aside">{words.noLatency}</span>
          ) : (
            <>
              <span className="aside legend figures">{latency.half}</span>
              <span className="legend series-2 figures">{latency.nearlyAll}</span>
            </>
          )}
        </header>
        <Chart
          label={`${words.latency}: ${latency?.both ?? words.noLatency}`}
          at={history.at}
          lines={[
            { values: history.p50, colour: '--accent' },
            { values: history.p99, colour: '--series-2', dashed: true },
          ]}
        />
      </section>
      <Feed rows={history.feed} mask={mask} onSession={onSession} />
    </div>
  );
}
