import type { TraceBatch, TraceRequest } from '../../../src-main/contract/trace/trace.ts';
import { requestOf, type TraceView } from '../../../src-main/contract/trace/trace-memory.ts';
import { marksOf, type Stretch } from '../axis.ts';
import { bandsOf, rowsOf, threadsOf } from './rows.ts';
import type { Band, Block, Cell, JournalMark, Look, Row, Scene, Span, Tick } from './scene.ts';

export interface LayoutOptions extends Stretch {
  readonly width: number;
  readonly height: number;
  /** Time goes on to the left. */
  readonly mirrored: boolean;
  /** A session that has a row of its own whatever else there is. */
  readonly own: number | null;
}

const GUTTER = 116;
/** A mark of the axis for so many pixels. */
const MARK_PX = 110;
/** Requests that began so long before the stretch may still be in it, µs. */
const LONG = 2_000_000;
/** More than a canvas is high: a pixel's number is made of both its coordinates. */
const PIXELS = 16_384;
/** Least width of what has a width in time, px: a commit of 100 µs can be seen in ten seconds. */
const LEAST = 1;
/** Records of the journal that are drawn beside each other at most, and how far they are apart, px. */
const MOST_APART = 80;
const RECORD_PX = 13;

/** Places all that is in sight of a stretch of time. Pure: the same trace and options give the same scene. */
export function layOut(view: TraceView, options: LayoutOptions): Scene {
  const { from, to, width, height, mirrored } = options;
  const plot = plotIn(width, mirrored);
  const plotWidth = plot.width;
  const xOf = (at: number): number => {
    const part = (at - from) / (to - from);
    return plot.x + (mirrored ? 1 - part : part) * plotWidth;
  };
  const requests = requestsIn(view.requests, options);
  const chunks = within(view.chunks, from, to, ({ at }) => at);
  const threads = threadsOf(view);
  const bands = bandsOf(height, threads.length);
  const rows = rowsOf(
    view,
    chunks.map(({ session }) => session),
    bands,
    threads,
    options.own,
  );
  const queue = queueSteps(view.queue, options, xOf, bands.queue);
  const batches = within(view.batches, from - LONG, to, ({ taken }) => taken).filter(
    ({ committed }) => committed >= from,
  );
  const blocks = batches.map((batch) => blockOf(batch, xOf, bands.ledger));
  const cells = cellsOf(requests, blocks);
  return {
    ...{ width, height, plot, bands, rows, blocks, cells },
    ...marksIn(options, plot, mirrored),
    ticks: ticksOf(chunks, requests, rows, view, xOf),
    spans: spansOf(requests, rows, xOf),
    steps: queue.steps,
    deepest: queue.deepest,
    brackets: bracketsOf(cells, requests),
    records: recordsOf(requests, batches, xOf, bands.journal, mirrored),
  };
}

/** Where the plot is in a canvas of that width, px. */
export function plotIn(width: number, mirrored: boolean): Scene['plot'] {
  return { x: mirrored ? 0 : GUTTER, width: Math.max(1, width - GUTTER) };
}

/** The marks of the axis over a plot. */
export function marksIn(stretch: Stretch, plot: Scene['plot'], mirrored: boolean): Pick<Scene, 'marks' | 'step'> {
  const { from, to } = stretch;
  const { at, step } = marksOf(stretch, plot.width / MARK_PX);
  const xOf = (micros: number) => plot.x + ((mirrored ? to - micros : micros - from) / (to - from)) * plot.width;
  return { step, marks: at.map((micros) => ({ x: xOf(micros), micros })) };
}

/** The part of a list in the order of its times that is between two times. */
function within<Item>(
  items: readonly Item[],
  from: number,
  to: number,
  timeOf: (item: Item) => number,
): readonly Item[] {
  return items.slice(firstFrom(items, from, timeOf), firstFrom(items, to, timeOf));
}

