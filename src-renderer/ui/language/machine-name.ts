import type { Language } from './language.ts';

/** What the suite calls its ATMs. */
const NUMBERED = /^ATM (\d+)$/;

/** A machine's name as people of the language write it. */
export function machineNameOf(name: string, language: Language): string {
  const number = NUMBERED.exec(name)?.[1];
  return number === undefined ? name : language.strings.atm.numbered(language.digits(number));
}
