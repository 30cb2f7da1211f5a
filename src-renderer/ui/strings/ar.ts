import { atm } from './ar/atm.ts';
import { camera } from './ar/camera.ts';
import { clock } from './ar/clock.ts';
import { failures, ports, sentences, settingsFile } from './ar/failures.ts';
import { lab } from './ar/lab.ts';
import { lobby } from './ar/lobby.ts';
import { office } from './ar/office.ts';
import { digits, languages, suite, themes, titles } from './ar/suite.ts';
import { tour } from './ar/tour.ts';
import { updates } from './ar/updates.ts';
import type { Strings } from './en.ts';

/** The Arabic words. Arabic has six plural forms; numbers come already formatted, in the digits that were chosen. */
export const ar: Strings = {
  titles,
  suite,
  languages,
  themes,
  digits,
  failures,
  ports,
  sentences,
  settingsFile,
  lobby,
  office,
  updates,
  atm,
  clock,
  camera,
  lab,
  tour,
};
