import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { WINDOW_KINDS, WINDOW_SIZES, type WindowKind } from '../../contract/windows.ts';
import { writeWhole } from '../../write-whole.ts';

/** A window's place on the screen, in device-independent pixels. */
const placeSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
});
export type Place = z.infer<typeof placeSchema>;

const fileSchema = z.partialRecord(z.enum(WINDOW_KINDS), placeSchema);

/** How much of a window must lie on a screen to be found and dragged, px. */
const VISIBLE_PX = 80;

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
  readonly #places: Partial<Record<WindowKind, Place>>;

  constructor(path: string) {
    this.#path = path;
    this.#places = readPlaces(path);
  }

  /** Where to open a window of this kind; without x and y, the system chooses. */
  of(kind: WindowKind, screens: readonly Place[]): { x?: number; y?: number; width: number; height: number } {
    const place = this.#places[kind];
    return place !== undefined && reachable(place, screens) ? place : WINDOW_SIZES[kind];
  }

  keep(kind: WindowKind, place: Place): void {
    this.#places[kind] = place;
    try {
      writeWhole(this.#path, `${JSON.stringify(this.#places, undefined, 2)}\n`);
    } catch {
      // A place that can't be kept is not worth a word: the window opens where the system puts it.
    }
  }
}

function readPlaces(path: string): Partial<Record<WindowKind, Place>> {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {};
  }
}
