import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from '../../shared/chromium.mjs';
import { findNode24, NODE_MAJOR } from '../../shared/node24.mjs';
import { appBuilt, buildApp } from './app-build.mjs';
import { makeStandIn, standInMade } from './electron-stand-in.mjs';
import { SetupFailure } from './failure.mjs';
import { convertModels, modelsConverted } from './models.mjs';
import { installPackages, packagesInstalled } from './npm-packages.mjs';
import { buildOpenCv, openCvBuilt } from './opencv/opencv4nodejs.mjs';
import { ROOT } from './places.mjs';
import { electronTestNeedsMet, installElectronTestNeeds } from './system/electron-test-needs.mjs';
import { findPostgres, installPostgres } from './system/postgres.mjs';
import { chromiumObtainable, installSystemPackages, missingFromSystem } from './system/system-packages.mjs';

/**
 * One step of set-up. `done` is asked on every start, so it only looks at files.
 * @typedef {object} Step
 * @property {string} title
 * @property {string} [hint] how long it takes
 * @property {string} [without] what does not work without it; a step that has this may fail and the app still starts
 * @property {() => boolean} done
 * @property {boolean} [moving] it may not be done right after it was run: somebody edited the sources meanwhile
 * @property {(step: import('./progress.mjs').RunningStep) => Promise<void>} run
 */

const NO_CAMERA = 'the camera will not work; the bank, the ATMs and the clock do';

/** @type {Step} */
const system = {
  title: 'System packages',
  hint: 'through apt, a minute or two',
  without: 'what needs them (the camera, the browser windows) will not work; the bank, the ATMs and the clock do',
  done: () => missingFromSystem().length === 0 && (findChromium() !== undefined || !chromiumObtainable()),
  run: installSystemPackages,
};

/** @type {Step} */
const packages = {
  title: 'npm packages',
  hint: 'about half a minute',
  done: packagesInstalled,
  run: installPackages,
};

/** @type {Step} */
const node24 = {
  title: `Node ${NODE_MAJOR}`,
  done: () => findNode24() !== undefined,
  run: async () => {
    throw new SetupFailure(
      existsSync(join(ROOT, 'node_modules'))
        ? `The npm registry has no Node ${NODE_MAJOR} for ${process.platform}-${process.arch}: install Node ${NODE_MAJOR} yourself and start again with it.`
        : 'The npm packages are missing.',
    );
  },
};

/** @type {Step} */
const openCv = {
  title: 'opencv4nodejs build',
  hint: 'about a minute, once on this machine',
  without: NO_CAMERA,
  done: openCvBuilt,
  run: buildOpenCv,
};

/** @type {Step} */
const models = {
  title: 'Model conversion',
  without: NO_CAMERA,
  done: modelsConverted,
  run: convertModels,
};

/** @type {Step} */
const app = { title: 'App build', moving: true, done: appBuilt, run: buildApp };

/** @type {Step} */
const electronTestNeeds = {
  title: 'System packages for Electron in tests',
  hint: 'through apt, half a minute',
  done: electronTestNeedsMet,
  run: installElectronTestNeeds,
};

/** @type {Step} */
const electronStandIn = {
  title: 'Electron for the tests',
  hint: 'about a minute, once on this machine',
  done: standInMade,
  run: makeStandIn,
};

/** @type {Step} */
const postgres = {
  title: 'PostgreSQL for the tests',
  hint: 'through apt, half a minute',
  without: 'tests and benchmarks of books in PostgreSQL are skipped',
  done: () => findPostgres() !== undefined,
  run: installPostgres,
};

/**
 * What each purpose needs, a bank alone has no use for a camera. The steps of a group run beside each other, and need
 * what the groups before have made.
 * @type {Readonly<Record<'all' | 'camera' | 'terminal' | 'electron-tests' | 'postgres-tests', readonly (readonly Step[])[]>>}
 */
export const STEPS = {
  all: [[system, packages], [node24], [openCv, models, app]],
  camera: [[system, packages], [node24], [openCv, models]],
  terminal: [[packages], [node24]],
  'postgres-tests': [[postgres]],
  'electron-tests': [[packages], [node24], [electronTestNeeds], [electronStandIn]],
};
