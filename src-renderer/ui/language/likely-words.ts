import { languageCode } from '../../../src-main/contract/languages.ts';
import { loadStrings } from './catalogues.ts';

// Starts to load the words that the settings most likely ask for. A page runs this before all its other code, which takes
// about as long as they do to come; the settings are on their way then.
loadStrings(languageCode('system', navigator.languages)).catch(() => undefined);
