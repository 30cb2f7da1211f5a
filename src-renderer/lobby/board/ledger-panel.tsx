import { memo } from 'react';
import type { Board } from '../../../src-main/contract/board.ts';
import { CheckIcon, WarningIcon } from '../../ui/controls/icons.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';
import { COMMITS } from './history.ts';

/** Queue length at which the meter is full. */
const FULL_QUEUE = 512;
/** Width of one bar with the gap beside it, in the picture's own units. */
const BAR = 4;
const BAR_HEIGHT = 48;

interface LedgerPanelProps {
  readonly queue: number;
  readonly commits: Board['commits'];
}

/** What waits for the ledger, and the group commits that serve it. */
export const LedgerPanel = memo(function LedgerPanel({ queue, commits }: LedgerPanelProps) {
  const language = useLanguage();
  const words = language.strings.lobby;
  const newest = commits.at(-1);
  const tallest = Math.max(4, ...commits.map(({ size }) => size));
  return (
    <section className="panel ledger" aria-labelledby="ledger-heading">
      <h3 id="ledger-heading">{words.ledger}</h3>
      <div className="queue figures">
        <p>{words.queue}</p>
        <p className="count">{language.number(queue)}</p>
        <meter min={0} max={FULL_QUEUE} value={queue} aria-label={words.queue}>
          {words.queueIs(queue, language.number(queue))}
        </meter>
      </div>
      <svg
        className="commits"
        viewBox={`0 0 ${COMMITS * BAR} ${BAR_HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {commits.map(({ size }, index) => {
          const height = Math.max(2, (size / tallest) * BAR_HEIGHT);
          const x = (COMMITS - commits.length + index) * BAR;
          // Bars stay and take other heights: that is less work than new ones at each board.
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
          return <rect key={index} x={x} y={BAR_HEIGHT - height} width={BAR - 1} height={height} />;
        })}
      </svg>
      <p className="hint figures">
        {newest === undefined
          ? words.noCommits
          : words.commitSummary(newest.size, language.number(newest.size), language.number(newest.micros / 1000, 1))}
      </p>
      <p className="hint">{words.commitLegend}</p>
    </section>
  );
});

/** The sum over all accounts: zero, or the books are wrong. */
export const ConservationMeter = memo(function ConservationMeter({ sum }: { readonly sum: number }) {
  const language = useLanguage();
  const words = language.strings.lobby;
  const level = sum === 0;
  return (
    <section className={`panel conservation${level ? '' : ' broken'}`} aria-labelledby="conservation-heading">
      <h3 id="conservation-heading">{words.conservation}</h3>
      <p className="sum figures">{words.cents(sum, language.number(sum))}</p>
      <div className="beam" aria-hidden="true">
        <span className="bubble" />
      </div>
      {/* A new element, or screen readers would not take its words for an alert. */}
      <p className="verdict" key={String(level)} role={level ? undefined : 'alert'}>
        {level ? <CheckIcon /> : <WarningIcon />}
        {level ? words.conserved : words.notConserved}
      </p>
    </section>
  );
});
