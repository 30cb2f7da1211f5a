/**
 * Narrow maps are widened for OpenCV's fast code, or convolved in groups of several channels: a network gives the same
 * numbers with and without either, and the networks for age, gender and landmarks have them wherever they gain time.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CaffeNet } from '../../../src-main/camera/conversion/caffe-net.ts';
import type { Blob } from '../../../src-main/camera/conversion/caffemodel.ts';
import { defaultModelsFolder } from '../../../src-main/camera/conversion/description.ts';
import { inGroups } from '../../../src-main/camera/conversion/filters.ts';
import { WideMaps } from '../../../src-main/camera/conversion/networks/wide-maps.ts';
import { cv } from '../../../src-main/camera/process/opencv.ts';
import { noise } from '../camera/track/people.ts';

const CHANNELS = 3;
const SIDE = 14;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lobby-wide-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What two separable convolutions make of a picture of noise, with or without wide maps, in groups of so many. */
function numbers(wide: boolean, group = 1): number[] {
  const random = noise(1);
  const blob = (...shape: number[]): Blob => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((product, side) => product * side) }, () => random()),
  });
  const net = new CaffeNet('two', 'data', [1, CHANNELS, SIDE, SIDE]);
  const maps = wide ? new WideMaps(net, net.input, 'maps', { channels: CHANNELS, side: SIDE }) : null;
  let top = maps?.top ?? net.input;
  let channels = CHANNELS;
  for (const index of [0, 1]) {
    const each = blob(channels, 1, 3, 3);
    const depthwise = net.convolution(top, {
      ...{ name: `${index}/each`, weights: inGroups(each, group), pad: 1 },
      group: channels / group,
    });
    const outputs = CHANNELS * 2;
    const all = net.convolution(depthwise, {
      name: `${index}/all`,
      weights: blob(outputs, channels, 1, 1),
      bias: blob(outputs).data,
    });
    channels = outputs;
    top = net.relu(all, `${index}/relu`);
    if (maps !== null) top = index === 0 ? maps.cleared(top, channels) : maps.narrowed(top);
  }
  const row = net.flatten(top, 'row');
  const [description, weights] = [join(folder, 'two.prototxt'), join(folder, 'two.caffemodel')];
  writeFileSync(description, net.prototxt('two'));
  writeFileSync(weights, net.caffemodel());
  const loaded = cv.readNetFromCaffe(description, weights);
  const shade = noise(2);
  const bytes = Buffer.from(Array.from({ length: CHANNELS * SIDE * SIDE }, () => 128 + 127 * shade()));
  const picture = new cv.Mat(bytes, SIDE, SIDE, cv.CV_8UC3);
  loaded.setInput(
    cv.blobFromImages([picture], 1 / 128, new cv.Size(SIDE, SIDE), new cv.Vec3(99, 99, 99), false, false),
  );
  const output = loaded.forward([row])[0]?.getData() ?? Buffer.alloc(0);
  return [...new Float32Array(output.buffer, output.byteOffset, output.byteLength / Float32Array.BYTES_PER_ELEMENT)];
}

test('wide maps give the same numbers, twice as many channels too', () => {
  const [narrow, wide] = [numbers(false), numbers(true)];
  expect(narrow).toHaveLength(2 * CHANNELS * SIDE * SIDE);
  expect(Math.max(...narrow)).toBeGreaterThan(1);
  const furthest = Math.max(...narrow.map((value, index) => Math.abs(value - (wide[index] ?? Number.NaN))));
  expect(furthest).toBeLessThan(1e-5);
});

test('groups of several channels give the same numbers', () => {
  const [single, grouped] = [numbers(false), numbers(false, CHANNELS)];
  const furthest = Math.max(...single.map((value, index) => Math.abs(value - (grouped[index] ?? Number.NaN))));
  expect(furthest).toBeLessThan(1e-5);
  expect(() => inGroups({ shape: [6, 1, 1, 1], data: new Float32Array(6) }, 4)).toThrow(RangeError);
});

test.each([
  ['face-api/age_gender.prototxt', /^exit_flow\/separable_conv\/depthwise$/, [256]],
  ['landmarks/face_landmark_68.prototxt', /^dense3\/.*\/depthwise$/, [128, 256, 256, 256]],
  ['faceres/faceres.prototxt', /^conv_dw_([7-9]|1\d)$/, [512, 512, 512, 512, 512, 512, 1024]],
])('the narrow maps of %s are convolved in groups of four', (file, narrow, channels) => {
  const layers = readFileSync(join(defaultModelsFolder(), file), 'utf8').matchAll(
    /name: "(.+)"\n {2}type: "Convolution"\n[^}]*?num_output: (\d+)[^}]*?group: (\d+)/g,
  );
  const found = [...layers].filter(([, name = '']) => narrow.test(name));
  expect(found.map(([, , outputs]) => Number(outputs))).toEqual(channels);
  expect(found.map(([, , , groups]) => Number(groups) * 4)).toEqual(channels);
});

describe('depthwise convolutions with 14 columns', () => {
  test.each([
    ['face-api/age_gender.prototxt', /^(middle_flow\/.*|exit_flow\/reduction_block\/.*)\/depthwise$/, 8],
    ['landmarks/face_landmark_68.prototxt', /^dense2\/conv[123]\/depthwise$/, 3],
  ])('of %s get wide maps', (file, narrow, count) => {
    const layers = [
      ...readFileSync(join(defaultModelsFolder(), file), 'utf8').matchAll(
        /name: "(.+)"\n {2}type: ".+"\n((?: {2}bottom: ".+"\n)+)/g,
      ),
    ].map(([, name = '', bottoms = '']) => ({
      name,
      bottoms: [...bottoms.matchAll(/"(.+)"/g)].map(([, bottom = '']) => bottom),
    }));
    const isWide = (name: string): boolean => {
      if (/\/(wide|cleared)$/.test(name)) return true;
      const layer = layers.find((other) => other.name === name);
      return /relu\d$/.test(name) && (layer?.bottoms.every(isWide) ?? false);
    };
    const found = layers.filter(({ name }) => narrow.test(name));
    expect(found).toHaveLength(count);
    expect(found.filter(({ bottoms }) => !bottoms.every(isWide)).map(({ name }) => name)).toEqual([]);
  });
});
