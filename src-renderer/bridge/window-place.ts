import { WINDOW_SIZES, type WindowKind } from '../../src-main/contract/windows.ts';

/** A window with its frame, or a screen without its bars, in CSS pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Cookies are shared by all ports of a host: unlike other storage, they outlast a run, which may have another port. */
const LASTS_SECONDS = 365 * 24 * 3600;
const PLACE = /^(-?\d{1,5}),(-?\d{1,5}),(\d{1,5}),(\d{1,5})$/;

const nameOf = (kind: WindowKind) => `lobby-place-${kind}`;

/** What `document.cookie` is set to, to keep a window's place. */
export function placeCookie(kind: WindowKind, { x, y, width, height }: Place): string {
  const value = [x, y, width, height].map(Math.round).join();
  return `${nameOf(kind)}=${value}; Max-Age=${LASTS_SECONDS}; SameSite=Strict; Path=/`;
}

/** Where a window was. @param cookies as `document.cookie` gives them */
export function keptPlace(kind: WindowKind, cookies: string): Place | null {
  const text = cookies.split('; ').find((pair) => pair.startsWith(`${nameOf(kind)}=`));
  const numbers = PLACE.exec(text?.slice(nameOf(kind).length + 1) ?? '')
    ?.slice(1)
    .map(Number);
  if (numbers === undefined) return null;
  const [x = 0, y = 0, width = 0, height = 0] = numbers;
  return { x, y, width, height };
}

/**
 * Where a window is to be: where it was, or as large as at first. Its corner is only given if all of the window is then
 * in sight: the screen that it was on may be gone.
 */
export function placeFor(
  kind: WindowKind,
  kept: Place | null,
  screen: Place,
): { readonly width: number; readonly height: number; readonly corner: Pick<Place, 'x' | 'y'> | null } {
  const size = kept ?? WINDOW_SIZES[kind];
  const [width, height] = [Math.min(size.width, screen.width), Math.min(size.height, screen.height)];
  if (kept === null) return { width, height, corner: null };
  const across = kept.x >= screen.x && kept.x + width <= screen.x + screen.width;
  const down = kept.y >= screen.y && kept.y + height <= screen.y + screen.height;
  return { width, height, corner: across && down ? { x: kept.x, y: kept.y } : null };
}
