import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Failure } from '../../contract/failure.ts';
import { ageGenderNet } from './age-gender-net.ts';
import { writeAtomically } from './atomic-file.ts';
import type { CaffeNet } from './caffe-net.ts';
import { matches, sha256 } from './checksum.ts';
import { readDescription, weightsReady } from './description.ts';
import { ssdNet } from './ssd-net.ts';
import { tinyNet } from './tiny-net.ts';
import { readWeights, type Weights } from './weights.ts';

interface Conversion {
  /** Folder in models/. */
  readonly pack: string;
  /** Name of the model in @vladmandic/face-api. */
  readonly source: string;
  readonly build: (weights: Weights) => CaffeNet;
}

/** What is converted at set-up. */
export const CONVERSIONS: readonly Conversion[] = [
  { pack: 'face-api', source: 'age_gender_model', build: ageGenderNet },
  { pack: 'ssd', source: 'ssd_mobilenetv1_model', build: ssdNet },
  { pack: 'tiny', source: 'tiny_face_detector_model', build: tinyNet },
];

export interface Converted {
  readonly pack: string;
  /** Absolute path of the caffemodel. */
  readonly file: string;
  /** `kept`: it was there already and is the right one. */
  readonly outcome: 'converted' | 'kept';
}

/** Where the installed @vladmandic/face-api keeps its weights. */
export function sourceFolder(): string {
  return join(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')), 'model');
}

/** Builds the Caffe network of one of CONVERSIONS. @throws Failure `model_file` */
export function convertNetwork({ source, build }: Conversion): CaffeNet {
  return build(readWeights(join(sourceFolder(), `${source}-weights_manifest.json`)));
}

/** What stands above the layers of a converted network's description. */
export function remark({ source }: Conversion): string {
  return [
    `Converted from ${source} of the npm package @vladmandic/face-api by src-main/camera/conversion.`,
    "Written by 'npm run lobby -- models convert --force'.",
  ].join('\n');
}

/**
 * Converts the networks in @vladmandic/face-api to Caffe's format. Weights that are there and have the checksum that
 * their pack.json states are kept, so a second call costs milliseconds; a call that is cut off leaves no half file,
 * and weights that come out otherwise are not written.
 * @param options.force converts anyway, and writes the descriptions (prototxt) anew as well
 * @throws Failure `model_file` naming the file that is damaged or can't be written
 */
export function convertAll(options: { readonly modelsFolder: string; readonly force?: boolean }): Converted[] {
  const { modelsFolder, force = false } = options;
  return CONVERSIONS.map((conversion) => {
    const { pack } = conversion;
    const [files] = readDescription(modelsFolder, pack).networks;
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
