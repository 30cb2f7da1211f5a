import { requestOf, type TraceView } from '../../../src-main/contract/trace/trace-memory.ts';
import type { Stretch } from '../axis.ts';
import { storyOf } from '../story.ts';
import type { Scene, Thread } from './scene.ts';

/** How far from a mark it can still be pointed at, px. */
const REACH = 8;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly request: number | null;
}

/** The request whose mark is nearest to a point; null: there is none in reach. */
export function pick(scene: Scene, x: number, y: number): number | null {
  const boxes: Box[] = [
    ...scene.cells,
    ...scene.spans.filter(({ work }) => work),
    ...scene.ticks.map((tick) => ({ ...tick, x: tick.x - 1, width: 3 })),
    ...scene.records.map((record) => ({ ...record, x: record.x - 5, y: record.y - 5, width: 10, height: 10 })),
    ...scene.spans.filter(({ work }) => !work),
  ];
  let nearest: { readonly request: number; readonly distance: number } | null = null;
  for (const box of boxes) {
    if (box.request === null) continue;
    const distance = Math.hypot(beyond(x, box.x, box.width), beyond(y, box.y, box.height));
    if (distance <= REACH && (nearest === null || distance < nearest.distance))
      nearest = { request: box.request, distance };
  }
  return nearest?.request ?? null;
}

/** How far a coordinate is outside of a length. */
function beyond(at: number, from: number, length: number): number {
  return Math.max(0, from - at, at - from - length);
}

/** µs at a point across. */
export function timeAt(scene: Pick<Scene, 'plot'>, x: number, { from, to }: Stretch, mirrored: boolean): number {
  const part = (x - scene.plot.x) / scene.plot.width;
  return from + (mirrored ? 1 - part : part) * (to - from);
}

/** The way of a request from its bytes to its answer, through the marks that are in sight. */
export function threadOf(
  scene: Scene,
  view: TraceView,
  id: number,
  stretch: Stretch,
  mirrored: boolean,
): Thread | null {
  const request = requestOf(view.requests, id);
  if (request === undefined) return null;
  const { from, to } = stretch;
  const xOf = (at: number) => scene.plot.x + ((mirrored ? to - at : at - from) / (to - from)) * scene.plot.width;
  const rows = scene.rows.filter((row) => row.thread === request.thread);
  const wire = scene.ticks.find(({ request: owner, out }) => owner === id && !out);
  const wireOut = scene.ticks.find(({ request: owner, out }) => owner === id && out);
  const lane = rows.find(({ band }) => band === 'threads');
  const cell = scene.cells.find((one) => one.request === id);
  const record = scene.records.find((one) => one.request === id);
  const laneY = lane === undefined ? null : lane.y + lane.height / 2;
  const queueY = scene.bands.queue.y + scene.bands.queue.height - 6;
  const points: { x: number; y: number }[] = [];
  const add = (at: number | null | undefined, y: number | null | undefined) => {
    if (at != null && y != null) points.push({ x: xOf(at), y });
  };
  const story = storyOf(view, request);
  if (wire !== undefined) points.push({ x: wire.x, y: wire.y + wire.height / 2 });
  add(request.begun ?? request.asked, laneY);
  add(request.asked, laneY);
  if (story.batch !== null) {
    add(request.asked, queueY);
    add(story.batch.taken, queueY);
  }
  if (cell !== undefined) {
    const ends = mirrored ? [cell.x + cell.width, cell.x] : [cell.x, cell.x + cell.width];
    for (const x of ends) points.push({ x, y: cell.y + cell.height / 2 });
  }
  if (record !== undefined) points.push({ x: record.x, y: record.y });
  add(request.answered, laneY);
  if (wireOut !== undefined) points.push({ x: wireOut.x, y: wireOut.y + wireOut.height / 2 });
  const parts = story.parts.map((part) => {
    const [a, b] = [xOf(part.from), xOf(part.to)].sort((one, other) => one - other) as [number, number];
    return { ...part, x: a, width: b - a };
  });
  return { request: id, points, parts };
}
