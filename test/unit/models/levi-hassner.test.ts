/**
 * The Levi–Hassner pack: adding its weights (from a folder, over HTTP, and all that can go wrong), and what it
 * estimates with random weights of the exact architecture, beside a forward pass that uses no OpenCV.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addPack } from '../../../src-main/camera/conversion/add.ts';
import { gitBlob } from '../../../src-main/camera/conversion/checksum.ts';
import { defaultModelsFolder, readDescriptionOf } from '../../../src-main/camera/conversion/description.ts';
import { loadPack } from '../../../src-main/camera/process/age-gender/load-pack.ts';
import type { Estimate } from '../../../src-main/camera/process/age-gender/pack.ts';
import { cropFace } from '../../../src-main/camera/process/align/face-crop.ts';
import { markedFaces, photo } from '../detect/faces/photos.ts';
import { estimateOnce } from './estimate-once.ts';
import { caffemodel, forward, type Layers, oldCaffemodel, randomLayers } from './levi-hassner-net.ts';

const AGE_BLOB = 'git-blob:8391af479b658b9f4f3ace7eec6be86aae079309';
const GENDER_BLOB = 'git-blob:87862497f48764ea24eb162c21f542c2e007311e';

interface Files {
  readonly age: Uint8Array;
  readonly gender: Uint8Array;
}

let ages: Layers;
let genders: Layers;
/** The same weights in the form of 2015, as the published files have it, and in that of today's Caffe. */
let forms: { readonly old: Files; readonly today: Files };
/** What the packs of a test expect and get. */
let files: Files;
beforeAll(() => {
  ages = randomLayers(8, 20_150_607);
  genders = randomLayers(2, 19_980_910);
  forms = {
    old: { age: oldCaffemodel(ages), gender: oldCaffemodel(genders) },
    today: { age: caffemodel(ages), gender: caffemodel(genders) },
  };
  files = forms.old;
}, 60_000);

let models: string;
let from: string;
beforeEach(() => {
  models = mkdtempSync(join(tmpdir(), 'lobby-models-'));
  from = join(models, 'downloads');
  mkdirSync(from);
  cpSync(join(defaultModelsFolder(), 'levi-hassner'), join(models, 'levi-hassner'), { recursive: true });
  rmSync(join(models, 'levi-hassner', 'weights'), { recursive: true, force: true });
});
afterEach(() => {
  rmSync(models, { recursive: true, force: true });
});

/** Lets the pack expect the random weights, and where to fetch them. */
function expectRandomWeights(origin = 'https://raw.githubusercontent.com'): void {
  const file = join(models, 'levi-hassner', 'pack.json');
  const text = readFileSync(file, 'utf8')
    .replace(AGE_BLOB, gitBlob(files.age))
    .replace(GENDER_BLOB, gitBlob(files.gender))
    .replaceAll('https://raw.githubusercontent.com', origin);
  writeFileSync(file, text);
}

function writeDownloads(): void {
  writeFileSync(join(from, 'age_net.caffemodel'), files.age);
  writeFileSync(join(from, 'gender_net.caffemodel'), files.gender);
}

test('the pack names the published files by their Git blob ids and keeps BGR and the published means', () => {
  const { networks, input } = readDescriptionOf(defaultModelsFolder(), 'levi-hassner', 'age-gender');
  expect(networks.map(({ checksum }) => checksum)).toEqual([AGE_BLOB, GENDER_BLOB]);
  expect(input).toEqual({
    width: 227,
    height: 227,
    mean: [78.4263377603, 87.7689143744, 114.895847746],
    scale: 1,
    order: 'bgr',
    turned: false,
  });
});

test("a Git blob id is Git's own", () => {
  // What `printf 'hello\n' | git hash-object --stdin` prints.
  expect(gitBlob(new TextEncoder().encode('hello\n'))).toBe('git-blob:ce013625030ba8dba906f756967f9e9ca394464a');
});

