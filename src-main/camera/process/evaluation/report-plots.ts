import { escapeMarkup } from './markup.ts';
import { FEW, part, type Report } from './report.ts';
import type { Share } from './summary.ts';

/** Sides of both plots and the room for what stands beside their axes, in SVG units. */
const SIDE = 420;
const LEFT = 50;
const FOOT = 56;
const TOP = 30;
const INNER = SIDE - LEFT - 12;
const FLOOR = SIDE - FOOT;
/** Half the side of a face's mark. */
const MARK = 3.5;

/** Each face by its true and its estimated age, both axes alike, with the line of exact estimates. */
export function agePlot({ judged }: Report): string {
  const most = Math.max(10, ...judged.map(({ age, label: told }) => Math.max(age, told.age ?? 0)));
  const step = most > 60 ? 20 : 10;
  const end = Math.ceil(most / step) * step;
  const x = (age: number) => LEFT + (age / end) * INNER;
  const y = (age: number) => FLOOR - (age / end) * (FLOOR - TOP);
  const ticks = Array.from({ length: end / step + 1 }, (_, index) => index * step);
  return svg('Estimated age beside the true age', [
    ...ticks.map((age) => line('grid', x(0), y(age), x(end), y(age))),
    ...ticks.map((age) => line('grid', x(age), y(0), x(age), y(end))),
    line('exact', x(0), y(0), x(end), y(end)),
    ...ticks.map((age) => label(x(age), FLOOR + 16, String(age))),
    ...ticks.map((age) => label(LEFT - 8, y(age), String(age), 'end')),
    label(x(end / 2), SIDE - 14, 'true age, years'),
    `<g transform="rotate(-90 12 ${y(end / 2)})">${label(12, y(end / 2), 'estimated age, years')}</g>`,
    ...legend(),
    ...judged.map(({ age, female, label: told }) => (told.age === null ? '' : mark(female, x(age), y(told.age)))),
  ]);
}

/** A bar for each true group, with its value over it and its number of faces below. */
export function errorPlot({ summary }: Report): string {
  const most = Math.max(1, ...summary.byGroup.map(({ all }) => all.ageError ?? 0));
  const width = INNER / summary.byGroup.length;
  return svg('Mean absolute error in years, by true group', [
    ...summary.byGroup.flatMap(({ all: { name, found, ageError } }, index) => {
      const height = ((ageError ?? 0) / most) * (FLOOR - TOP);
      const middle = LEFT + (index + 0.5) * width;
      return [
        `<rect class="${found.count < FEW ? 'bar faint' : 'bar'}" x="${fixed(middle - width / 2 + 4)}" y="${fixed(FLOOR - height)}" width="${fixed(width - 8)}" height="${fixed(height)}"/>`,
        label(middle, FLOOR - height - 10, ageError === null ? '–' : ageError.toFixed(1)),
        ...groupLabels(middle, name, String(found.count)),
      ];
    }),
    ...groupAxis('faces'),
  ]);
}

/** Of each true group, how many women's and how many men's gender is right; faint where there are too few to judge. */
export function genderPlot({ summary }: Report): string {
  const width = INNER / summary.byGroup.length;
  const y = (value: number) => FLOOR - value * (FLOOR - TOP);
  return svg('Gender right, by true group, for women and for men', [
    ...[0, 0.25, 0.5, 0.75, 1].flatMap((value) => [
      line('grid', LEFT, y(value), LEFT + INNER, y(value)),
      label(LEFT - 8, y(value), `${value * 100} %`, 'end'),
    ]),
    ...legend(),
    ...summary.byGroup.flatMap(({ all, women, men }, index) => {
      const middle = LEFT + (index + 0.5) * width;
      return [
        ...shareMark(true, middle - width / 6, women.genderRight, y),
        ...shareMark(false, middle + width / 6, men.genderRight, y),
        ...groupLabels(middle, all.name, `${women.found.count}/${men.found.count}`),
      ];
    }),
    ...groupAxis('w/m'),
  ]);
}