/** Index of the first one at or after a time, by binary search. */
function firstFrom<Item>(items: readonly Item[], time: number, timeOf: (item: Item) => number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && timeOf(item) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function requestsIn(requests: readonly TraceRequest[], { from, to }: Stretch): readonly TraceRequest[] {
  return within(requests, from - LONG, to + LONG, ({ asked }) => asked).filter(
    ({ firstByte, asked, answered, sent }) => (firstByte ?? asked) <= to && (sent ?? answered ?? to) >= from,
  );
}

export function lookOf({ outcome }: Pick<TraceRequest, 'outcome'>): Look {
  return outcome === 'done' ? 'plain' : outcome;
}

function ticksOf(
  chunks: TraceView['chunks'],
  requests: readonly TraceRequest[],
  rows: readonly Row[],
  { sessions }: TraceView,
  xOf: (at: number) => number,
): Tick[] {
  const wire = rows.filter(({ band }) => band === 'wire');
  const bySession = new Map(wire.filter(({ session }) => session !== null).map((row) => [row.session, row]));
  const byThread = new Map(wire.filter(({ session }) => session === null).map((row) => [row.thread, row]));
  const taken = new Set<number>();
  return chunks.flatMap(({ at, session, direction, partial, request }): Tick[] => {
    const row = bySession.get(session) ?? byThread.get(sessions.get(session)?.thread ?? -1);
    if (row === undefined) return [];
    // Folded, each session has a height of its own in the row.
    const half = row.session === null ? Math.max(4, row.height / 12) : row.height / 2;
    const offset = row.session === null ? ((session * 7919) % 101) / 101 : direction === 'in' ? 0 : 1;
    const y = row.y + offset * (row.height - half);
    const x = xOf(at);
    // What falls on one pixel is drawn once.
    const pixel = Math.round(x) * PIXELS + Math.round(y);
    if (taken.has(pixel)) return [];
    taken.add(pixel);
    const look = lookOf(requestOf(requests, request) ?? { outcome: 'done' });
    return [{ x, y, height: half, out: direction === 'out', hollow: partial, session, request, look }];
  });
}

function spansOf(requests: readonly TraceRequest[], rows: readonly Row[], xOf: (at: number) => number): Span[] {
  const lanes = new Map(rows.filter(({ band }) => band === 'threads').map((row) => [row.thread, row]));
  const spans: Span[] = [];
  const taken = new Set<number>();
  for (const request of requests) {
    const lane = lanes.get(request.thread);
    if (lane === undefined) continue;
    const { id, session, begun, asked, answered, sent } = request;
    const add = (from: number | null, to: number | null, work: boolean) => {
      if (from === null || to === null) return;
      const [a, b] = [xOf(from), xOf(to)].sort((one, other) => one - other) as [number, number];
      const inset = work ? 0 : lane.height / 4;
      if (b - a < LEAST) {
        const pixel = Math.round(a) * PIXELS + lane.y * 2 + Number(work);
        if (taken.has(pixel)) return;
        taken.add(pixel);
      }
      const box = { x: a, width: Math.max(LEAST, b - a), y: lane.y + inset, height: lane.height - 2 * inset };
      spans.push({ ...box, work, request: id, session, look: lookOf(request) });
    };
    add(asked, answered, false);
    add(begun, asked, true);
    add(answered, sent, true);
  }
  return spans.sort((a, b) => Number(a.work) - Number(b.work));
}

function queueSteps(
  queue: TraceView['queue'],
  { from, to }: Stretch,
  xOf: (at: number) => number,
  band: Band,
): { readonly steps: Scene['steps']; readonly deepest: number } {
  const first = firstFrom(queue, from, ({ at }) => at);
  const seen = queue.slice(
    first,
    firstFrom(queue, to, ({ at }) => at),
  );
  const before = queue[first - 1]?.depth ?? 0;
  const deepest = Math.max(before, ...seen.map(({ depth }) => depth));
  const yOf = (depth: number) => band.y + band.height - (depth / Math.max(1, deepest)) * (band.height - 4);
  const steps = [{ x: xOf(from), y: yOf(before) }];
  let last = before;
  for (const { at, depth } of seen) {
    steps.push({ x: xOf(at), y: yOf(last) }, { x: xOf(at), y: yOf(depth) });
    last = depth;
  }
  steps.push({ x: xOf(to), y: yOf(last) });
  return { steps, deepest };
}

function blockOf(
  { id, commit, taken, decided, committed, size }: TraceBatch,
  xOf: (at: number) => number,
  band: Band,
): Block {
  const [a, b] = [xOf(taken), xOf(committed)].sort((one, other) => one - other) as [number, number];
  return { batch: id, x: a, width: Math.max(LEAST, b - a), disk: xOf(decided), ...band, commit, size };
}

/** The requests of a batch lie one below the other in its block, in the order in which they were done. */
function cellsOf(requests: readonly TraceRequest[], blocks: readonly Block[]): Cell[] {
  const byBatch = new Map(blocks.map((block) => [block.batch, block]));
  const taken = new Set<number>();
  return requests.flatMap((request): Cell[] => {
    const block = request.batch === null ? undefined : byBatch.get(request.batch.id);
    if (block === undefined || request.batch === null) return [];
    const height = block.height / Math.max(1, block.size);
    const box = { x: block.x, width: block.width, y: block.y + request.batch.place * height, height };
    if (block.width < 2) {
      const pixel = Math.round(box.x) * PIXELS + Math.round(box.y);
      if (taken.has(pixel)) return [];
      taken.add(pixel);
    }
    return [{ ...box, request: request.id, session: request.session, look: lookOf(request), op: request.op }];
  });
}

/** Two requests of one batch on one account: the second found what the first had left. */
function bracketsOf(cells: readonly Cell[], requests: readonly TraceRequest[]): Scene['brackets'] {
  const accounts = new Map(requests.map(({ id, account }) => [id, account]));
  const brackets: { x: number; y0: number; y1: number }[] = [];
  for (const together of Map.groupBy(cells, ({ x }) => x).values()) {
    if ((together[0]?.width ?? 0) < 6) continue;
    for (const same of Map.groupBy(together, ({ request }) => accounts.get(request ?? 0) ?? null).values()) {
      const [first, second] = [same[0], same.at(-1)];
      if (first === undefined || second === undefined || same.length < 2) continue;
      brackets.push({ x: first.x + first.width, y0: first.y + first.height / 2, y1: second.y + second.height / 2 });
    }
  }
  return brackets;
}

function recordsOf(
  requests: readonly TraceRequest[],
  batches: readonly TraceBatch[],
  xOf: (at: number) => number,
  band: Band,
  mirrored: boolean,
): JournalMark[] {
  const committed = new Map(batches.map((batch) => [batch.id, batch.committed]));
  const marks = requests
    .flatMap((request): JournalMark[] => {
      const at = committed.get(request.batch?.id ?? 0);
      if (request.sequence === null || request.repeated || at === undefined) return [];
      const y = band.y + band.height / 2;
      const { id, session, sequence } = request;
      return [{ x: xOf(at), y, sequence, request: id, session, look: lookOf(request) }];
    })
    .sort((a, b) => a.sequence - b.sequence);
  return apart(marks, mirrored);
}

/** Records of one commit have one time: beside each other where they are few, so that each can be seen and pointed at. */
function apart(marks: readonly JournalMark[], mirrored: boolean): JournalMark[] {
  if (marks.length > MOST_APART) return [...marks];
  const way = mirrored ? -1 : 1;
  let last = Number.NEGATIVE_INFINITY;
  return marks.map((mark) => {
    last = Math.max(mark.x * way, last + RECORD_PX);
    return { ...mark, x: last * way };
  });
}
