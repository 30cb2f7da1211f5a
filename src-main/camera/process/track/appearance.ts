import { VIEW_SIDE } from './face-view.ts';

/** Cells a side of the averaged view: a finer grid reacts to expressions, a coarser one can't tell faces apart. */
const CELLS = 10;

/**
 * What a face looks like, roughly: the view as a small grid of colours without brightness and contrast, so that
 * a change of light doesn't make it somebody else.
 * @param view from viewOf: VIEW_SIDE² pixels of three bytes
 */
export function appearanceOf(view: Uint8Array): Float32Array {
  const cell = VIEW_SIDE / CELLS;
  const grid = new Float32Array(CELLS * CELLS * 3);
  for (let y = 0; y < VIEW_SIDE; y += 1) {
    for (let x = 0; x < VIEW_SIDE; x += 1) {
      const to = (Math.floor(y / cell) * CELLS + Math.floor(x / cell)) * 3;
      const from = (y * VIEW_SIDE + x) * 3;
      for (let channel = 0; channel < 3; channel += 1)
        grid[to + channel] = value(grid, to + channel) + value(view, from + channel);
    }
  }
  let sum = 0;
  for (const entry of grid) sum += entry;
  const mean = sum / grid.length;
  return grid.map((entry) => entry - mean);
}

/** Correlation of two appearances, -1..1; the same face a moment later has 0.8 and more. */
export function likeness(a: Float32Array, b: Float32Array): number {
  let both = 0;
  let ofA = 0;
  let ofB = 0;
  for (let i = 0; i < a.length; i += 1) {
    both += value(a, i) * value(b, i);
    ofA += value(a, i) ** 2;
    ofB += value(b, i) ** 2;
  }
  return both / Math.sqrt(Math.max(ofA * ofB, Number.MIN_VALUE));
}

function value(values: ArrayLike<number>, index: number): number {
  return values[index] ?? 0;
}