/** What labels claim beside how often they are right: on the dashed line a label says how sure it may be. */
export function claimPlot({ summary }: Report): string {
  const x = (value: number) => LEFT + value * INNER;
  const y = (value: number) => FLOOR - value * (FLOOR - TOP);
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];
  return svg('How often labels are right beside what they claim', [
    ...ticks.map((value) => line('grid', x(0), y(value), x(1), y(value))),
    ...ticks.map((value) => line('grid', x(value), y(0), x(value), y(1))),
    line('exact', x(0), y(0), x(1), y(1)),
    ...ticks.map((value) => label(x(value), FLOOR + 16, `${Math.round(value * 100)} %`)),
    ...ticks.map((value) => label(LEFT - 8, y(value), `${Math.round(value * 100)} %`, 'end')),
    label(x(0.5), SIDE - 14, 'claimed'),
    `<g transform="rotate(-90 8 ${y(0.5)})">${label(8, y(0.5), 'right')}</g>`,
    ...summary.claims.flatMap(({ claimed, right }) => {
      if (claimed === null) return [];
      const faint = right.of < FEW ? ' faint' : '';
      return [
        whisker(x(claimed), right, y),
        `<circle class="bar${faint}" cx="${fixed(x(claimed))}" cy="${fixed(y(part(right)))}" r="5"/>`,
        label(x(claimed) + 9, y(part(right)), String(right.of), 'start', 'soft'),
      ];
    }),
  ]);
}

/** A share as a mark, with the range that it has in 95 of 100 cases. */
function shareMark(female: boolean, x: number, share: Share, y: (value: number) => number): string[] {
  if (share.of === 0) return [];
  const look = share.of < FEW ? '<g class="faint">' : '<g>';
  return [look, whisker(x, share, y), mark(female, x, y(part(share))), '</g>'];
}

/** Wilson's interval: it stays within 0 and 1, and means something for few faces, too. */
function whisker(x: number, share: Share, y: (value: number) => number): string {
  const z = 1.96;
  const centre = (part(share) + z ** 2 / (2 * share.of)) / (1 + z ** 2 / share.of);
  const spread = Math.sqrt((part(share) * (1 - part(share))) / share.of + z ** 2 / (4 * share.of ** 2));
  const reach = (z * spread) / (1 + z ** 2 / share.of);
  return line('axis', x, y(centre - reach), x, y(centre + reach));
}

function legend(): string[] {
  return [
    mark(false, LEFT + 6, 12),
    label(LEFT + 16, 12, 'men', 'start'),
    mark(true, LEFT + 66, 12),
    label(LEFT + 76, 12, 'women', 'start'),
  ];
}

/** What stands below the bars of a group. */
function groupLabels(middle: number, name: string, faces: string): string[] {
  return [label(middle, FLOOR + 16, name), label(middle, FLOOR + 32, faces, 'middle', 'soft')];
}

function groupAxis(faces: string): string[] {
  return [
    line('axis', LEFT, FLOOR, LEFT + INNER, FLOOR),
    label(LEFT - 6, FLOOR + 16, 'group', 'end', 'soft'),
    label(LEFT - 6, FLOOR + 32, faces, 'end', 'soft'),
  ];
}

/** Told apart by shape too, for those who don't see the colours. */
function mark(female: boolean, x: number, y: number): string {
  return female
    ? `<circle class="woman" cx="${fixed(x)}" cy="${fixed(y)}" r="${MARK}"/>`
    : `<rect class="man" x="${fixed(x - MARK)}" y="${fixed(y - MARK)}" width="${2 * MARK}" height="${2 * MARK}"/>`;
}

function svg(words: string, parts: readonly string[]): string {
  return `<svg viewBox="0 0 ${SIDE} ${SIDE}" role="img" aria-label="${escapeMarkup(words)}">${parts.join('')}</svg>`;
}

function line(name: string, fromX: number, fromY: number, toX: number, toY: number): string {
  return `<path class="${name}" d="M${fixed(fromX)} ${fixed(fromY)}L${fixed(toX)} ${fixed(toY)}"/>`;
}

function label(
  x: number,
  y: number,
  words: string,
  anchor: 'start' | 'middle' | 'end' = 'middle',
  name: 'soft' | null = null,
): string {
  const look = name === null ? '' : ` class="${name}"`;
  return `<text${look} x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}" dominant-baseline="central">${escapeMarkup(words)}</text>`;
}

function fixed(value: number): string {
  return value.toFixed(1);
}
