import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { WINDOW_KINDS, WINDOW_SIZES, type WindowKind } from '../../contract/windows.ts';
import { writeWhole } from '../../write-whole.ts';

/** A place on the screen, in device-independent pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A window's place as long as it is not maximised, and whether it was. */
const placeSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
  maximized: z.boolean().default(false),
});
type KeptPlace = z.infer<typeof placeSchema>;
type Places = Partial<Record<WindowKind, KeptPlace>>;

const fileSchema = z.partialRecord(z.enum(WINDOW_KINDS), placeSchema);

/** How much of a window must lie on a screen to be found and dragged, px. */
const VISIBLE_PX = 80;
/** A window that would cover another one is moved by this much, px: its title bar stays to be seen. */
const ASIDE_PX = 32;

/** The place, if a window there can be seen and dragged on one of the screens; a screen may have been taken away. */
export function reachable(place: Place, screens: readonly Place[]): boolean {
  return screens.some((screen) => {
    const across = Math.min(place.x + place.width, screen.x + screen.width) - Math.max(place.x, screen.x);
    const titleBarInside = place.y >= screen.y && place.y <= screen.y + screen.height - VISIBLE_PX;
    return across >= VISIBLE_PX && titleBarInside;
  });
}

/** Where the windows were, kept over restarts. */
export class WindowPlaces {
  readonly #path: string;
  readonly #places: Places;

  constructor(path: string) {
    this.#path = path;
    this.#places = readPlaces(path);
  }

  /**
   * Where to open a window of this kind; without x and y, the system chooses.
   * @param taken where windows are open now: the new one does not cover one of them exactly
   */
  of(
    kind: WindowKind,
    screens: readonly Place[],
    taken: readonly Place[],
  ): { x?: number; y?: number; width: number; height: number; maximized: boolean } {
    const kept = this.#places[kind];
    const first = { ...WINDOW_SIZES[kind], maximized: false };
    if (kept === undefined || !reachable(kept, screens)) return first;
    let place = kept;
    while (taken.some(({ x, y }) => x === place.x && y === place.y)) {
      place = { ...place, x: place.x + ASIDE_PX, y: place.y + ASIDE_PX };
    }
    return reachable(place, screens) ? place : first;
  }

  keep(kind: WindowKind, place: KeptPlace): void {
    this.#places[kind] = place;
    try {
      writeWhole(this.#path, `${JSON.stringify(this.#places, undefined, 2)}\n`);
    } catch {
      // A place that can't be kept is not worth a word: the window opens where the system puts it.
    }
  }
}

function readPlaces(path: string): Places {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {};
  }
}
