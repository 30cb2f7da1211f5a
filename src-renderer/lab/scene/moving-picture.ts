import type { Stretch } from '../axis.ts';
import { marksIn, plotIn } from './layout.ts';
import { type Context, paintFrame, paintMarks } from './paint.ts';
import { compose, type Drawn, type Picture } from './picture.ts';

/** How much more than is in sight is painted ahead, as a part of the plot: of a short stretch, reports are far apart. */
const MOST_AHEAD = 0.5;

interface Made {
  readonly picture: Picture;
  /** µs: the newest time of the view when it was painted. */
  readonly at: number;
  readonly scale: number;
  /** The stretch that was in sight then, µs. */
  readonly seen: Stretch;
  readonly drawn: Omit<Drawn, 'shift'>;
}

/**
 * A picture of time that goes on. Its marks are painted when a report has come, ten times a second, with what is known
 * already of the time after now; between reports they are only moved, which costs a tenth of painting them. What is
 * beside and below them stands still and is painted as often.
 */
export class MovingPicture {
  readonly #frame: HTMLCanvasElement;
  readonly #marks: HTMLCanvasElement;
  #made: Made | null = null;

  /** @param newCanvas gives one that is nowhere in sight */
  constructor(newCanvas: () => HTMLCanvasElement) {
    this.#frame = newCanvas();
    this.#marks = newCanvas();
  }

  /** @param stretch what is in sight, µs: as long as the one before it */
  draw(context: Context, picture: Picture, stretch: Stretch): Drawn {
    const made = this.#goodFor(picture, stretch) ?? this.#make(picture, stretch);
    this.#made = made;
    const { scene, plot } = made.drawn;
    const { scale } = made;
    const moved = ((stretch.to - made.seen.to) / (stretch.to - stretch.from)) * plot.width;
    const ahead = scene.plot.width - plot.width;
    // In whole pixels of the screen: what lies between two would be blurred.
    const shift = Math.round((picture.mirrored ? ahead - moved : moved) * scale);
    const size = [Math.round(plot.width * scale), this.#marks.height] as const;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = 1;
    context.drawImage(this.#frame, 0, 0);
    context.drawImage(this.#marks, shift, 0, ...size, Math.round(plot.x * scale), 0, ...size);
    return { ...made.drawn, shift: shift / scale };
  }

  /** What was painted, if it still shows this. */
  #goodFor(picture: Picture, { from, to }: Stretch): Made | null {
    const made = this.#made;
    if (made === null || made.at !== picture.view.at || made.scale !== devicePixelRatio) return null;
    // To a µs: the two ends are differences of large numbers.
    if (Math.abs(to - from - (made.seen.to - made.seen.from)) > 1) return null;
    if (to < made.seen.to || to > made.drawn.stretch.to) return null;
    const keys = Object.keys(picture) as (keyof Picture)[];
    return keys.every((key) => picture[key] === made.picture[key]) ? made : null;
  }

  #make(picture: Picture, seen: Stretch): Made {
    const { view, width, height, mirrored, palette, letteringOf } = picture;
    const scale = devicePixelRatio;
    const span = seen.to - seen.from;
    const ahead = Math.max(0, Math.min(view.at - seen.to, MOST_AHEAD * span));
    const stretch = { from: seen.from, to: seen.to + ahead };
    const plot = plotIn(width, mirrored);
    const wide = { ...picture, width: width + (ahead / span) * plot.width };
    const { scene, emphasis } = compose(wide, stretch);
    const lettering = letteringOf(view, seen.to);

    enlarge(this.#frame, width * scale, height * scale);
    const frame = contextOf(this.#frame, scale, 0);
    paintFrame(frame, { ...scene, width, plot, ...marksIn(seen, plot, mirrored) }, palette, lettering);

    enlarge(this.#marks, scene.plot.width * scale, height * scale);
    const marks = contextOf(this.#marks, scale, scene.plot.x);
    marks.clearRect(scene.plot.x, 0, scene.plot.width + 1, height);
    paintMarks(marks, scene, palette, lettering, emphasis);
    return { picture, at: view.at, scale, seen, drawn: { scene, stretch, plot } };
  }
}

/** Makes a canvas as large, or larger across: its memory is taken anew with each new size. */
function enlarge(canvas: HTMLCanvasElement, width: number, height: number): void {
  const [across, down] = [Math.ceil(width), Math.round(height)];
  if (canvas.width < across) canvas.width = across;
  if (canvas.height !== down) canvas.height = down;
}

function contextOf(canvas: HTMLCanvasElement, scale: number, left: number): Context {
  const context = canvas.getContext('2d');
  if (context === null) throw new TypeError('this canvas has no context');
  context.setTransform(scale, 0, 0, scale, -left * scale, 0);
  return context;
}
