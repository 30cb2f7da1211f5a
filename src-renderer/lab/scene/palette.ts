import type { BandName, Scene, Thread } from './scene.ts';

/** Colours as the canvas takes them; the theme's custom properties resolved. */
export interface Palette {
  readonly ground: string;
  readonly sunken: string;
  readonly line: string;
  readonly ink: string;
  readonly soft: string;
  readonly accent: string;
  readonly bad: string;
  readonly warn: string;
  /** Lightness of a session's colour, percent. */
  readonly lightness: number;
  /** The system's colours are chosen: sessions have none of their own. */
  readonly forced: boolean;
}

/** The texts on the canvas, in the window's language. */
export interface Lettering {
  readonly bands: Readonly<Record<BandName, string>>;
  readonly rowOf: (row: Scene['rows'][number]) => string;
  /** A time as the distance from the newest. */
  readonly markOf: (micros: number, step: number) => string;
  readonly deepest: (depth: number) => string;
  readonly commit: (commit: number | null, size: number) => string;
  readonly sequence: (sequence: number) => string;
  readonly direction: 'ltr' | 'rtl';
}

/** What is emphasised. */
export interface Emphasis {
  /** null: nothing is pointed at. */
  readonly thread: Thread | null;
  /** Whether a request is among those that are looked for; the others are faint. */
  readonly wanted: (request: number) => boolean;
  /** A stretch that is measured, px. */
  readonly measured: { readonly x: number; readonly width: number; readonly text: string } | null;
}

/** Degrees between the colours of two sessions that came one after the other: the golden angle, so that neighbours differ. */
const GOLDEN_ANGLE = 137.508;
/** The colours of each palette that are made: a picture has thousands of marks. */
const MADE = new WeakMap<Palette, Map<number, string>>();

/** A session's colour. */
export function sessionColour(session: number | null, palette: Palette): string {
  if (session === null || palette.forced) return palette.soft;
  const hue = Math.round((session * GOLDEN_ANGLE) % 360);
  const colours = MADE.get(palette) ?? new Map<number, string>();
  if (colours.size === 0) MADE.set(palette, colours);
  const made = colours.get(hue);
  if (made !== undefined) return made;
  const colour = `hsl(${hue} 62% ${palette.lightness}%)`;
  colours.set(hue, colour);
  return colour;
}
