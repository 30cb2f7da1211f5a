import type { Box, Face, FrameHeader } from '../../src-main/contract/camera.ts';

/** What to draw beside the picture itself. */
export interface View {
  readonly mirror: boolean;
  readonly boxes: boolean;
  readonly labels: boolean;
  /** Nobody may be recognised: a frame whose faces aren't blurred in the picture itself is blurred as a whole. */
  readonly blur: boolean;
  /** Marked on the picture when it comes from the demo photos. */
  readonly demoMark: string;
  readonly direction: 'ltr' | 'rtl';
  readonly textOf: (face: Face) => string;
}

export interface Frame {
  readonly header: FrameHeader;
  readonly bitmap: ImageBitmap;
}

const SURE = '#7ff0cf';
const UNSURE = '#ffc46b';
const ON_TAG = '#06231b';
/** Height of a label's letters, in units. */
const LETTERS = 14;
/** A frame that is blurred as a whole keeps this many cells across and down: too few to know anybody by. */
const BLUR_CELLS = 8;

/**
 * Draws a frame with its overlay into a canvas of `scale` times the frame's size. Lines and letters are drawn at
 * the canvas's own resolution, so that they stay crisp over a small picture.
 */
export function paint(context: CanvasRenderingContext2D, { header, bitmap }: Frame, view: View, scale: number): void {
  const { canvas } = context;
  context.save();
  if (view.mirror) {
    context.translate(canvas.width, 0);
    context.scale(-1, 1);
  }
  context.drawImage(view.blur && !header.blurred ? coarse(bitmap) : bitmap, 0, 0, canvas.width, canvas.height);
  context.restore();

  for (const face of header.faces) {
    const box = placed(face.box, header.width, view.mirror, scale);
    const colour = face.label === null || face.label.unsure ? UNSURE : SURE;
    if (view.boxes) outline(context, box, colour);
    if (view.labels) tag(context, box, view.textOf(face), colour, view.direction);
  }
  if (header.demo) mark(context, view.demoMark);
}

/** A box of the frame on the canvas. */
export function placed(box: Box, frameWidth: number, mirror: boolean, scale: number): Box {
  const x = mirror ? frameWidth - box.x - box.width : box.x;
  return { x: x * scale, y: box.y * scale, width: box.width * scale, height: box.height * scale };
}

let cells: HTMLCanvasElement | undefined;

/** The picture in BLUR_CELLS × BLUR_CELLS pixels. */
function coarse(bitmap: ImageBitmap): HTMLCanvasElement {
  if (cells === undefined) {
    cells = document.createElement('canvas');
    cells.width = BLUR_CELLS;
    cells.height = BLUR_CELLS;
  }
  cells.getContext('2d')?.drawImage(bitmap, 0, 0, BLUR_CELLS, BLUR_CELLS);
  return cells;
}

/**
 * Thickness and letters follow the canvas, so that a picture looks the same at every size; only where a window is so
 * small that letters would be, they keep 12 pixels of the page.
 */
function unit({ canvas: { width, height, clientWidth, clientHeight } }: CanvasRenderingContext2D): number {
  const shrunk = clientWidth === 0 || clientHeight === 0 ? 1 : Math.max(width / clientWidth, height / clientHeight);
  return Math.max(1, width / 640, (12 / LETTERS) * shrunk);
}

function outline(context: CanvasRenderingContext2D, { x, y, width, height }: Box, colour: string): void {
  const u = unit(context);
  context.beginPath();
  context.roundRect(x, y, width, height, 8 * u);
  context.lineWidth = 4 * u;
  context.strokeStyle = 'rgb(0 0 0 / 45%)';
  context.stroke();
  context.lineWidth = 2 * u;
  context.strokeStyle = colour;
  context.stroke();
}

function tag(
  context: CanvasRenderingContext2D,
  box: Box,
  text: string,
  colour: string,
  direction: View['direction'],
): void {
  const u = unit(context);
  context.font = `600 ${LETTERS * u}px "Inter Variable", "Noto Sans Arabic Variable", sans-serif`;
  context.direction = direction;
  const width = context.measureText(text).width + 16 * u;
  const height = 24 * u;
  const x = Math.min(Math.max(0, box.x), Math.max(0, context.canvas.width - width));
  const y = box.y >= height + 4 * u ? box.y - height - 4 * u : Math.min(box.y + 4 * u, context.canvas.height - height);
  context.beginPath();
  context.roundRect(x, y, width, height, 6 * u);
  context.fillStyle = colour;
  context.fill();
  context.fillStyle = ON_TAG;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(text, x + width / 2, y + height / 2 + u);
}

function mark(context: CanvasRenderingContext2D, text: string): void {
  const u = unit(context);
  context.font = `700 ${15 * u}px "Inter Variable", "Noto Sans Arabic Variable", sans-serif`;
  context.direction = 'ltr';
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  const width = context.measureText(text).width + 20 * u;
  // At the foot, where faces and their labels are rare.
  const top = context.canvas.height - 40 * u;
  context.beginPath();
  context.roundRect(12 * u, top, width, 28 * u, 6 * u);
  context.fillStyle = 'rgb(0 0 0 / 65%)';
  context.fill();
  context.fillStyle = '#fff';
  context.fillText(text, 22 * u, top + 15 * u);
}
