import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

export interface Line {
  readonly values: readonly (number | null)[];
  /** A custom property of tokens.css, e.g. `--accent`. */
  readonly colour: string;
  readonly filled?: boolean;
}

interface ChartProps {
  /** What the chart shows now, in words: all that a screen reader gets. */
  readonly label: string;
  /** Seconds since the epoch, one for each value. */
  readonly at: readonly number[];
  readonly lines: readonly Line[];
  /** For the numbers at the side. */
  readonly format: (value: number) => string;
}

const HEIGHT = 132;

/** A live line chart without legend or cursor; it follows the theme and the width it is given. */
export function Chart({ label, at, lines, format }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(null);
  const data: UPlot.AlignedData = [at as number[], ...lines.map(({ values }) => values as (number | null)[])];
  const latest = useRef({ data, format, lines });
  latest.current = { data, format, lines };

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const draw = () => {
      plot.current?.destroy();
      plot.current = new UPlot(options(element, latest.current), latest.current.data, element);
    };
    draw();
    const fit = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: HEIGHT }));
    fit.observe(element);
    // Canvas does not follow custom properties: a change of theme draws it anew.
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const chosen = new MutationObserver(draw);
    scheme.addEventListener('change', draw);
    chosen.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'lang'] });
    return () => {
      fit.disconnect();
      chosen.disconnect();
      scheme.removeEventListener('change', draw);
      plot.current?.destroy();
      plot.current = null;
    };
  }, []);
  useEffect(() => plot.current?.setData(data));

  return <div ref={place} className="chart" role="img" aria-label={label} dir="ltr" />;
}

function options(element: HTMLElement, { lines, format }: Pick<ChartProps, 'lines' | 'format'>): UPlot.Options {
  const colour = (name: string) => {
    // A custom property may hold light-dark(); only a real property resolves it.
    element.style.color = `var(${name})`;
    const resolved = getComputedStyle(element).color;
    element.style.color = '';
    return resolved;
  };
  const grid = { stroke: colour('--line'), width: 1 };
  const stroke = colour('--ink-soft');
  const font = '11px "Inter Variable", "Noto Sans Arabic Variable", sans-serif';
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_plot, _low, high) => [0, Math.max(1, high * 1.15)] } },
    axes: [
      { show: false },
      {
        stroke,
        font,
        grid,
        ticks: { show: false },
        size: 44,
        space: 34,
        values: (_plot, values) => values.map((value) => format(value)),
      },
    ],
    series: [
      {},
      ...lines.map((line) => ({
        stroke: colour(line.colour),
        width: 1.75,
        points: { show: false },
        spanGaps: true,
        ...(line.filled === true ? { fill: colour(line.colour).replace(/^rgb\((.*)\)$/, 'rgba($1, 0.14)') } : {}),
      })),
    ],
  };
}
