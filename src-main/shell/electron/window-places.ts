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
/** A window closer to another one than this covers it, px: window managers shift windows by the width of a frame. */
const CLOSE_PX = 16;

/** The place, if a window there can be seen and dragged on one of the screens; a screen may have been taken away. */
export function reachable(place: Place, screens: readonly Place[]): boolean {
  return screens.some((screen) => {
    const across = Math.min(place.x + place.width, screen.x + screen.width) - Math.max(place.x, screen.x);
    const titleBarInside = place.y >= screen.y && place.y <= screen.y + screen.height - VISIBLE_PX;
    return across >= VISIBLE_PX && titleBarInside;
  });
}

/** In the middle of a screen, and no larger than it. */
function centred(size: { readonly width: number; readonly height: number }, screen: Place): Place {
  const width = Math.min(size.width, screen.width);
  const height = Math.min(size.height, screen.height);
  return {
    x: screen.x + Math.floor((screen.width - width) / 2),
    y: screen.y + Math.floor((screen.height - height) / 2),
    width,
    height,
  };
}

/** The first place in a row that leads down from `place` where no window is; what leaves the screens begins another row. */
function aside(place: Place, screens: readonly [Place, ...Place[]], taken: readonly Place[]): Place {
  let next = place;
  let rows = 0;
  // Of so many places one is free: a window covers at most one of each of two rows that cross.
  for (let tries = 0; tries <= 2 * taken.length; tries += 1) {
    if (!taken.some(({ x, y }) => Math.abs(x - next.x) < CLOSE_PX && Math.abs(y - next.y) < CLOSE_PX)) return next;
    next = { ...next, x: next.x + ASIDE_PX, y: next.y + ASIDE_PX };
    if (reachable(next, screens)) continue;
    next = { ...next, x: screens[0].x + rows * ASIDE_PX, y: screens[0].y };
    rows += 1;
  }
  return next;
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
   * Where to open a window of this kind: where one was last, else in the middle of the first screen.
   * @param screens work areas, the primary screen's first
   * @param taken where windows are open now: the new one does not cover one of them
   */
  of(kind: WindowKind, screens: readonly [Place, ...Place[]], taken: readonly Place[]): KeptPlace {
    const kept = this.#places[kind];
    const place =
      kept !== undefined && reachable(kept, screens)
        ? kept
        : { ...centred(WINDOW_SIZES[kind], screens[0]), maximized: false };
    return { ...place, ...aside(place, screens, taken) };
  }

  keep(kind: WindowKind, place: KeptPlace): void {
    this.#places[kind] = place;
    try {
      writeWhole(this.#path, `${JSON.stringify(this.#places, undefined, 2)}\n`);
    } catch {
      // Failing to save a place is ignored: the window then opens where the system puts it.
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
