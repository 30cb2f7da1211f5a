import { escapeMarkup } from './markup.ts';
import {
  claimRow,
  estimateWords,
  FEW,
  figures,
  judgedShare,
  leftOutReasons,
  percent,
  type Report,
  SLICE_HEADS,
  sliceCells,
  slices,
  WORST,
} from './report.ts';
import { agePlot, claimPlot, errorPlot, genderPlot } from './report-plots.ts';
import { type Judged, worstCases } from './summary.ts';

/** Paper is always light: browsers print dark grounds as white. */
const STYLE = `
:root { color-scheme: light dark; --ink: #1d2733; --soft: #55606d; --paper: #fbfaf7; --line: #c9cdd3; --blue: 32 96 176; --rose: 190 50 95 }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --soft: #a3acb8; --paper: #14181e; --line: #3d4652; --blue: 120 175 245; --rose: 245 130 165 } }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
h1 { font-size: 1.5rem; overflow-wrap: anywhere } h2 { font-size: 1.1rem; margin-block: 0 .25rem } p { margin-block: .25rem .75rem }
section { margin-block-start: 2.5rem; break-inside: avoid }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 2.5rem; margin-block-start: 2.5rem } .plots section { min-width: 0; margin: 0 }
table { border-collapse: collapse; font-variant-numeric: tabular-nums } th { font-weight: 500 } td, th { padding-block: .2rem; border-bottom: 1px solid var(--line) }
.figures th { text-align: start; padding-inline-end: 2rem }
.wide { overflow-x: auto }
.slices { font-size: .8125rem } .slices td, .slices th { text-align: start; padding-inline-end: .75rem; white-space: nowrap }
.cases { list-style: none; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); gap: 1rem; font-size: .875rem } .cases li { display: flex; flex-direction: column } .cases img { object-fit: cover; border-radius: .25rem } .cases span + span { color: var(--soft) }
.faint { opacity: .35 }
.confusion { font-size: .875rem } .confusion td, .confusion th { min-width: 3.2rem; padding: .45rem .4rem; border: 2px solid var(--paper); text-align: center; white-space: nowrap; print-color-adjust: exact }
.confusion tbody th { text-align: end } .confusion .axis { color: var(--soft); font-weight: 400 } .confusion .right { outline: 2px solid rgb(var(--blue)); outline-offset: -2px } .confusion .zero, .confusion .total { color: var(--soft) }
svg { display: block; width: 100%; max-width: 30rem; height: auto; font: 12px system-ui, sans-serif; fill: var(--ink) }
.grid { stroke: var(--line); stroke-width: .5 } svg .axis { stroke: var(--soft) } .exact { stroke: var(--soft); stroke-dasharray: 5 4 } .soft { fill: var(--soft) } .bar { fill: rgb(var(--blue)) }
.man { fill: rgb(var(--blue) / .7) } .woman { fill: rgb(var(--rose) / .7) }
@media (max-width: 40rem) { .figures th { padding-inline-end: 1rem } .confusion { font-size: .75rem } .confusion td, .confusion th { min-width: 1.6rem; padding: .4rem .15rem } }
summary { cursor: pointer } li { overflow-wrap: anywhere }
`;

/**
 * The report as a page that needs nothing else: figures, plots as inline SVG, tables and the worst cases.
 * @param thumbnails small pictures of the worst cases as data URLs, by file name
 */
