/**
 * faceres beside the original: the same weights run by TensorFlow.js in plain JavaScript, at the size it was trained on
 * and at the one Lobby uses.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { CONVERSIONS, convertAll, manifestFile } from '../../../src-main/camera/conversion/convert.ts';
import { defaultModelsFolder, readDescriptionOf } from '../../../src-main/camera/conversion/description.ts';
import { cropFace } from '../../../src-main/camera/process/align/face-crop.ts';
import { loadCaffeNetwork } from '../../../src-main/camera/process/caffe-network.ts';
import { markedFaces, photo } from '../detect/faces/photos.ts';
import { loadOriginal, type Original } from './face-api.ts';

const MEANS = [103.939, 116.779, 123.68] as const;
const YEARS = 100;

let original: Original;
beforeAll(async () => {
  convertAll({ modelsFolder: defaultModelsFolder() });
  original = await loadOriginal();
}, 60_000);

describe.each([
  [160, 'sample3.jpg', 3],
  [224, 'sample2.jpg', 1],
])('at %d pixels', (side, name, faces) => {
  test('says the age within 0.05 years and the gender within 0.001', async () => {
    const conversion = CONVERSIONS.find(({ pack }) => pack === 'faceres') ?? expect.fail('faceres is converted');
    const model = await original.graphModel(manifestFile(conversion), side);
    const { networks, input } = readDescriptionOf(defaultModelsFolder(), 'faceres', 'age-gender');
    const network = loadCaffeNetwork(
      defaultModelsFolder(),
      'faceres',
      networks[0] ?? expect.fail('faceres describes a network'),
      { ...input, width: side, height: side },
      [
        { layer: 'age', length: 1 },
        { layer: 'gender_prob', length: 2 },
      ],
    );
    const males: number[] = [];
    for (const { x, y, width, height } of markedFaces(name).slice(0, faces)) {
      const square = { x: x + (width - height) / 2, y, width: height, height };
      const face = await cropFace(photo(name), square, side, side);
      const numbers = Float32Array.from(face.getData(), (value, index) => value - (MEANS[index % 3] ?? 0));
      const outputs = model.execute(numbers);
      const male = outputs.find(({ length }) => length === 1)?.[0] ?? Number.NaN;
      const classes = outputs.find(({ length }) => length === YEARS) ?? expect.fail('a class for each year');
      const years = classes.reduce((sum, probability, year) => sum + probability * year, 0);
      const [age, gender] = await network.run([face]);
      expect(Math.abs((age?.[0] ?? Number.NaN) - years)).toBeLessThan(0.05);
      expect(Math.abs((gender?.[1] ?? Number.NaN) - male)).toBeLessThan(0.001);
      expect((gender?.[0] ?? 0) + (gender?.[1] ?? 0)).toBeCloseTo(1, 5);
      males.push(male);
    }
    console.log(males);
  }, 120_000);
});
