import { type Emphasis, type Lettering, type Palette, sessionColour } from './palette.ts';
import type { Cell, Frame, Look, Scene } from './scene.ts';
import { dashed, hatch, line } from './strokes.ts';

export type Context = CanvasRenderingContext2D;

const FONT = '11px "Inter Variable", "Noto Sans Arabic Variable", sans-serif';
const FAINT = 0.16;
/** Room for the names of rows, px. */
const NAME_PX = 106;
/** Signs of operations, the same in all languages. */
const GLYPHS: Readonly<Record<string, string>> = {
  deposit: '+',
  withdraw: '−',
  reserve: '−',
  post: '−',
  transfer: '→',
  balance: '=',
  authenticate: '•',
  void: '×',
  reverse: '↶',
};
/** Least height and width of a cell that has room for its sign, px. */
const GLYPH_PX = 11;

/** Paints what stands still while time goes on: the ground of each band, the axis, and the names beside. */
export function paintFrame(context: Context, scene: Frame, palette: Palette, lettering: Lettering): void {
  const { plot, marks, rows, step, width, height, bands } = scene;
  context.globalAlpha = 1;
  context.fillStyle = palette.ground;
  context.fillRect(0, 0, width, height);
  context.font = FONT;
  context.textBaseline = 'middle';
  context.direction = lettering.direction;
  for (const band of Object.values(bands)) {
    context.fillStyle = palette.sunken;
    context.fillRect(plot.x, band.y, plot.width, band.height);
  }
  context.strokeStyle = palette.line;
  context.fillStyle = palette.soft;
  context.textAlign = 'center';
  for (const { x, micros } of marks) {
    line(context, x, 18, x, height);
    const text = lettering.markOf(micros, step);
    const half = context.measureText(text).width / 2 + 4;
    context.fillText(text, Math.min(plot.x + plot.width - half, Math.max(plot.x + half, x)), 10);
  }
  const mirrored = lettering.direction === 'rtl';
  const edge = mirrored ? width - 4 : 4;
  context.textAlign = 'start';
  for (const name of ['queue', 'ledger', 'journal'] as const) {
    context.fillStyle = palette.ink;
    context.fillText(lettering.bands[name], edge, bands[name].y + Math.min(10, bands[name].height / 2), NAME_PX);
  }
  context.fillStyle = palette.soft;
  context.fillText(lettering.deepest(scene.deepest), edge, bands.queue.y + 26, NAME_PX);
  for (const row of rows) {
    context.fillStyle = row.session === null ? palette.ink : palette.soft;
    context.fillText(lettering.rowOf(row), edge, row.y + Math.min(row.height, 24) / 2, NAME_PX);
  }
}

/** Paints what moves with time: all marks of the plot, on whatever is there. */
export function paintMarks(
  context: Context,
  scene: Scene,
  palette: Palette,
  lettering: Lettering,
  emphasis: Emphasis,
): void {
  const brush = new Brush(context, scene, palette, lettering, emphasis);
  context.font = FONT;
  context.textBaseline = 'middle';
  context.direction = lettering.direction;
  context.save();
  context.beginPath();
  context.rect(scene.plot.x, 0, scene.plot.width, scene.height);
  context.clip();
  brush.wire();
  brush.threads();
  brush.queue();
  brush.ledger();
  brush.journal();
  brush.measure();
  brush.thread();
  context.restore();
}

class Brush {
  readonly #context: Context;
  readonly #scene: Scene;
  readonly #palette: Palette;
  readonly #lettering: Lettering;
  readonly #emphasis: Emphasis;
  /** As the canvas has it; NaN: not known. */
  #alpha = Number.NaN;

  constructor(context: Context, scene: Scene, palette: Palette, lettering: Lettering, emphasis: Emphasis) {
    this.#context = context;
    this.#scene = scene;
    this.#palette = palette;
    this.#lettering = lettering;
    this.#emphasis = emphasis;
  }

  /** Bytes: in above, out below; half a message is hollow. */
  wire(): void {
    const context = this.#context;
    for (const { x, y, height, hollow, session, request, look } of this.#scene.ticks) {
      this.#aim(request);
      if (hollow) {
        context.strokeStyle = this.#colour(session, look);
        context.strokeRect(x - 1.5, y + 0.5, 3, height - 1);
      } else {
        context.fillStyle = this.#colour(session, look);
        context.fillRect(x - 1, y, 2, height);
      }
    }
  }