export function reportPage(report: Report, thumbnails: ReadonlyMap<string, string>): string {
  const rows = figures(report).map(([name, value]) => row(name, [value]));
  const title = `${report.title} on ${report.folder}`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>${escapeMarkup(title)}</title><style>${STYLE}</style></head>`,
    `<body><h1>${escapeMarkup(title)}</h1>`,
    `<table class="figures">${rows.join('')}</table>`,
    ...fairness(report),
    ...(report.summary.all.ageError === null ? [] : agePlots(report)),
    ...labelWorth(report),
    ...worstPictures(report, thumbnails),
    '<section><h2>Which age groups are taken for which</h2>',
    '<p>Faces of each true group, by the group they were put into. The stronger the colour, the larger the part of the row; framed cells are right.</p>',
    `<div class="wide" role="region" tabindex="0" aria-label="Confusion table">${confusionTable(report)}</div></section>`,
    ...leftOutLists(report),
    '<section><p>Such estimates describe pictures, not people; they are worse for faces unlike those the network was trained on.</p></section>',
    '</body></html>',
    '',
  ].join('\n');
}

function agePlots(report: Report): string[] {
  return [
    '<div class="plots"><section><h2>Estimated age beside the true one</h2>',
    '<p>Each mark is a face; on the dashed line the estimate is right.</p>',
    agePlot(report),
    '</section><section><h2>Mean absolute error by true group</h2>',
    '<p>In years, with the number of faces below each group.</p>',
    errorPlot(report),
    '</section></div>',
  ];
}

function fairness(report: Report): string[] {
  const rows = slices(report.summary).map((slice) => row(slice.name, sliceCells(slice)));
  const heads = SLICE_HEADS.map((head) => `<th scope="col">${head}</th>`).join('');
  return [
    '<section><h2>Who it is right for</h2>',
    `<p>By true gender and age group. Fewer than ${FEW} faces are too few to judge. Shown: the label tells a gender and not 'unsure'.</p>`,
    '<div class="wide" role="region" tabindex="0" aria-label="Who it is right for">',
    `<table class="slices"><thead><tr><td></td>${heads}</tr></thead><tbody>${rows.join('')}</tbody></table></div></section>`,
    '<div class="plots"><section><h2>Gender right, for women and for men</h2>',
    `<p>With the range that it has in 95 of 100 cases; faint where fewer than ${FEW} faces were judged.</p>`,
    genderPlot(report),
    '</section><section><h2>What labels claim, and how often they are right</h2>',
    '<p>The percentage in a label, that gender and group are both right. Below the dashed line labels claim too much.</p>',
    claimPlot(report),
    '</section></div>',
  ];
}

function labelWorth({ summary }: Report): string[] {
  const worth = summary.byLabel.map(({ name, right }) => row(name, [judgedShare(right)]));
  const claims = summary.claims.flatMap(claimRow).map(([claimed, right]) => row(claimed, [right]));
  return [
    '<div class="plots"><section><h2>What a label is worth</h2><p>Labels by what they say, and how many are right about the gender. Of the unsure ones: the gender that was not shown.</p>',
    `<table class="figures">${worth.join('')}</table>`,
    '</section><section><h2>Claimed and right</h2><p>The same figures as in the plot.</p>',
    `<table class="figures">${claims.join('')}</table></section></div>`,
  ];
}

function worstPictures({ judged }: Report, thumbnails: ReadonlyMap<string, string>): string[] {
  const { gender, age } = worstCases(judged, WORST);
  const list = (faces: readonly Judged[]) => {
    const items = faces.map((face) => {
      const source = thumbnails.get(face.file);
      const image = source === undefined ? '' : `<img src="${source}" alt="" width="96" height="96">`;
      const truth = `${face.female ? 'female' : 'male'}, ${face.age} y`;
      return `<li>${image}<span>${escapeMarkup(face.file)}</span><span>${truth}</span><span>${escapeMarkup(estimateWords(face))}</span></li>`;
    });
    return `<ul class="cases">${items.join('')}</ul>`;
  };
  return [
    ...(gender.length === 0
      ? []
      : [`<section><h2>Shown with the wrong gender, the surest first</h2>${list(gender)}</section>`]),
    ...(age.length === 0 ? [] : [`<section><h2>Age furthest off</h2>${list(age)}</section>`]),
  ];
}

function row(head: string, values: readonly string[]): string {
  return `<tr><th scope="row">${escapeMarkup(head)}</th>${cells(values)}</tr>`;
}

function cells(values: readonly string[]): string {
  return values.map((value) => `<td>${escapeMarkup(value)}</td>`).join('');
}

function confusionTable({ groups, summary }: Report): string {
  const headings = groups.map((group) => `<th scope="col">${escapeMarkup(group)}</th>`);
  const rows = summary.confusion.map((row, index) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    const cells = row.map((count, column) => {
      const part = total === 0 ? 0 : count / total;
      const classes = [...(column === index ? ['right'] : []), ...(count === 0 ? ['zero'] : [])].join(' ');
      // Half the colour at most, so that the same ink is legible on all of it.
      const ground = `background: rgb(var(--blue) / ${(0.05 + part * 0.45).toFixed(2)})`;
      const words = `${groups[index]} estimated as ${groups[column]}: ${count} (${percent(part)})`;
      return `<td class="${classes}" style="${ground}" title="${escapeMarkup(words)}">${count === 0 ? '·' : count}</td>`;
    });
    return `<tr><th scope="row">${escapeMarkup(groups[index] ?? '')}</th>${cells.join('')}<td class="total">${total}</td></tr>`;
  });
  return [
    '<table class="confusion"><thead>',
    `<tr><th class="axis" scope="col" rowspan="2">true group</th><th class="axis" scope="colgroup" colspan="${groups.length}">estimated group</th><th class="axis" scope="col" rowspan="2">faces</th></tr>`,
    `<tr>${headings.join('')}</tr></thead>`,
    `<tbody>${rows.join('')}</tbody></table>`,
  ].join('');
}

function leftOutLists({ leftOut }: Report): string[] {
  const lists = leftOutReasons(leftOut).filter(([, names]) => names.length > 0);
  if (lists.length === 0) return [];
  return [
    '<section><h2>Pictures left out</h2>',
    ...lists.map(([reason, names]) => {
      const items = names.map((name) => `<li>${escapeMarkup(name)}</li>`).join('');
      return `<details><summary>${names.length} ${reason}</summary><ul>${items}</ul></details>`;
    }),
    '</section>',
  ];
}
