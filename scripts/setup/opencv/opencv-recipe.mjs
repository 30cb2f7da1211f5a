import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../places.mjs';
import { OPENCV_LIBRARIES } from './find-opencv.mjs';

/**
 * How opencv4nodejs is built: only the modules that the camera calls, in few units, lightly optimised. Its headers
 * cost more than its own code, so a unit is many of its files at once; and that code only calls OpenCV, whose
 * libraries do the work.
 */

/** What the sources see instead of OpenCV's list of its modules. HAVE_IO: pictures and videos. */
const MODULES = `#pragma once
${OPENCV_LIBRARIES.filter((name) => name !== 'highgui')
  .map((name) => `#define HAVE_OPENCV_${name.toUpperCase()}\n`)
  .join('')}#define HAVE_IO
`;

/**
 * Files of each unit, in cc/. The first takes as long as all others together. Files with constants come last: they
 * open the namespace cv, in which names of the binding are OpenCV's own.
 */
const UNITS = [
  ['core/Mat'],
  [
    'opencv4nodejs',
    'CustomMatAllocator',
    'ExternalMemTracking',
    ...['core', 'HistAxes', 'Point', 'Vec', 'Size', 'Rect', 'RotatedRect', 'TermCriteria'].map(
      (name) => `core/${name}`,
    ),
    ...['imgproc', 'MatImgproc', 'Contour', 'Moments'].map((name) => `imgproc/${name}`),
    ...['io', 'VideoCapture', 'VideoWriter'].map((name) => `io/${name}`),
    ...['objdetect', 'CascadeClassifier', 'HOGDescriptor', 'DetectionROI'].map((name) => `objdetect/${name}`),
    ...['dnn', 'Net'].map((name) => `dnn/${name}`),
    'core/coreConstants',
    'imgproc/imgprocConstants',
    'io/ioConstants',
  ],
];

const unitName = (/** @type {number} */ index) => `unit-${index + 1}.cc`;
const unitText = (/** @type {readonly string[]} */ files) => files.map((file) => `#include "cc/${file}.cc"\n`).join('');

/** @param {{ include: string, libraries: string }} openCv */
function bindingGyp({ include, libraries }) {
  const sources = 'node_modules/opencv4nodejs';
  return {
    targets: [
      {
        target_name: 'opencv4nodejs',
        sources: UNITS.map((_files, index) => unitName(index)),
        include_dirs: [
          'include',
          include,
          sources,
          `${sources}/cc`,
          `${sources}/cc/core`,
          `${sources}/cc/native-node-utils`,
          'node_modules/nan',
        ],
        libraries: [`-L${libraries}`, ...OPENCV_LIBRARIES.map((name) => `-lopencv_${name}`), `-Wl,-rpath,${libraries}`],
        // Warnings in other people's code are of no use here.
        cflags: ['-w'],
        'cflags!': ['-fno-exceptions'],
        'cflags_cc!': ['-fno-exceptions', '-fno-rtti'],
        xcode_settings: {
          GCC_ENABLE_CPP_EXCEPTIONS: 'YES',
          GCC_ENABLE_CPP_RTTI: 'YES',
          GCC_OPTIMIZATION_LEVEL: '1',
          MACOSX_DEPLOYMENT_TARGET: '11.0',
        },
        configurations: { Release: { cflags: ['-O1'], 'cflags!': ['-O3'] } },
      },
    ],
  };
}

/** All that decides what is built, but where things lie: another recipe, another binary. */
export const RECIPE = JSON.stringify([MODULES, UNITS, bindingGyp({ include: '', libraries: '' })]);

/** How many compilers there is work for. */
export const UNIT_COUNT = UNITS.length;

/**
 * Lays out what node-gyp builds from. Links lead to the packages and to Node's headers, so that no path has a space or
 * another character that makefiles and their shells take for something else.
 * @param {string} folder is made anew
 * @param {{ include: string, libraries: string }} openCv
 * @param {string | undefined} headers the folder of Node's include/node
 */
export function layOutBuild(folder, openCv, headers) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'include', 'opencv2'), { recursive: true });
  writeFileSync(join(folder, 'include', 'opencv2', 'opencv_modules.hpp'), MODULES);
  UNITS.forEach((files, index) => {
    writeFileSync(join(folder, unitName(index)), unitText(files));
  });
  writeFileSync(join(folder, 'binding.gyp'), JSON.stringify(bindingGyp(openCv), undefined, 2));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  if (headers !== undefined) symlinkSync(headers, join(folder, 'node'), 'junction');
}