describe('adding from a folder', () => {
  test('takes both files, and keeps them the second time', async () => {
    expectRandomWeights();
    writeDownloads();
    const request = { modelsFolder: models, name: 'levi-hassner', from };
    const names = ['age_net.caffemodel', 'gender_net.caffemodel'];
    expect(await addPack(request)).toEqual(names.map((file) => ({ file, outcome: 'added' })));
    expect(await addPack(request)).toEqual(names.map((file) => ({ file, outcome: 'kept' })));
    expect(readdirSync(join(models, 'levi-hassner', 'weights')).sort()).toEqual(names);
  });

  test('refuses other files, and says which', async () => {
    writeDownloads();
    await expect(addPack({ modelsFolder: models, name: 'levi-hassner', from })).rejects.toThrow(
      new RegExp(
        `age_net\\.caffemodel is not the file that levi-hassner needs: ${gitBlob(files.age)} and not ${AGE_BLOB}`,
      ),
    );
    expect(existsSync(join(models, 'levi-hassner', 'weights', 'age_net.caffemodel'))).toBe(false);
  });

  test('says which file is not there', async () => {
    await expect(addPack({ modelsFolder: models, name: 'levi-hassner', from })).rejects.toThrow(
      /There is no age_net\.caffemodel in /,
    );
  });

  test('says which file can not be read', async () => {
    mkdirSync(join(from, 'age_net.caffemodel'));
    await expect(addPack({ modelsFolder: models, name: 'levi-hassner', from })).rejects.toMatchObject({
      code: 'model_file',
      message: expect.stringMatching(/^age_net\.caffemodel in .* can't be read \(EISDIR\)/),
    });
  });
});

describe('fetching', () => {
  let server: Server;
  let origin: string;
  let answer: (path: string, response: ServerResponse) => void;
  beforeEach(async () => {
    server = createServer((request, response) => answer(request.url ?? '', response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expectRandomWeights(origin);
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const fetchPack = (onProgress?: (file: string, done: number, total: number | null) => void) =>
    addPack({ modelsFolder: models, name: 'levi-hassner', silenceMs: 500, ...(onProgress && { onProgress }) });

  test('brings both files and tells how far it is', async () => {
    answer = (path, response) => {
      const bytes = path.endsWith('/age_net.caffemodel') ? files.age : files.gender;
      response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
    };
    const told: [string, number, number | null][] = [];
    await fetchPack((...progress) => told.push(progress));
    expect(told.at(-1)).toEqual(['gender_net.caffemodel', files.gender.length, files.gender.length]);
    expect(told.filter(([file]) => file === 'age_net.caffemodel').length).toBeGreaterThan(1);
    expect(loadPack('levi-hassner', models).groups).toHaveLength(8);
  });

  test.each<[string, (path: string, response: ServerResponse) => void, RegExp]>([
    ['answers with an error', (_, response) => response.writeHead(404).end(), /\(the server answers 404\)/],
    ['never answers', () => undefined, /\(the server is silent\)/],
    [
      'falls silent in the middle',
      (_, response) => response.writeHead(200, { 'content-length': 1000 }).write('x'),
      /\(the server is silent\)/,
    ],
    ['cuts the connection', (_, response) => response.destroy(), /can't be fetched from 127\.0\.0\.1:\d+ \(.+\)/],
    ['sends another file', (_, response) => response.end('another'), /age_net\.caffemodel is not the file/],
  ])('says in one sentence when the server %s, and keeps nothing', async (_, behaviour, message) => {
    answer = behaviour;
    await expect(fetchPack()).rejects.toThrow(message);
    expect(existsSync(join(models, 'levi-hassner', 'weights'))).toBe(false);
  });
});

describe('with random weights', () => {
  const frame = photo('sample3.jpg');
  const squares = markedFaces('sample3.jpg')
    .slice(0, 2)
    .map(({ x, y, width, height }) => ({ x: x + (width - height) / 2, y, width: height, height }));

  async function estimates(form: keyof typeof forms): Promise<Estimate[]> {
    files = forms[form];
    cpSync(join(defaultModelsFolder(), 'levi-hassner', 'pack.json'), join(models, 'levi-hassner', 'pack.json'));
    expectRandomWeights();
    writeDownloads();
    await addPack({ modelsFolder: models, name: 'levi-hassner', from });
    const pack = loadPack('levi-hassner', models);
    const found: Estimate[] = [];
    for (const square of squares) found.push(await estimateOnce(pack, frame, { square, landmarks: null }));
    return found;
  }

  test('in the form of 2015, as the published files have it, estimates what a plain forward pass gives', async () => {
    const found = await estimates('old');
    for (const [index, square] of squares.entries()) {
      const pixels = (await cropFace(frame, square, 227, 227)).getData();
      const { age, groups, female } = found[index] ?? expect.fail('one estimate for each square');
      expect(age).toBeNull();
      const expected = forward(ages, pixels);
      // Random weights must still tell pictures and groups apart, else the comparison proves nothing.
      expect(Math.max(...expected)).toBeGreaterThan(0.2);
      expect(Math.max(...expected)).toBeLessThan(0.95);
      for (const [group, probability] of expected.entries()) expect(groups[group]).toBeCloseTo(probability, 3);
      expect(female).toBeCloseTo(forward(genders, pixels)[1] ?? Number.NaN, 3);
    }
    const [first, second] = found;
    const apart = first?.groups.map((value, index) => Math.abs(value - (second?.groups[index] ?? 0))) ?? [];
    expect(Math.max(...apart)).toBeGreaterThan(0.02);
  }, 120_000);

  test("gives the same to the last bit in that form and in today's", async () => {
    const old = await estimates('old');
    expect(old).toHaveLength(2);
    expect(await estimates('today')).toEqual(old);
  }, 120_000);
});
