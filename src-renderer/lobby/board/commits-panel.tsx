import { type KeyboardEvent, memo } from 'react';
import type { Board } from '../../../src-main/contract/board.ts';
import type { Language } from '../../ui/language/language.ts';
import { useLanguage } from '../../ui/language/language-context.tsx';
import { COMMITS } from './history.ts';
import type { Holding } from './use-holding.ts';
import { useSpokenReading } from './use-spoken-reading.ts';

type Commit = Board['commits'][number];

/** Width of one bar with the gap beside it, in the picture's own units. */
const BAR = 4;
const BAR_HEIGHT = 48;

interface CommitsPanelProps {
  readonly queue: number;
  readonly commits: Board['commits'];
  /** Number of the commit that is marked, here and among the transfers; null: none. */
  readonly marked: number | null;
  readonly holding: Holding;
  readonly onMark: (commit: number | null) => void;
}

/** The group commits, and what waits for the next one. Pointer and arrow keys mark one, and with it its transfers. */
export const CommitsPanel = memo(function CommitsPanel(props: CommitsPanelProps) {
  const { queue, commits, marked, holding, onMark } = props;
  const language = useLanguage();
  const words = language.strings.lobby;
  const mirrored = language.direction === 'rtl';
  const place = commits.findIndex(({ number }) => number === marked);
  const told = commits[place] ?? commits.at(-1);
  const tallest = Math.max(4, ...commits.map(({ size }) => size));
  const when = told?.number === marked ? language.time(told.at) : null;
  const reading = told === undefined ? words.noCommits : commitWords(told, language);
  const { spoken, keep, release } = useSpokenReading(when === null ? reading : words.chart.at(when, reading), marked);
  return (
    <section className="panel chart-panel" aria-labelledby="commits-heading">
      <header>
        <h3 id="commits-heading">{words.commits}</h3>
        <span className="aside figures">{when ?? words.queueIs(queue, language.number(queue))}</span>
      </header>
      <p className="reading figures">{reading}</p>
      <div
        className="commits"
        role="slider"
        tabIndex={0}
        aria-label={words.commits}
        aria-description={words.commitLegend}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, commits.length - 1)}
        aria-valuenow={place === -1 ? Math.max(0, commits.length - 1) : place}
        aria-valuetext={spoken}
        title={words.commitLegend}
        onPointerMove={({ clientX, currentTarget }) => {
          const box = currentTarget.getBoundingClientRect();
          const part = (mirrored ? box.right - clientX : clientX - box.left) / box.width;
          const from = COMMITS - commits.length;
          onMark(commits[Math.floor(part * COMMITS) - from]?.number ?? null);
        }}
        onPointerEnter={holding.onPointerEnter}
        onPointerLeave={() => {
          holding.onPointerLeave();
          onMark(null);
        }}
        onFocus={(event) => {
          holding.onFocus(event);
          keep();
        }}
        onBlur={() => {
          release();
          holding.onBlur();
          onMark(null);
        }}
        onKeyDown={(event) => {
          const to = placeAfter(event, place, commits.length, mirrored);
          if (to === undefined) return;
          event.preventDefault();
          onMark(commits[to]?.number ?? null);
        }}
      >
        <svg viewBox={`0 0 ${COMMITS * BAR} ${BAR_HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          {commits.map(({ size, number }, index) => {
            const height = Math.max(2, (size / tallest) * BAR_HEIGHT);
            const x = (COMMITS - commits.length + index) * BAR;
            const bar = { x, y: BAR_HEIGHT - height, width: BAR - 1, height };
            // Bars stay and take other heights: that is less work than new ones at each board.
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
            return <rect key={index} {...bar} {...(number === marked ? { className: 'marked' } : {})} />;
          })}
        </svg>
      </div>
    </section>
  );
});

function commitWords({ number, size, micros }: Commit, language: Language): string {
  return language.strings.lobby.commitSummary(
    language.number(number),
    size,
    language.number(size),
    language.number(micros / 1000, 1),
  );
}

/** The commit that a key leads to; undefined: the key is not for it. -1: none. */
function placeAfter({ key }: KeyboardEvent, place: number, count: number, mirrored: boolean): number | undefined {
  const newest = count - 1;
  const from = place === -1 ? count : place;
  switch (key) {
    case mirrored ? 'ArrowRight' : 'ArrowLeft':
      return Math.max(0, from - 1);
    case mirrored ? 'ArrowLeft' : 'ArrowRight':
      return Math.min(newest, from + 1);
    case 'Home':
      return 0;
    case 'End':
      return newest;
    case 'Escape':
      return place === -1 ? undefined : -1;
    default:
      return undefined;
  }
}
