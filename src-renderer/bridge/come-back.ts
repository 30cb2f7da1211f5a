import type { WindowKind } from '../../src-main/contract/windows.ts';
import { keptPlace, placeCookie, placeFor } from './window-place.ts';

/**
 * Gives a window of the browser shell its size, brings it back where it was and keeps its place from then on. A tab is
 * left alone: its window is not ours. Of ATMs there are several, which must not lie on each other: the browser places
 * them.
 */
export function comeBack(page: Window, kind: WindowKind): void {
  const own = page.opener !== null || page.matchMedia('(display-mode: standalone)').matches;
  if (!own) return;
  const { availLeft = 0, availTop = 0, availWidth, availHeight } = page.screen as Screen & Partial<AvailableCorner>;
  const kept = kind === 'atm' ? null : keptPlace(kind, page.document.cookie);
  const screen = { x: availLeft, y: availTop, width: availWidth, height: availHeight };
  const { width, height, corner } = placeFor(kind, kept, screen);
  if (page.outerWidth !== width || page.outerHeight !== height) page.resizeTo(width, height);
  if (corner !== null) page.moveTo(corner.x, corner.y);
  const keep = () => {
    const { screenX: x, screenY: y, outerWidth, outerHeight } = page;
    // The place of a window that is full screen or hidden is not its own.
    if (page.document.fullscreenElement !== null || page.document.visibilityState === 'hidden') return;
    page.document.cookie = placeCookie(kind, { x, y, width: outerWidth, height: outerHeight });
  };
  // No event reports that a window was moved, so its place is kept when it loses the focus and when its page goes.
  page.addEventListener('blur', keep);
  page.addEventListener('pagehide', keep);
}

/** Of Screen, in the browsers that know several screens; the types don't have them. */
interface AvailableCorner {
  readonly availLeft: number;
  readonly availTop: number;
}
