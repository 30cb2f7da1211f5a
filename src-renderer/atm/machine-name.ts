import type { AtmState } from '../../src-main/contract/atm.ts';
import type { Language } from '../ui/language/language.ts';

/** What the suite calls its machines. */
const NUMBERED = /^ATM (\d+)$/;

/** The machine's name as people of the language write it; null while there is no machine. */
export function machineName(state: AtmState, language: Language): string | null {
  if (!('name' in state)) return null;
  const number = NUMBERED.exec(state.name)?.[1];
  return number === undefined ? state.name : language.strings.atm.numbered(language.digits(number));
}
