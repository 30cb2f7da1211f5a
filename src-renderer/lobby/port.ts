const HIGHEST_PORT = 65_535;
/** Arabic keyboards type these. */
const ARABIC_DIGITS = '٠١٢٣٤٥٦٧٨٩';

/** The port that was typed, 0..65535, in Latin or Arabic digits; null: it is none. */
export function parsePort(text: string): number | null {
  const latin = text.trim().replaceAll(/[٠-٩]/g, (digit) => String(ARABIC_DIGITS.indexOf(digit)));
  if (!/^\d{1,5}$/.test(latin)) return null;
  const port = Number(latin);
  return port <= HIGHEST_PORT ? port : null;
}
