import { requestOf, type TraceView } from '../../../src-main/contract/trace/trace-memory.ts';
import type { Stretch } from '../axis.ts';
import { layOut } from './layout.ts';
import { type Context, paintFrame, paintMarks } from './paint.ts';
import type { Emphasis, Lettering, Palette } from './palette.ts';
import { threadOf } from './pick.ts';
import type { Scene } from './scene.ts';

/** What a picture is made of, besides the stretch of time that it shows. */
export interface Picture {
  readonly view: TraceView;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly mirrored: boolean;
  /** The request that is pointed at, or pinned; null: none. */
  readonly pointed: number | null;
  readonly measured: Stretch | null;
  /** The length of what is measured, in words. @param micros µs */
  readonly measuredWords: (micros: number) => string;
  readonly wanted: (request: number) => boolean;
  readonly palette: Palette;
  readonly letteringOf: (view: TraceView, to: number) => Lettering;
}

/** What was drawn: where it is, and how far the scene has moved since. */
export interface Drawn {
  readonly scene: Scene;
  /** The time from one end of the scene's plot to the other. */
  readonly stretch: Stretch;
  /** A point of the canvas has this much more across in the scene, px. */
  readonly shift: number;
  /** Where the plot is on the canvas, px. */
  readonly plot: Scene['plot'];
}

/** Places all that a picture shows. */
export function compose(picture: Picture, stretch: Stretch): { readonly scene: Scene; readonly emphasis: Emphasis } {
  const { view, width, height, mirrored, pointed, wanted } = picture;
  const own = requestOf(view.requests, pointed)?.session ?? null;
  const scene = layOut(view, { ...stretch, width, height, mirrored, own });
  const thread = pointed === null ? null : threadOf(scene, view, pointed, stretch, mirrored);
  return { scene, emphasis: { thread, wanted, measured: measuredIn(scene, stretch, picture) } };
}

/** Draws a picture that stands still. */
export function drawStill(context: Context, picture: Picture, stretch: Stretch): Drawn {
  const { scene, emphasis } = compose(picture, stretch);
  const { palette, letteringOf, view } = picture;
  const lettering = letteringOf(view, stretch.to);
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  paintFrame(context, scene, palette, lettering);
  paintMarks(context, scene, palette, lettering, emphasis);
  return { scene, stretch, shift: 0, plot: scene.plot };
}

function measuredIn(
  { plot }: Scene,
  { from, to }: Stretch,
  { measured, mirrored, measuredWords }: Picture,
): Emphasis['measured'] {
  if (measured === null) return null;
  const xOf = (at: number) => plot.x + ((mirrored ? to - at : at - from) / (to - from)) * plot.width;
  const [a, b] = [xOf(measured.from), xOf(measured.to)].sort((one, other) => one - other) as [number, number];
  return { x: a, width: b - a, text: measuredWords(measured.to - measured.from) };
}
