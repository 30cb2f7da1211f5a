/** Largest distance of the pixel shift from the middle, in CSS pixels. */
const SHIFT_PX = 12;
/** Night for the dimming: from 22:00 to 06:00, local time. */
const NIGHT_FROM = 22;
const NIGHT_UNTIL = 6;

/**
 * Where the picture stands at a moment, in CSS pixels: a slow closed curve, one step a minute, with periods of 37
 * and 53 minutes so that it rarely comes back to the same place.
 */
export function pixelShift(at: number): { readonly x: number; readonly y: number } {
  const minute = Math.floor(at / 60_000);
  return {
    x: Math.round(SHIFT_PX * Math.sin((2 * Math.PI * minute) / 37)),
    y: Math.round(SHIFT_PX * Math.sin((2 * Math.PI * minute) / 53)),
  };
}

/** Whether a full-screen clock should be darker now, by this machine's local time. */
export function isNight(at: number): boolean {
  const hour = new Date(at).getHours();
  return hour >= NIGHT_FROM || hour < NIGHT_UNTIL;
}

/**
 * How wide a time stands at weight 250, in em: what its letters need, by Inter's own advances (digits 0.62, colons
 * 0.28, spaces 0.25, letters at most 0.82). The time is then as large as the window allows, in every form.
 */
export function widthOf(time: string): number {
  let width = 0;
  for (const letter of time) {
    if (/\p{Nd}/u.test(letter)) width += 0.62;
    else if (letter === ':') width += 0.28;
    else width += letter === ' ' ? 0.25 : 0.82;
  }
  return width;
}
