import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import UPlot from 'uplot';
import { useLanguage } from '../../ui/language/language-context.tsx';
import 'uplot/dist/uPlot.min.css';
import type { Language } from '../../ui/language/language.ts';
import { CHART_SECONDS, type ChartData, isLevel } from './history.ts';
import { useSpokenReading } from './use-spoken-reading.ts';

export interface Line {
  readonly values: readonly (number | null)[];
  /** A custom property of tokens.css, e.g. `--accent`. */
  readonly colour: string;
  readonly filled?: boolean;
  /** Tells it from another line without colours, too. */
  readonly dashed?: boolean;
}

export interface ChartProps extends ChartData {
  readonly label: string;
  /** What the chart says at its cursor, or now. */
  readonly reading: string;
  /** The time at the cursor; null: there is none. */
  readonly when: string | null;
  /** Their values are new when `at` is. */
  readonly lines: readonly Line[];
  /** How long before its end the chart is read, seconds; null: it isn't. */
  readonly ago: number | null;
  readonly onAgo: (ago: number | null) => void;
}

const HEIGHT = 108;
/** Where the time axis has marks, seconds before its end. */
const MARKS = [90, 60, 30, 0];
/** What changes how a canvas is to be painted, as it does not follow custom properties. */
const LOOKS = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)'] as const;

/**
 * A live line chart of the last minute and a half; it follows the theme and the width it is given. Pointer and arrow
 * keys move its cursor, which stays at its place while time goes on under it.
 */
export function Chart({ label, reading, when, until, at, lines, ago, onAgo }: ChartProps) {
  const language = useLanguage();
  const { spoken, keep, release } = useSpokenReading(reading, ago);
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(null);
  const latest = useRef({ until, at, lines, language });
  /** Where the plot's area is in the chart, CSS pixels; the axes stand around it. */
  const [area, setArea] = useState({ left: 0, width: 0 });

  useEffect(() => {
    const old = latest.current;
    latest.current = { until, at, lines, language };
    const same = (old.at === at && old.until === until) || (isLevel(old) && isLevel(latest.current));
    if (!same || old.language !== language) plot.current?.setData(aligned(at, lines));
  });
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const measure = ({ over: { offsetLeft: left, offsetWidth: width } }: UPlot) =>
      setArea((known) => (known.left === left && known.width === width ? known : { left, width }));
    const draw = () => {
      plot.current?.destroy();
      plot.current = new UPlot(
        // Where its area is, is known once it is drawn.
        { ...options(element, latest.current.lines, () => latest.current), hooks: { draw: [measure] } },
        aligned(latest.current.at, latest.current.lines),
        element,
      );
    };
    draw();
    const fit = new ResizeObserver(() => {
      const width = element.clientWidth;
      if (width > 0 && width !== plot.current?.width) plot.current?.setSize({ width, height: HEIGHT });
    });
    fit.observe(element);
    const looks = LOOKS.map((query) => matchMedia(query));
    for (const look of looks) look.addEventListener('change', draw);
    const chosen = new MutationObserver(draw);
    chosen.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'dir', 'lang'] });
    return () => {
      fit.disconnect();
      chosen.disconnect();
      for (const look of looks) look.removeEventListener('change', draw);
      plot.current?.destroy();
      plot.current = null;
    };
  }, []);

  const mirrored = language.direction === 'rtl';
  const point = (clientX: number, element: HTMLElement) => {
    const x = clientX - element.getBoundingClientRect().left - area.left;
    const part = mirrored ? x / area.width : 1 - x / area.width;
    onAgo(part >= 0 && part <= 1 ? part * CHART_SECONDS : null);
  };
  const part = ago === null ? null : ago / CHART_SECONDS;
  return (
    <div
      className="chart"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={-CHART_SECONDS}
      aria-valuemax={0}
      aria-valuenow={-Math.round(ago ?? 0)}
      aria-valuetext={spoken}
      dir="ltr"
      onPointerMove={({ clientX, currentTarget }) => point(clientX, currentTarget)}
      onPointerLeave={() => onAgo(null)}
      onFocus={keep}
      onBlur={() => {
        release();
        onAgo(null);
      }}
      onKeyDown={(event) => {
        const next = movedBy(event, ago, mirrored);
        if (next === undefined) return;
        event.preventDefault();
        onAgo(next);
      }}
    >
      <div ref={place} aria-hidden="true" />
      {part === null ? null : (
        <span
          className={`cursor${part < 0.5 === mirrored ? '' : ' late'}`}
          style={{ left: area.left + (mirrored ? part : 1 - part) * area.width }}
        >
          <span className="when figures">{when}</span>
        </span>
      )}
    </div>
  );
}

