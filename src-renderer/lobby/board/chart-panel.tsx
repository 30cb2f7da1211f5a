import { useId, useState } from 'react';
import { useLanguage } from '../../ui/language/language-context.tsx';
import { Chart, type Line } from './chart.tsx';
import { type ChartData, pointAt } from './history.ts';

interface ChartPanelProps extends ChartData {
  readonly title: string;
  readonly lines: readonly ChartLine[];
  /** What is said where nothing is known now. */
  readonly nothing: string;
}

export interface ChartLine extends Line {
  /** What the line says at one point, e.g. `median 0.5`. */
  readonly say: (value: number) => string;
  /** Its class in the legend. */
  readonly legend: string;
}

/** A chart with its name, and in words what it says now or where it is pointed at. */
export function ChartPanel({ title, lines, nothing, ...data }: ChartPanelProps) {
  const language = useLanguage();
  const words = language.strings.lobby.chart;
  const heading = useId();
  const [ago, setAgo] = useState<number | null>(null);
  const time = data.until - (ago ?? 0);
  const index = pointAt(data.at, time);
  const said = lines.flatMap(({ values, say, legend }) => {
    const value = index === undefined ? null : (values[index] ?? null);
    return value === null ? [] : [{ legend, words: say(value) }];
  });
  const when = ago === null ? null : language.time(((index === undefined ? undefined : data.at[index]) ?? time) * 1000);
  const unknown = ago === null ? nothing : words.unknown;
  const spoken = said.length === 0 ? unknown : language.list(said.map((one) => one.words));
  return (
    <section className="panel chart-panel" aria-labelledby={heading}>
      <h3 id={heading}>{title}</h3>
      <p className="reading figures">
        {said.length === 0
          ? unknown
          : said.map((one) => (
              <span key={one.legend} className={lines.length === 1 ? 'value' : `legend ${one.legend}`}>
                {one.words}
              </span>
            ))}
      </p>
      <Chart
        {...data}
        label={title}
        reading={when === null ? spoken : words.at(when, spoken)}
        when={when}
        lines={lines}
        ago={ago}
        onAgo={setAgo}
      />
    </section>
  );
}
