/** Arabic keyboards type these, and Arabic is written with them. */
const ARABIC_DIGITS = '٠١٢٣٤٥٦٧٨٩';

/**
 * The whole number that was typed, in Latin or Arabic digits, with or without marks between thousands; null: it is
 * none. At most nine digits.
 */
export function parseWhole(text: string): number | null {
  const latin = inLatinDigits(text.replaceAll(/[\s,٬]/g, ''));
  return /^\d{1,9}$/.test(latin) ? Number(latin) : null;
}

/** The text with Latin digits and the Latin point in place of Arabic ones. */
export function inLatinDigits(text: string): string {
  return text.replaceAll('٫', '.').replaceAll(/[٠-٩]/g, (digit) => String(ARABIC_DIGITS.indexOf(digit)));
}

/** The text with Arabic digits in place of Latin ones; a point between two of them is taken for the decimal sign. */
export function inArabicDigits(text: string): string {
  const pointed = text.replaceAll(/(?<=\d)\.(?=\d)/g, '٫');
  return pointed.replaceAll(/\d/g, (digit) => ARABIC_DIGITS.charAt(Number(digit)));
}
