import type { LanguageCode } from '../../../src-main/contract/languages.ts';
import type { Strings } from '../strings/en.ts';

/** Each a script of its own: a window loads the words of the one language that it shows. */
const CATALOGUES: Readonly<Record<LanguageCode, () => Promise<Strings>>> = {
  en: async () => (await import('../strings/en.ts')).en,
  ar: async () => (await import('../strings/ar.ts')).ar,
};

/** The words of a language. Rejects where the script cannot be loaded: the suite that serves it is gone. */
export function loadStrings(code: LanguageCode): Promise<Strings> {
  return CATALOGUES[code]();
}