/** Where a key moves the cursor, seconds before the end; null: away; undefined: the key is not for it. */
function movedBy({ key }: KeyboardEvent, ago: number | null, mirrored: boolean): number | null | undefined {
  const from = ago ?? 0;
  const steps: Readonly<Record<string, number>> = {
    [mirrored ? 'ArrowRight' : 'ArrowLeft']: from + 1,
    [mirrored ? 'ArrowLeft' : 'ArrowRight']: from - 1,
    PageUp: from + 10,
    PageDown: from - 10,
    Home: CHART_SECONDS,
    End: 0,
  };
  if (key === 'Escape') return ago === null ? undefined : null;
  const to = Object.hasOwn(steps, key) ? steps[key] : undefined;
  return to === undefined ? undefined : Math.min(CHART_SECONDS, Math.max(0, to));
}

/** uPlot only reads them. */
function aligned(at: readonly number[], lines: readonly Line[]): UPlot.AlignedData {
  return [at as number[], ...lines.map(({ values }) => values as (number | null)[])];
}

/** The values that no line leads to or from: they are drawn as points. */
function lonely(plot: UPlot, series: number): number[] {
  const values = plot.data[series] ?? [];
  const known = (index: number) => values[index] !== null && values[index] !== undefined;
  return [...values.keys()].filter((index) => known(index) && !known(index - 1) && !known(index + 1));
}

/** Time goes on in the direction of reading: the newest is at the end of the line. Lines break where nothing is known. */
function options(
  element: HTMLElement,
  lines: readonly Line[],
  latest: () => { readonly until: number; readonly language: Language },
): UPlot.Options {
  const mirrored = document.documentElement.dir === 'rtl';
  const colour = (name: string) => {
    // A custom property may hold light-dark(); only a real property resolves it.
    element.style.color = `var(${name})`;
    const resolved = getComputedStyle(element).color;
    element.style.color = '';
    return resolved;
  };
  const axis = {
    stroke: colour('--ink-soft'),
    font: '11px "Inter Variable", "Noto Sans Arabic Variable", sans-serif',
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    // Half of the last mark's word stands beyond the end of the axis.
    padding: mirrored ? [8, 2, 0, 14] : [8, 14, 0, 2],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, dir: mirrored ? -1 : 1, range: () => [latest().until - CHART_SECONDS, latest().until] },
      y: { range: (_plot, _low, high) => [0, Math.max(1, high * 1.15)] },
    },
    axes: [
      {
        ...axis,
        size: 22,
        gap: 6,
        splits: () => MARKS.map((ago) => latest().until - ago),
        values: () => MARKS.map((ago) => markOf(ago, latest().language)),
      },
      {
        ...axis,
        side: mirrored ? 1 : 3,
        size: 40,
        space: 26,
        values: (_plot, values) => values.map((value) => latest().language.number(value, value % 1 === 0 ? 0 : 1)),
      },
    ],
    series: [
      {},
      ...lines.map((line) => ({
        stroke: colour(line.colour),
        width: 1.75,
        points: { show: false, size: 4, fill: colour(line.colour), filter: lonely },
        spanGaps: false,
        ...(line.dashed === true ? { dash: [5, 3] } : {}),
        ...(line.filled === true ? { fill: colour(line.colour).replace(/^rgb\((.*)\)$/, 'rgba($1, 0.14)') } : {}),
      })),
    ],
  };
}

function markOf(ago: number, { strings, signed }: Language): string {
  const { chart } = strings.lobby;
  return ago === 0 ? chart.now : chart.before(signed(-ago));
}
