import { figures, percent, type Report } from './report.ts';

/** Sides of the plots, in SVG units. */
const SIDE = 420;
const MARGIN = 52;
const STYLE = `
:root { color-scheme: light dark; --ink: #1d2733; --paper: #fbfaf7; --line: #c9cdd3; --blue: 32 96 176; --rose: 190 50 95 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --paper: #14181e; --line: #3d4652; --blue: 120 175 245; --rose: 245 130 165 } }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin-top: 2.5rem }
table { border-collapse: collapse } th { text-align: start; font-weight: 500; padding-inline-end: 2rem } td, th { padding-block: .2rem; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums }
svg { max-width: 100%; height: auto; font: 11px system-ui, sans-serif; fill: var(--ink) }
.axis { stroke: var(--line) } .man { fill: rgb(var(--blue) / .55) } .woman { fill: rgb(var(--rose) / .55) } .bar { fill: rgb(var(--blue) / .8) } .inverse { fill: var(--paper) }
`;

/** The report as a page that needs nothing else: figures, and plots as inline SVG. */
export function reportPage(report: Report): string {
  const rows = figures(report).map(
    ([name, value]) => `<tr><th scope="row">${escapeMarkup(name)}</th><td>${escapeMarkup(value)}</td></tr>`,
  );
  const title = `${report.title} on ${report.folder}`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>${escapeMarkup(title)}</title><style>${STYLE}</style></head>`,
    `<body><h1>${escapeMarkup(title)}</h1>`,
    `<table>${rows.join('')}</table>`,
    ...(report.summary.ageError === null
      ? []
      : [
          '<h2>Estimated age beside the true one</h2>',
          '<p>Each dot is a face, blue for men and rose for women; on the line the estimate is right.</p>',
          agePlot(report),
          '<h2>Mean absolute error in years, by true group</h2>',
          errorPlot(report),
        ]),
    '<h2>True group (rows) and estimated group (columns)</h2>',
    '<p>The stronger the colour, the larger the part of the row. The diagonal is right.</p>',
    confusionPlot(report),
    '<p>Such estimates describe pictures, not people; they are worse for faces unlike those the network was trained on.</p>',
    '</body></html>',
    '',
  ].join('\n');
}

function agePlot({ judged }: Report): string {
  const most = Math.max(10, ...judged.flatMap(({ age, estimate }) => [age, estimate.age ?? 0]));
  const end = Math.ceil(most / 10) * 10;
  const scale = (SIDE - MARGIN - 10) / end;
  const x = (age: number) => (MARGIN + age * scale).toFixed(1);
  const y = (age: number) => (SIDE - MARGIN - age * scale).toFixed(1);
  const ticks = Array.from({ length: end / 10 + 1 }, (_, index) => index * 10);
  return svg(SIDE, SIDE, 'Estimated age beside the true age', [
    `<path class="axis" d="M${x(0)} ${y(end)}V${y(0)}H${x(end)}M${x(0)} ${y(0)}L${x(end)} ${y(end)}" fill="none"/>`,
    ...ticks.map((age) => label(x(age), String(SIDE - MARGIN + 18), String(age), 'middle')),
    ...ticks.map((age) => label(String(MARGIN - 8), y(age), String(age), 'end')),
    label(x(end / 2), String(SIDE - 10), 'true age', 'middle'),
    `<g transform="rotate(-90 14 ${y(end / 2)})">${label('14', y(end / 2), 'estimated age', 'middle')}</g>`,
    ...judged.map(
      ({ age, female, estimate }) =>
        `<circle class="${female ? 'woman' : 'man'}" cx="${x(age)}" cy="${y(estimate.age ?? 0)}" r="3"/>`,
    ),
  ]);
}

function errorPlot({ groups, summary }: Report): string {
  const errors = summary.ageErrorByGroup.map((error) => error ?? 0);
  const scale = (SIDE / 2 - MARGIN) / Math.max(1, ...errors);
  const width = (SIDE - MARGIN) / groups.length;
  const floor = SIDE / 2 - 24;
  return svg(SIDE, SIDE / 2, 'Mean absolute error in years, by true group', [
    ...groups.flatMap((group, index) => {
      const middle = (MARGIN / 2 + (index + 0.5) * width).toFixed(1);
      const error = summary.ageErrorByGroup[index] ?? null;
      const height = (error ?? 0) * scale;
      const left = (MARGIN / 2 + index * width + 4).toFixed(1);
      return [
        `<rect class="bar" x="${left}" y="${(floor - height).toFixed(1)}" width="${(width - 8).toFixed(1)}" height="${height.toFixed(1)}"/>`,
        label(middle, (floor - height - 6).toFixed(1), error === null ? '–' : error.toFixed(1), 'middle'),
        label(middle, String(floor + 16), group, 'middle'),
      ];
    }),
  ]);
}

function confusionPlot({ groups, summary }: Report): string {
  const cell = (SIDE - MARGIN) / groups.length;
  const at = (index: number) => (MARGIN + index * cell).toFixed(1);
  const middle = (index: number) => (MARGIN + (index + 0.5) * cell).toFixed(1);
  return svg(SIDE, SIDE, 'Confusion of age groups', [
    ...groups.map((group, index) => label(middle(index), String(MARGIN - 10), group, 'middle')),
    ...groups.map((group, index) => label(String(MARGIN - 8), middle(index), group, 'end')),
    ...summary.confusion.flatMap((row, rowIndex) => {
      const total = row.reduce((sum, count) => sum + count, 0);
      return row.map((count, column) => {
        const part = total === 0 ? 0 : count / total;
        const words = `${groups[rowIndex]} estimated as ${groups[column]}: ${count} (${percent(part)})`;
        const shade = `fill="rgb(var(--blue) / ${(0.06 + part * 0.8).toFixed(2)})"`;
        const side = (cell - 2).toFixed(1);
        return (
          `<rect x="${at(column)}" y="${at(rowIndex)}" width="${side}" height="${side}" ${shade}><title>${escapeMarkup(words)}</title></rect>` +
          (count === 0 ? '' : label(middle(column), middle(rowIndex), String(count), 'middle', part > 0.5))
        );
      });
    }),
  ]);
}

function svg(width: number, height: number, words: string, parts: readonly string[]): string {
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return `<svg ${size} role="img" aria-label="${escapeMarkup(words)}">${parts.join('')}</svg>`;
}

/** @param inverse for words on a dark ground */
function label(x: string, y: string, words: string, anchor: 'middle' | 'end', inverse = false): string {
  const style = inverse ? ' class="inverse"' : '';
  return `<text${style} x="${x}" y="${y}" text-anchor="${anchor}" dominant-baseline="middle">${escapeMarkup(words)}</text>`;
}

function escapeMarkup(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
