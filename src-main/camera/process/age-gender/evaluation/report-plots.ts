import { escapeMarkup } from './markup.ts';
import type { Report } from './report.ts';

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
  const most = Math.max(10, ...judged.map(({ age, estimate }) => Math.max(age, estimate.age ?? 0)));
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
    mark(false, LEFT + 6, 12),
    label(LEFT + 16, 12, 'men', 'start'),
    mark(true, LEFT + 66, 12),
    label(LEFT + 76, 12, 'women', 'start'),
    ...judged.map(({ age, female, estimate }) => (estimate.age === null ? '' : mark(female, x(age), y(estimate.age)))),
  ]);
}

/** A bar for each true group, with its value over it and its number of faces below. */
export function errorPlot({ groups, summary }: Report): string {
  const most = Math.max(1, ...summary.ageErrorByGroup.map((error) => error ?? 0));
  const width = INNER / groups.length;
  return svg('Mean absolute error in years, by true group', [
    ...groups.flatMap((group, index) => {
      const error = summary.ageErrorByGroup[index] ?? null;
      const faces = (summary.confusion[index] ?? []).reduce((sum, count) => sum + count, 0);
      const height = ((error ?? 0) / most) * (FLOOR - TOP);
      const middle = LEFT + (index + 0.5) * width;
      return [
        `<rect class="bar" x="${fixed(middle - width / 2 + 4)}" y="${fixed(FLOOR - height)}" width="${fixed(width - 8)}" height="${fixed(height)}"/>`,
        label(middle, FLOOR - height - 10, error === null ? '–' : error.toFixed(1)),
        label(middle, FLOOR + 16, group),
        label(middle, FLOOR + 32, String(faces), 'middle', 'soft'),
      ];
    }),
    line('axis', LEFT, FLOOR, LEFT + INNER, FLOOR),
    label(LEFT - 6, FLOOR + 16, 'group', 'end', 'soft'),
    label(LEFT - 6, FLOOR + 32, 'faces', 'end', 'soft'),
  ]);
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
