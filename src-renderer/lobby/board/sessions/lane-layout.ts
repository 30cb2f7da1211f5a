/** Dots in rows, as many as fit beside each other; CSS pixels, from the corner where reading begins. */
export interface LaneLayout {
  readonly columns: number;
  readonly rows: number;
  /** Side of the square around each dot. */
  readonly cell: number;
}

/** Sides of the square around a dot, from the one that is easiest to point at. */
const CELLS = [14, 11, 8] as const;

/**
 * @param width in CSS pixels
 * @param height the lane gets no higher, in CSS pixels, if smaller dots can help it
 */
export function laneLayout(count: number, width: number, height = Number.POSITIVE_INFINITY): LaneLayout {
  const layouts = CELLS.map((cell) => {
    const columns = Math.max(1, Math.floor(width / cell));
    return { columns, rows: Math.ceil(count / columns), cell };
  });
  const fitting = layouts.find(({ rows, cell }) => rows * cell <= height) ?? layouts.at(-1);
  if (fitting === undefined) throw new Error('there is no size of a dot');
  return fitting;
}

/** The middle of dot `index`. */
export function dotAt(index: number, { columns, cell }: LaneLayout): { readonly x: number; readonly y: number } {
  return { x: ((index % columns) + 0.5) * cell, y: (Math.floor(index / columns) + 0.5) * cell };
}

/** Which of `count` dots is at a point; undefined: none. */
export function dotIndex(x: number, y: number, count: number, { columns, cell }: LaneLayout): number | undefined {
  const column = Math.floor(x / cell);
  const index = Math.floor(y / cell) * columns + column;
  return column >= 0 && column < columns && index >= 0 && index < count ? index : undefined;
}

/** Where an arrow key leads from a dot, within the lane; undefined for other keys. */
export function neighbour(
  key: string,
  from: number,
  count: number,
  { columns }: Pick<LaneLayout, 'columns'>,
  direction: 'ltr' | 'rtl',
): number | undefined {
  const onward = direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
  const back = direction === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
  const steps: Readonly<Record<string, number>> = {
    [onward]: 1,
    [back]: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
    Home: -count,
    End: count,
  };
  const step = Object.hasOwn(steps, key) ? steps[key] : undefined;
  if (step === undefined) return undefined;
  const to = from + step;
  if (Math.abs(step) === columns && columns > 1 && (to < 0 || to >= count)) return from;
  return Math.min(count - 1, Math.max(0, to));
}
