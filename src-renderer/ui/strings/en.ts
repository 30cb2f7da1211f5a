import { atm } from './en/atm.ts';
import { camera } from './en/camera.ts';
import { clock } from './en/clock.ts';
import { failures, ports, sentences, settingsFile } from './en/failures.ts';
import { lab } from './en/lab.ts';
import { lobby } from './en/lobby.ts';
import { office } from './en/office.ts';
import { digits, languages, suite, themes, titles } from './en/suite.ts';
import { tour } from './en/tour.ts';
import { updates } from './en/updates.ts';

/**
 * The English words, and the shape that every other catalogue must have. Amounts, times and counts come already
 * formatted (`shown`); where a plural is needed, the count itself comes too.
 */
export const en = {
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

/** Every catalogue has every key, with the same parameters: a missing one does not compile. */
export type Strings = typeof en;
