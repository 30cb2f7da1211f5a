import type { AtmState } from '../../src-main/contract/atm.ts';
import type { Language } from '../ui/language/language.ts';
import { machineNameOf } from '../ui/language/machine-name.ts';

/** The machine's name as people of the language write it; null while there is no machine. */
export function machineName(state: AtmState, language: Language): string | null {
  return 'name' in state ? machineNameOf(state.name, language) : null;
}
