interface LanguageRow {
  /** In the language's own words. */
  readonly name: string;
  /** BCP 47 tag whose forms of numbers, money and dates are used. */
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  /** The numbering system of its own digits, by Unicode's name. */
  readonly digits: 'latn' | 'arab';
}

/** Every language of the windows and the menu. A new one needs a row here and a catalogue in src-renderer/ui/strings. */
export const LANGUAGES = {
  en: { name: 'English', locale: 'en-US', direction: 'ltr', digits: 'latn' },
  ar: { name: 'العربية', locale: 'ar', direction: 'rtl', digits: 'arab' },
} as const satisfies Record<string, LanguageRow>;

export type LanguageCode = keyof typeof LANGUAGES;
export const LANGUAGE_CODES = Object.keys(LANGUAGES) as [LanguageCode, ...LanguageCode[]];

/**
 * The language to use: the chosen one, else the first of the system's that Lobby has, else English.
 * @param system BCP 47 tags, the preferred one first
 */
export function languageCode(choice: 'system' | LanguageCode, system: readonly string[]): LanguageCode {
  if (choice !== 'system') return choice;
  const bases = system.map((tag) => tag.toLowerCase().split('-')[0]);
  return bases.flatMap((base) => LANGUAGE_CODES.find((code) => code === base) ?? [])[0] ?? 'en';
}
