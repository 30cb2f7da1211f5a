import type { TraceRequest } from '../../src-main/contract/trace/trace.ts';
import { requestOf, type TraceView } from '../../src-main/contract/trace/trace-memory.ts';
import { type Axis, FIRST_AXIS, freeze, goLive, pan, type Stretch, showing, stretchOf, zoom } from './axis.ts';
import { type Filter, NO_FILTER } from './filter.ts';

/** What a person has chosen in the window. */
export interface LabState {
  readonly axis: Axis;
  readonly filter: Filter;
  /** The request that is kept in the panel. */
  readonly pinned: number | null;
  readonly measured: Stretch | null;
}

export const FIRST_STATE: LabState = { axis: FIRST_AXIS, filter: NO_FILTER, pinned: null, measured: null };

/** What is known when something is done. */
export interface Known {
  readonly view: TraceView;
  /** Those that are looked for, oldest first. */
  readonly requests: readonly TraceRequest[];
  /** µs: the newest time that is shown. */
  readonly now: number;
}

/** Keeps a request in the panel, and time stands still, with the request in sight. */
export function pinned(state: LabState, id: number | null, known: Known): LabState {
  if (id === null) return { ...state, pinned: null };
  const request = requestOf(known.view.requests, id);
  if (request === undefined) return state;
  const axis = freeze(state.axis, known.now);
  const { from, to } = stretchOf(axis, known.now);
  const own = extentOf(request);
  return { ...state, pinned: id, axis: own.from >= from && own.to <= to ? axis : showing(own) };
}

/** Keeps a request and shows it as large as it goes. */
export function shown(state: LabState, request: TraceRequest): LabState {
  return { ...state, pinned: request.id, axis: showing(extentOf(request)) };
}

function extentOf({ firstByte, asked, answered, sent }: TraceRequest): Stretch {
  return { from: firstByte ?? asked, to: sent ?? answered ?? asked };
}

/** The part of the stretch that is shown by which an arrow key moves it where there is no request to step to. */
const PAN_PART = 0.2;

export interface PressedKey {
  readonly key: string;
  readonly shiftKey: boolean;
}

/**
 * What a key does on the picture; null: nothing.
 * @param mirrored time goes on to the left, and so do the arrow keys
 */
export function pressed(
  state: LabState,
  { key, shiftKey }: PressedKey,
  known: Known,
  mirrored: boolean,
): LabState | null {
  const { axis } = state;
  switch (key) {
    case ' ':
      return { ...state, axis: axis.live ? freeze(axis, known.now) : goLive(axis) };
    case '+':
    case '=':
      return zoomed(state, 1, known);
    case '-':
      return zoomed(state, -1, known);
    case 'Home':
      return { ...state, axis: goLive(axis), pinned: null };
    case 'Escape':
      return state.measured === null ? { ...state, pinned: null } : { ...state, measured: null };
    case 'ArrowLeft':
    case 'ArrowRight':
      return stepped(state, (key === 'ArrowRight') !== mirrored ? 1 : -1, shiftKey, known);
    default:
      return null;
  }
}

/** @param steps as `zoom`; the middle of what is kept or shown stays where it is */
export function zoomed(state: LabState, steps: number, known: Known): LabState {
  return { ...state, axis: zoom(state.axis, steps, anchorOf(state, known)) };
}

function anchorOf({ axis, pinned: id }: LabState, { view, now }: Known): number {
  const request = requestOf(view.requests, id);
  const { from, to } = request === undefined ? stretchOf(axis, now) : extentOf(request);
  return (from + to) / 2;
}

function stepped(state: LabState, by: 1 | -1, measures: boolean, known: Known): LabState {
  const { requests, now } = known;
  const place = requests.findIndex(({ id }) => id === state.pinned);
  const next = place === -1 ? requests.at(-1) : requests[place + by];
  if (next === undefined) {
    const { from, to } = stretchOf(state.axis, now);
    return { ...state, axis: pan(freeze(state.axis, now), by * PAN_PART * (to - from)) };
  }
  const moved = pinned(state, next.id, known);
  if (!measures) return { ...moved, measured: null };
  const last = requests[place];
  const anchor = state.measured ?? (last === undefined ? null : { from: last.asked, to: last.asked });
  if (anchor === null) return moved;
  // From where the measuring began to where it has come.
  const fixed = state.measured !== null && last !== undefined && anchor.from === last.asked ? anchor.to : anchor.from;
  const [from, to] = [fixed, next.asked].sort((a, b) => a - b) as [number, number];
  return { ...moved, measured: { from, to } };
}
