/** Dots in rows, as many as fit beside each other; CSS pixels, from the corner where reading begins. */
export interface LaneLayout {
  readonly columns: number;
  readonly rows: number;
}

/** Side of the square around each dot, in CSS pixels. */
export const CELL = 14;

/** @param width in CSS pixels. */
export function laneLayout(count: number, width: number): LaneLayout {
  const columns = Math.max(1, Math.floor(width / CELL));
  return { columns, rows: Math.ceil(count / columns) };
}

/** The middle of dot `index`. */
export function dotAt(index: number, { columns }: LaneLayout): { readonly x: number; readonly y: number } {
  return { x: ((index % columns) + 0.5) * CELL, y: (Math.floor(index / columns) + 0.5) * CELL };
}

/** Which of `count` dots is at a point; undefined: none. */
export function dotIndex(x: number, y: number, count: number, { columns }: LaneLayout): number | undefined {
  const column = Math.floor(x / CELL);
  const index = Math.floor(y / CELL) * columns + column;
  return column >= 0 && column < columns && index >= 0 && index < count ? index : undefined;
}

/** Where an arrow key leads from a dot, within the lane; undefined for other keys. */
export function neighbour(
  key: string,
  from: number,
  count: number,
  { columns }: LaneLayout,
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
