import { createContext, use } from 'react';
import { createLanguage, type Language } from './language.ts';

export const LanguageContext = createContext<Language>(createLanguage('en', 'own'));

/** The words and forms of the window's language. */
export function useLanguage(): Language {
  return use(LanguageContext);
}
