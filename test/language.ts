import type { LanguageCode } from '../src-main/contract/languages.ts';
import type { Settings } from '../src-main/contract/settings.ts';
import { createLanguage, type Language } from '../src-renderer/ui/language/language.ts';
import { ar } from '../src-renderer/ui/strings/ar.ts';
import { en } from '../src-renderer/ui/strings/en.ts';

const CATALOGUES = { en, ar };

/** A language as a window has it once its words are loaded. */
export function languageOf(code: LanguageCode, digits: Settings['digits']): Language {
  return createLanguage(code, digits, CATALOGUES[code]);
}
