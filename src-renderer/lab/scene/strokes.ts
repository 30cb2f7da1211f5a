/** Distance of the lines of a hatching, px. */
const HATCH_PX = 5;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Fills a box with slanting lines; one that is too narrow for them with a line along.
 * @param plot what is in sight across: a wait can be a thousand times as wide as it
 */
export function hatch(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Box,
  plot: Pick<Box, 'x' | 'width'>,
  colour: string,
): void {
  if (width < 3) {
    context.fillStyle = colour;
    context.fillRect(x, y + height / 2 - 1, width, 2);
    return;
  }
  context.strokeStyle = colour;
  context.beginPath();
  const [left, right] = [Math.max(x, plot.x), Math.min(x + width, plot.x + plot.width)];
  for (let at = left - height; at < right; at += HATCH_PX) {
    // From where the line enters the box to where it leaves it: a clip for each box costs more than its lines.
    const [enters, leaves] = [Math.max(0, left - at), Math.min(height, right - at)];
    context.moveTo(at + enters, y + height - enters);
    context.lineTo(at + leaves, y + height - leaves);
  }
  context.stroke();
}

/** Draws dashed lines. */
export function dashed(context: CanvasRenderingContext2D, draw: () => void, colour: string): void {
  context.setLineDash([3, 3]);
  context.strokeStyle = colour;
  draw();
  context.setLineDash([]);
}

/** A line of one pixel, in the middle of its pixels. */
export function line(context: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  context.beginPath();
  context.moveTo(Math.round(x0) + 0.5, y0);
  context.lineTo(Math.round(x1) + 0.5, y1);
  context.stroke();
}
