/**
 * The conversion from face-api's weights to Caffe: exact in what it writes, compared with face-api's own arithmetic
 * on the 22 faces of its six photos, safe to repeat and to cut off.
 */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mat } from 'opencv4nodejs';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { encodeCaffemodel } from '../../../src-main/camera/conversion/caffemodel.ts';
import {
  CONVERSIONS,
  convertAll,
  convertNetwork,
  manifestFile,
  remark,
} from '../../../src-main/camera/conversion/convert.ts';
import { defaultModelsFolder, networksOf, readDescriptionOf } from '../../../src-main/camera/conversion/description.ts';
import { readWeights } from '../../../src-main/camera/conversion/weights.ts';
import { loadPack } from '../../../src-main/camera/process/age-gender/load-pack.ts';
import { cropFace } from '../../../src-main/camera/process/align/face-crop.ts';
import { loadCaffeNetwork } from '../../../src-main/camera/process/caffe-network.ts';
import type { Box } from '../../../src-main/contract/camera.ts';
import { markedFaces, PHOTOS, photo, rgbBytes } from '../detect/faces/photos.ts';
import { loadOriginal, type Original } from './face-api.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lobby-models-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('age and gender beside face-api', () => {
  const SIDE = 112;
  let original: Original;
  beforeAll(async () => {
    convertAll({ modelsFolder: defaultModelsFolder() });
    original = await loadOriginal();
  }, 60_000);

  async function theirs(face: Mat): Promise<{ age: number; male: number }> {
    const { age, gender } = await original.nets.ageGenderNet.forward(original.picture(rgbBytes(face), SIDE, SIDE));
    return { age: age.dataSync()[0] ?? Number.NaN, male: gender.dataSync()[0] ?? Number.NaN };
  }

  function square({ x, y, width, height }: Box): Box {
    return { x: x + (width - height) / 2, y, width: height, height };
  }

  test.each(PHOTOS)(
    '%s: every face within 0.05 years and a probability of 0.002',
    async (name) => {
      const description = readDescriptionOf(defaultModelsFolder(), 'face-api', 'age-gender');
      const [files] = description.networks;
      if (files === undefined) expect.fail('face-api describes a network');
      const outputs = [
        { layer: 'age', length: 1 },
        { layer: 'gender_prob', length: 2 },
      ];
      const network = loadCaffeNetwork(defaultModelsFolder(), 'face-api', files, description.input, outputs);
      const frame = photo(name);
      for (const box of markedFaces(name)) {
        const face = await cropFace(frame, square(box), SIDE, SIDE);
        const expected = await theirs(face);
        const [age, gender] = await network.run([face]);
        expect(Math.abs((age?.[0] ?? Number.NaN) - expected.age)).toBeLessThan(0.05);
        expect(Math.abs((gender?.[0] ?? Number.NaN) - expected.male)).toBeLessThan(0.002);
      }
    },
    60_000,
  );

  test('the pack says what the network says of the face, of its mirror image, or the mean of both', async () => {
    const frame = photo('sample1.jpg');
    const boxes = markedFaces('sample1.jpg').map(square);
    const pack = loadPack('face-api');
    for (const box of boxes) {
      const face = await cropFace(frame, box, SIDE, SIDE);
      const views = [await theirs(face), await theirs(face.flip(1))] as const;
      const { age, female, groups } = await pack.look(frame, { square: box, landmarks: null });
      expect(Math.abs((age ?? Number.NaN) - (views[0].age + views[1].age) / 2)).toBeLessThan(0.05);
      expect(Math.abs(1 - female - (views[0].male + views[1].male) / 2)).toBeLessThan(0.002);
      expect(groups).toBeNull();
      for (const [index, sides] of (['seen', 'mirrored'] as const).entries()) {
        const one = await pack.look(frame, { square: box, landmarks: null }, sides);
        expect(Math.abs((one.age ?? Number.NaN) - (views[index]?.age ?? Number.NaN))).toBeLessThan(0.05);
        expect(Math.abs(1 - one.female - (views[index]?.male ?? Number.NaN))).toBeLessThan(0.002);
      }
    }
  }, 60_000);
});

describe('what is kept in Git', () => {
  test.each(CONVERSIONS.map((conversion) => [conversion.pack, conversion] as const))(
    "%s's network description is the one the conversion writes",
    (pack, conversion) => {
      const files = networksOf(defaultModelsFolder(), pack)[0]?.files;
      const kept = readFileSync(join(defaultModelsFolder(), pack, files?.network ?? ''), 'utf8');
      expect(kept).toBe(convertNetwork(conversion).prototxt(remark(conversion)));
    },
  );
});

