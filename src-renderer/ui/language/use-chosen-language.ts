import { useEffect, useState } from 'react';
import { languageCode } from '../../../src-main/contract/languages.ts';
import type { Settings } from '../../../src-main/contract/settings.ts';
import { loadStrings } from './catalogues.ts';
import { createLanguage, type Language } from './language.ts';

/**
 * The language that was chosen, once its words are loaded; until then the one before, at first undefined.
 * @param settings undefined: not known yet
 * @param connected what could not be loaded is tried again when the suite is back
 */
export function useChosenLanguage(settings: Settings | undefined, connected: boolean): Language | undefined {
  const [language, setLanguage] = useState<Language>();
  const [choice, digits] = [settings?.language, settings?.digits];
  useEffect(() => {
    if (choice === undefined || digits === undefined || !connected) return undefined;
    const code = languageCode(choice, navigator.languages);
    let current = true;
    loadStrings(code).then(
      (strings) => {
        if (current) setLanguage(createLanguage(code, digits, strings));
      },
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [choice, digits, connected]);
  return language;
}
