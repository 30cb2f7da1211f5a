import { type RefObject, useEffect, useState } from 'react';
import type { Palette } from './palette.ts';

/** What changes how a canvas is to be painted, as it does not follow custom properties. */
const LOOKS = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)'] as const;

/** The theme's colours as a canvas takes them, new whenever the theme is; null before the first look. */
export function usePalette(place: RefObject<HTMLElement | null>): Palette | null {
  const [palette, setPalette] = useState<Palette | null>(null);
  useEffect(() => {
    const look = () => setPalette(place.current === null ? null : paletteOf(place.current));
    look();
    const queries = LOOKS.map((query) => matchMedia(query));
    for (const query of queries) query.addEventListener('change', look);
    const chosen = new MutationObserver(look);
    chosen.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => {
      for (const query of queries) query.removeEventListener('change', look);
      chosen.disconnect();
    };
  }, [place]);
  return palette;
}

function paletteOf(element: HTMLElement): Palette {
  const colour = (name: string) => {
    // A custom property may hold light-dark(); only a real property resolves it.
    element.style.color = `var(${name})`;
    const resolved = getComputedStyle(element).color;
    element.style.color = '';
    return resolved;
  };
  const ink = colour('--ink');
  return {
    ground: colour('--surface'),
    sunken: colour('--raised'),
    line: colour('--line'),
    ink,
    soft: colour('--ink-soft'),
    accent: colour('--accent'),
    bad: colour('--bad'),
    warn: colour('--warn'),
    lightness: isLight(ink) ? 66 : 40,
    forced: matchMedia('(forced-colors: active)').matches,
  };
}

/** Whether a colour as `rgb(…)` is nearer to white than to black. */
function isLight(colour: string): boolean {
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map(Number);
  return red + green + blue > 382;
}