describe('converting into a folder', () => {
  beforeEach(() => {
    for (const { pack } of CONVERSIONS) {
      mkdirSync(join(folder, pack));
      copyFileSync(join(defaultModelsFolder(), pack, 'pack.json'), join(folder, pack, 'pack.json'));
    }
  });

  test('makes every file, and keeps it the second time', () => {
    const first = convertAll({ modelsFolder: folder });
    expect(first.map(({ pack }) => pack)).toEqual(CONVERSIONS.map(({ pack }) => pack));
    expect(new Set(first.map(({ outcome }) => outcome))).toEqual(new Set(['converted']));
    const times = first.map(({ file }) => statSync(file).mtimeMs);
    const second = convertAll({ modelsFolder: folder });
    expect(new Set(second.map(({ outcome }) => outcome))).toEqual(new Set(['kept']));
    expect(second.map(({ file }) => statSync(file).mtimeMs)).toEqual(times);
  });

  test('mends a file that is cut short, and leaves no other behind', () => {
    const [first] = convertAll({ modelsFolder: folder });
    if (first === undefined) expect.fail('something is converted');
    const whole = readFileSync(first.file);
    writeFileSync(first.file, whole.subarray(0, 1000));
    const again = convertAll({ modelsFolder: folder });
    expect(again.filter(({ outcome }) => outcome === 'converted').map(({ file }) => file)).toEqual([first.file]);
    expect(readFileSync(first.file).equals(whole)).toBe(true);
    expect(readdirSync(join(folder, 'face-api', 'weights'))).toEqual(['age_gender.caffemodel']);
  });

  test('says so where the result is not what pack.json states', () => {
    const file = join(folder, 'tiny', 'pack.json');
    const stated = readFileSync(file, 'utf8');
    writeFileSync(file, stated.replace(/"checksum": "sha256:[0-9a-f]{64}"/, `"checksum": "sha256:${'0'.repeat(64)}"`));
    expect(() => convertAll({ modelsFolder: folder })).toThrow(/converted for tiny .*tiny\/pack\.json states/);
    expect(readdirSync(join(folder, 'tiny'))).toEqual(['pack.json']);
  });
});

describe('reading weights', () => {
  function model(weights: object[], bytes: Uint8Array): string {
    const manifest = join(folder, 'small-weights_manifest.json');
    writeFileSync(manifest, JSON.stringify([{ paths: ['small.bin'], weights }]));
    writeFileSync(join(folder, 'small.bin'), bytes);
    return manifest;
  }
  const floats = { name: 'plain', shape: [2], dtype: 'float32' };
  const quantised = {
    name: 'quantised',
    shape: [3],
    dtype: 'float32',
    quantization: { dtype: 'uint8', scale: 0.5, min: -1 },
  };
  const bytes = new Uint8Array([...new Uint8Array(new Float32Array([1.5, -2]).buffer), 0, 1, 255]);

  test('plain numbers and quantised ones, end to end', () => {
    const weights = readWeights(model([floats, quantised], bytes));
    expect([...weights.get('plain', [2]).data]).toEqual([1.5, -2]);
    expect([...weights.get('quantised', [3]).data]).toEqual([-1, -0.5, 126.5]);
  });

  test.each([
    ['cut short', bytes.subarray(0, 10), /small\.bin can't be used: it is cut short/],
    ['too long', new Uint8Array([...bytes, 0]), /small\.bin can't be used: it is longer/],
  ])('a file that is %s is named', (_, content, message) => {
    expect(() => readWeights(model([floats, quantised], content))).toThrow(message);
  });

  test('a tensor that is missing, or of another shape, is named', () => {
    const weights = readWeights(model([floats, quantised], bytes));
    expect(() => weights.get('absent', [2])).toThrow(/no tensor 'absent'/);
    expect(() => weights.get('plain', [1, 2])).toThrow(/'plain' is 2 and not 1×2/);
  });

  test('a manifest that is missing, or none, is named', () => {
    expect(() => readWeights(join(folder, 'absent.json'))).toThrow(/absent\.json can't be used: it is missing/);
    writeFileSync(join(folder, 'none.json'), '{}');
    expect(() => readWeights(join(folder, 'none.json'))).toThrow(/none\.json can't be used: it is no weight manifest/);
  });

  test("the packages' own manifests can all be read", () => {
    for (const conversion of CONVERSIONS) expect(() => readWeights(manifestFile(conversion))).not.toThrow();
  });
});

test('a caffemodel holds names, types, shapes and numbers in the protocol-buffer form', () => {
  const data = new Float32Array(300).map((_, index) => index / 7);
  const file = encodeCaffemodel('net', [
    {
      name: 'layer',
      type: 'Convolution',
      blobs: [
        { shape: [300, 1, 1, 1], data },
        { shape: [1], data: data.subarray(1, 2) },
      ],
    },
  ]);
  const [name, layer] = fields(file);
  expect([name?.number, text(name)]).toEqual([1, 'net']);
  expect(layer?.number).toBe(100);
  const [layerName, type, weights, bias] = fields(layer?.bytes ?? file);
  expect([layerName?.number, text(layerName)]).toEqual([1, 'layer']);
  expect([type?.number, text(type)]).toEqual([2, 'Convolution']);
  expect([weights?.number, bias?.number]).toEqual([7, 7]);
  const [shape, numbers] = fields(weights?.bytes ?? file);
  // 300 is 0xac 0x02 in seven-bit groups.
  expect([...(fields(shape?.bytes ?? file)[0]?.bytes ?? [])]).toEqual([0xac, 0x02, 1, 1, 1]);
  expect(new Float32Array(Uint8Array.from(numbers?.bytes ?? []).buffer)).toEqual(data);
});

/** Length-delimited fields of a protocol-buffer message; the writer knows no others. */
function fields(message: Uint8Array): { number: number; bytes: Uint8Array }[] {
  const found: { number: number; bytes: Uint8Array }[] = [];
  let position = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 1; ; shift *= 0x80) {
      const byte = message[position++] ?? 0;
      value += (byte & 0x7f) * shift;
      if (byte < 0x80) return value;
    }
  };
  while (position < message.length) {
    const tag = varint();
    expect(tag % 8).toBe(2);
    const length = varint();
    found.push({ number: Math.floor(tag / 8), bytes: message.subarray(position, position + length) });
    position += length;
  }
  return found;
}

function text(field: { bytes: Uint8Array } | undefined): string {
  return new TextDecoder().decode(field?.bytes);
}
