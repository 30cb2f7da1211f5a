import type { Language } from './language.ts';

/** What the suite calls its ATMs, and those of its crowd. */
const NUMBERED = /^(ATM|Crowd) (\d+)$/;

/** A machine's name as people of the language write it. */
export function machineNameOf(name: string, language: Language): string {
  const [, kind, number] = NUMBERED.exec(name) ?? [];
  if (number === undefined) return name;
  const { atm, lobby } = language.strings;
  return (kind === 'ATM' ? atm.numbered : lobby.crowd.numbered)(language.digits(number));
}
