import { createContext, use } from 'react';
import type { Language } from './language.ts';

/** null: outside of any window. */
export const LanguageContext = createContext<Language | null>(null);

/** The words and forms of the window's language. @throws TypeError outside of a window: a bug */
export function useLanguage(): Language {
  const language = use(LanguageContext);
  if (language === null) throw new TypeError('there is no language around this');
  return language;
}
