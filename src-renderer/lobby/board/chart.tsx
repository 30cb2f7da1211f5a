import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import { useLanguage } from '../../ui/language/language-context.tsx';
import 'uplot/dist/uPlot.min.css';
import { CHART_SECONDS, isLevel } from './history.ts';

interface Line {
  readonly values: readonly (number | null)[];
  /** A custom property of tokens.css, e.g. `--accent`. */
  readonly colour: string;
  readonly filled?: boolean;
  /** Tells it from another line without colours, too. */
  readonly dashed?: boolean;
}

interface ChartProps {
  /** What the chart shows now, in words: all that a screen reader gets. */
  readonly label: string;
  /** Seconds since the epoch, one for each value. */
  readonly at: readonly number[];
  /** Their values are new when `at` is. */
  readonly lines: readonly Line[];
}

const HEIGHT = 132;
/** What changes how a canvas is to be painted, as it does not follow custom properties. */
const LOOKS = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)'] as const;

/** A live line chart of the last minute and a half, without cursor; it follows the theme and the width it is given. */
export function Chart({ label, at, lines }: ChartProps) {
  const language = useLanguage();
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(null);
  const latest = useRef({ at, lines, language });

  useEffect(() => {
    const old = latest.current;
    latest.current = { at, lines, language };
    const same = old.at === at || (isLevel(old.at, old.lines) && isLevel(at, lines));
    if (!same || old.language !== language) plot.current?.setData(aligned(at, lines));
  });
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const draw = () => {
      plot.current?.destroy();
      plot.current = new UPlot(
        options(element, latest.current.lines, (value) =>
          latest.current.language.number(value, value % 1 === 0 ? 0 : 1),
        ),
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
    chosen.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'dir'] });
    return () => {
      fit.disconnect();
      chosen.disconnect();
      for (const look of looks) look.removeEventListener('change', draw);
      plot.current?.destroy();
      plot.current = null;
    };
  }, []);

  return <div ref={place} className="chart" role="img" aria-label={label} dir="ltr" />;
}

/** uPlot only reads them. */
function aligned(at: readonly number[], lines: readonly Line[]): UPlot.AlignedData {
  return [at as number[], ...lines.map(({ values }) => values as (number | null)[])];
}

/** The values that no line leads to or from: they are drawn as points. */
function lonely(plot: UPlot, series: number): number[] {
  const values = plot.data[series] ?? [];
  const known = [...values.keys()].filter((index) => values[index] !== null);
  return known.length === 1 ? known : [];
}

/** Time goes on in the direction of reading: the newest is at the end of the line. */
function options(element: HTMLElement, lines: readonly Line[], format: (value: number) => string): UPlot.Options {
  const mirrored = document.documentElement.dir === 'rtl';
  const colour = (name: string) => {
    // A custom property may hold light-dark(); only a real property resolves it.
    element.style.color = `var(${name})`;
    const resolved = getComputedStyle(element).color;
    element.style.color = '';
    return resolved;
  };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { dir: mirrored ? -1 : 1, range: (_plot, _low, high) => [high - CHART_SECONDS, high] },
      y: { range: (_plot, _low, high) => [0, Math.max(1, high * 1.15)] },
    },
    axes: [
      { show: false },
      {
        side: mirrored ? 1 : 3,
        stroke: colour('--ink-soft'),
        font: '11px "Inter Variable", "Noto Sans Arabic Variable", sans-serif',
        grid: { stroke: colour('--line'), width: 1 },
        ticks: { show: false },
        size: 44,
        space: 34,
        values: (_plot, values) => values.map(format),
      },
    ],
    series: [
      {},
      ...lines.map((line) => ({
        stroke: colour(line.colour),
        width: 1.75,
        points: { show: false, size: 5, fill: colour(line.colour), filter: lonely },
        spanGaps: true,
        ...(line.dashed === true ? { dash: [5, 3] } : {}),
        ...(line.filled === true ? { fill: colour(line.colour).replace(/^rgb\((.*)\)$/, 'rgba($1, 0.14)') } : {}),
      })),
    ],
  };
}
