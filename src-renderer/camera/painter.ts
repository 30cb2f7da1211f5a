import type { Box, Face, FrameHeader } from '../../src-main/contract/camera.ts';
import { placeTags } from './tags.ts';

/** What to draw beside the picture itself. */
export interface View {
  readonly mirror: boolean;
  readonly boxes: boolean;
  readonly labels: boolean;
  /** Nobody may be recognised: a frame whose faces aren't blurred in the picture itself is blurred as a whole. */
  readonly blur: boolean;
  /** Marked on the picture when it comes from the demo. */
  readonly demoMark: string;
  readonly direction: 'ltr' | 'rtl';
  readonly textOf: (face: Face, number: number) => string;
}

export interface Frame {
  readonly header: FrameHeader;
  readonly bitmap: ImageBitmap;
}

export interface NumberedFrame extends Frame {
  /** The faces' numbers, in the header's order. */
  readonly numbers: readonly number[];
}

const SURE = '#7ff0cf';
const UNSURE = '#ffc46b';
const ON_TAG = '#06231b';
/** Height of a label's letters, in units. */
const LETTERS = 14;
/** A frame that is blurred as a whole keeps this many cells across and down: too few to recognise anybody. */
const BLUR_CELLS = 8;

/**
 * Draws a frame with its overlay into a canvas of `scale` times the frame's size. Lines and letters are drawn at
 * the canvas's own resolution, so that they stay crisp over a small picture.
 */
export function paint(context: CanvasRenderingContext2D, frame: NumberedFrame, view: View, scale: number): void {
  const { canvas } = context;
  const { header, bitmap, numbers } = frame;
  context.save();
  if (view.mirror) {
    context.translate(canvas.width, 0);
    context.scale(-1, 1);
  }
  context.drawImage(view.blur && !header.blurred ? coarse(bitmap) : bitmap, 0, 0, canvas.width, canvas.height);
  context.restore();

  const faces = header.faces.map((face, index) => ({
    box: placed(face.box, header.width, view.mirror, scale),
    colour: face.label === null || face.label.unsure ? UNSURE : SURE,
    text: view.textOf(face, numbers[index] ?? 0),
  }));
  if (view.boxes) for (const { box, colour } of faces) outline(context, box, colour);
  if (view.labels) tags(context, faces, view.direction);
  if (header.demo) mark(context, view.demoMark);
}

/** A box of the frame on the canvas. */
function placed(box: Box, frameWidth: number, mirror: boolean, scale: number): Box {
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

interface TaggedFace {
  readonly box: Box;
  readonly colour: string;
  readonly text: string;
}

/** A tag at each face, none over another; one that finds no room is left out: the list beside the picture has it. */
function tags(context: CanvasRenderingContext2D, faces: readonly TaggedFace[], direction: View['direction']): void {
  const u = unit(context);
  context.font = `600 ${LETTERS * u}px "Inter Variable", "Noto Sans Arabic Variable", sans-serif`;
  context.direction = direction;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const sizes = faces.map(({ box, text }) => ({
    box,
    width: context.measureText(text).width + 16 * u,
    height: 24 * u,
  }));
  placeTags(sizes, context.canvas, 4 * u).forEach((place, index) => {
    const face = faces[index];
    if (place === null || face === undefined) return;
    context.beginPath();
    context.roundRect(place.x, place.y, place.width, place.height, 6 * u);
    context.fillStyle = face.colour;
    context.fill();
    context.fillStyle = ON_TAG;
    context.fillText(face.text, place.x + place.width / 2, place.y + place.height / 2 + u);
  });
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
