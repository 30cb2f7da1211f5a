/** A stretch of time in µs. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What the axis shows: the newest time, moving on, or a stretch that stands still. */
export type Axis = { readonly live: true; readonly span: number } | ({ readonly live: false } & Stretch);

/** The longest and the shortest stretch that is shown, µs. */
export const LONGEST = 10_000_000;
export const SHORTEST = 10;
/** One step of a zoom by key, and of a wheel's notch. */
const ZOOM_STEP = 1.5;

/** Reports come so often, µs: what is shorter jumps from one to the next. */
const LEAST_LIVE = 100_000;

export const FIRST_AXIS: Axis = { live: true, span: 2_000_000 };

/** @param now µs: the newest time that is known */
export function stretchOf(axis: Axis, now: number): Stretch {
  return axis.live ? { from: now - axis.span, to: now } : axis;
}

export function freeze(axis: Axis, now: number): Axis {
  return axis.live ? { live: false, ...stretchOf(axis, now) } : axis;
}

/** Goes on with as long a stretch; one that shows a single request would show nothing of time that moves. */
export function goLive(axis: Axis): Axis {
  if (axis.live) return axis;
  const span = axis.to - axis.from;
  return span < LEAST_LIVE ? FIRST_AXIS : { live: true, span };
}

/**
 * @param steps above 0: a shorter stretch
 * @param anchor µs that stays where it is; of a moving axis the newest time does
 */
export function zoom(axis: Axis, steps: number, anchor: number): Axis {
  const factor = ZOOM_STEP ** -steps;
  if (axis.live) return { live: true, span: spanWithin(axis.span * factor) };
  const span = axis.to - axis.from;
  const next = spanWithin(span * factor);
  const part = Math.min(1, Math.max(0, (anchor - axis.from) / span));
  const from = anchor - part * next;
  return { live: false, from, to: from + next };
}

export function pan(axis: Axis, micros: number): Axis {
  return axis.live ? axis : { live: false, from: axis.from + micros, to: axis.to + micros };
}

/** Shows a stretch with some time around it. */
export function showing({ from, to }: Stretch): Axis {
  const span = spanWithin((to - from) * 1.6);
  const middle = (from + to) / 2;
  return { live: false, from: middle - span / 2, to: middle + span / 2 };
}

function spanWithin(span: number): number {
  return Math.min(LONGEST, Math.max(SHORTEST, span));
}

/** Times at which the axis has a mark, counted back from its newest: then they stand still while time goes on. */
export function marksOf(
  { from, to }: Stretch,
  most: number,
): { readonly at: readonly number[]; readonly step: number } {
  const least = (to - from) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((times) => times * power).find((one) => one >= least) ?? 10 * power;
  const count = Math.floor((to - from) / step);
  return { step, at: Array.from({ length: count + 1 }, (_, mark) => to - mark * step) };
}