  /** Work is solid; waiting for the ledger is hatched. */
  threads(): void {
    const [context, { spans, plot }] = [this.#context, this.#scene];
    for (const { x, y, width, height, work, session, request, look } of spans) {
      this.#aim(request, work ? 1 : 0.5);
      const colour = this.#colour(session, look);
      if (work) {
        context.fillStyle = colour;
        context.fillRect(x, y, width, height);
      } else {
        hatch(context, { x, y, width, height }, plot, colour);
      }
    }
  }

  queue(): void {
    const [context, { steps, bands }] = [this.#context, this.#scene];
    const [first, last] = [steps[0], steps.at(-1)];
    if (first === undefined || last === undefined) return;
    const floor = bands.queue.y + bands.queue.height;
    this.#fade(1);
    context.beginPath();
    context.moveTo(first.x, floor);
    for (const { x, y } of steps) context.lineTo(x, y);
    context.lineTo(last.x, floor);
    context.fillStyle = this.#palette.accent;
    this.#fade(0.25);
    context.fill();
    this.#fade(1);
    context.strokeStyle = this.#palette.accent;
    context.lineWidth = 1.25;
    context.beginPath();
    for (const { x, y } of steps) context.lineTo(x, y);
    context.stroke();
    context.lineWidth = 1;
  }

  /** Each commit a block, with a cell for each request; the line in it is where the disk begins. */
  ledger(): void {
    const context = this.#context;
    const { blocks, cells, brackets } = this.#scene;
    for (const { x, y, width, height, disk, commit, size } of blocks) {
      this.#fade(this.#emphasis.thread === null ? 0.5 : 0.3);
      context.fillStyle = this.#palette.line;
      context.fillRect(x, y, width, height);
      this.#fade(1);
      context.strokeStyle = commit === null ? this.#palette.line : this.#palette.soft;
      if (width > 3) context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
      if (width > 12) dashed(context, () => line(context, disk, y, disk, y + height), this.#palette.ink);
      if (width > 74) {
        context.fillStyle = this.#palette.ink;
        context.textAlign = 'center';
        context.fillText(this.#lettering.commit(commit, size), x + width / 2, y + height + 5);
      }
    }
    for (const cell of cells) this.#cell(cell);
    this.#fade(1);
    context.strokeStyle = this.#palette.warn;
    context.lineWidth = 1.5;
    for (const { x, y0, y1 } of brackets) {
      context.beginPath();
      context.moveTo(x + 1, y0);
      context.lineTo(x + 5, y0);
      context.lineTo(x + 5, y1);
      context.lineTo(x + 1, y1);
      context.stroke();
    }
    context.lineWidth = 1;
  }

  /** Records, each chained to the one before. */
  journal(): void {
    const [context, { records }] = [this.#context, this.#scene];
    this.#fade(0.8);
    context.strokeStyle = this.#palette.soft;
    context.beginPath();
    for (const { x, y } of records) context.lineTo(x, y);
    context.stroke();
    const roomy = records.length <= 80;
    for (const { x, y, sequence, session, request, look } of records) {
      this.#aim(request);
      context.fillStyle = this.#colour(session, look);
      context.fillRect(x - (roomy ? 4 : 1), y - 4, roomy ? 8 : 2, 8);
      if (request !== this.#emphasis.thread?.request) continue;
      context.fillStyle = this.#palette.ink;
      context.textAlign = 'center';
      context.fillText(this.#lettering.sequence(sequence), x, y + 13);
    }
  }

  measure(): void {
    const { measured } = this.#emphasis;
    if (measured === null) return;
    const [context, { height }] = [this.#context, this.#scene];
    this.#fade(0.18);
    context.fillStyle = this.#palette.accent;
    context.fillRect(measured.x, 0, measured.width, height);
    this.#fade(1);
    context.fillStyle = this.#palette.ink;
    context.textAlign = 'center';
    context.fillText(measured.text, measured.x + measured.width / 2, 34);
  }

  /** The path of the request that is pointed at. */
  thread(): void {
    const { thread } = this.#emphasis;
    if (thread === null) return;
    const context = this.#context;
    this.#fade(1);
    context.lineJoin = 'round';
    for (const [colour, width] of [
      [this.#palette.ground, 5],
      [this.#palette.ink, 2],
    ] as const) {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.beginPath();
      for (const { x, y } of thread.points) context.lineTo(x, y);
      context.stroke();
    }
    context.lineWidth = 1;
    context.fillStyle = this.#palette.ink;
    for (const { x, y } of thread.points) {
      context.beginPath();
      context.arc(x, y, 3, 0, 2 * Math.PI);
      context.fill();
    }
  }

  #cell({ x, y, width, height, op, session, request, look }: Cell): void {
    const context = this.#context;
    this.#aim(request);
    const gap = height > 4 && width > 4 ? 1 : 0;
    const colour = this.#colour(session, look);
    context.fillStyle = colour;
    if (look === 'unknown' || look === 'pending') {
      dashed(context, () => context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1), colour);
      return;
    }
    context.fillRect(x + gap, y + gap, Math.max(0.75, width - 2 * gap), Math.max(0.75, height - 2 * gap));
    if (height < GLYPH_PX || width < GLYPH_PX) return;
    context.fillStyle = this.#palette.ground;
    context.textAlign = 'center';
    context.fillText(GLYPHS[op] ?? '·', x + width / 2, y + height / 2);
  }

  #colour(session: number | null, look: Look): string {
    return look === 'refused' ? this.#palette.bad : sessionColour(session, this.#palette);
  }

  /** All that is not pointed at, or not looked for, is faint. */
  #aim(request: number | null, strength = 1): void {
    const { thread, wanted } = this.#emphasis;
    const faint = thread === null ? request !== null && !wanted(request) : request !== thread.request;
    this.#fade(faint ? FAINT : strength);
  }

  /** Sets what is set already only once: the canvas does not look at it. */
  #fade(alpha: number): void {
    if (alpha === this.#alpha) return;
    this.#alpha = alpha;
    this.#context.globalAlpha = alpha;
  }
}
