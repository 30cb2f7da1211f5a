/**
 * Judging a pack on labelled pictures: the figures on made-up faces whose result is known, and the whole door on real
 * pictures, as a person would run it.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { convertAll } from '../../../src-main/camera/conversion/convert.ts';
import { defaultModelsFolder } from '../../../src-main/camera/conversion/description.ts';
import { labelOf } from '../../../src-main/camera/process/age-gender/evaluation/labelled-pictures.ts';
import { type Judged, summarise } from '../../../src-main/camera/process/age-gender/evaluation/summary.ts';
import { cv } from '../../../src-main/camera/process/opencv.ts';
import { barText } from '../../../src-main/doors/progress-bar.ts';
import { markedFaces, photo } from '../detect/faces/photos.ts';
import { runDoor } from '../doors/door-process.ts';

describe('the label in a file name', () => {
  test.each([
    ['27_1_anna.jpg', { age: 27, female: true }],
    ['101_0_2_20170109.jpg.chip.jpg', { age: 101, female: false }],
    ['5_0_.PNG', { age: 5, female: false }],
    ['27_2_anna.jpg', null],
    ['27_1.jpg', null],
    ['anna.jpg', null],
    ['27_1_anna.txt', null],
  ])('%s', (name, label) => {
    expect(labelOf(name)).toEqual(label);
  });
});

describe('the figures', () => {
  const groups = ['0-2', '4-6', '25-32'];
  const judged = (age: number, female: boolean, told: number, estimate: number | null, sureness: number): Judged => ({
    age,
    female,
    estimate: { age: estimate, groups: Float32Array.from(groups, (_, i) => (i === told ? 1 : 0)), female: sureness },
  });
  const faces = [
    judged(1, true, 0, 2, 0.9), // right in all, sure
    judged(5, false, 0, 2, 0.4), // one group off, gender right but not sure
    judged(28, false, 0, 2, 0.95), // two groups off, gender wrong and sure
    judged(20, true, 2, 24, 0.5), // between groups: counts for 25-32
  ];

  test('are means over all faces', () => {
    const summary = summarise(faces, groups);
    expect(summary).toEqual({
      faces: 4,
      ageError: (1 + 3 + 26 + 4) / 4,
      ageErrorByGroup: [1, 3, 15],
      genderRight: 3 / 4,
      groupExact: 2 / 4,
      groupOneOff: 3 / 4,
      sure: { part: 2 / 4, right: 1 / 2 },
      confusion: [
        [1, 0, 0],
        [1, 0, 0],
        [1, 0, 1],
      ],
    });
  });

  test('have no error in years where a pack only knows groups', () => {
    const { ageError, ageErrorByGroup } = summarise([judged(1, true, 0, null, 0.6)], groups);
    expect(ageError).toBeNull();
    expect(ageErrorByGroup).toEqual([null, null, null]);
  });

  test('say nothing about sure faces where there are none', () => {
    expect(summarise([judged(1, true, 0, 2, 0.6)], groups).sure).toEqual({ part: 0, right: null });
  });
});

test('the progress bar fills with what is done', () => {
  expect(barText('pack', 0, 4, 'x')).toBe(`pack  ${'░'.repeat(30)}   0 %  x`);
  expect(barText('pack', 2, 4, 'x')).toBe(`pack  ${'█'.repeat(15)}${'░'.repeat(15)}  50 %  x`);
  expect(barText('pack', 4, 4, 'x')).toBe(`pack  ${'█'.repeat(30)} 100 %  x`);
  expect(barText('pack', 7, null, '7 MB')).toBe('pack  7 MB');
});

describe('the door', () => {
  let folder: string;
  beforeAll(() => {
    convertAll({ modelsFolder: defaultModelsFolder() });
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lobby-evaluate-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (...options: string[]) => runDoor(['evaluate', ...options]);

  /** The faces of a photo with some surroundings, all labelled as women of 30. */
  function writePictures(): void {
    for (const [index, { x, y, width, height }] of markedFaces('sample3.jpg').entries()) {
      const region = photo('sample3.jpg').getRegion(new cv.Rect(x - 40, y - 40, width + 80, height + 80));
      cv.imwrite(join(folder, `30_1_${index}.png`), region.copy());
    }
    const grey = new cv.Mat(100, 100, cv.CV_8UC3, [90, 90, 90]);
    cv.imwrite(join(folder, '30_1_grey.png'), grey);
    cv.imwrite(join(folder, 'anna.png'), grey);
    writeFileSync(join(folder, '30_0_damaged.jpg'), 'no picture');
    writeFileSync(join(folder, 'notes.txt'), 'no label');
  }

  test('tells the figures and writes the page', async () => {
    writePictures();
    const page = join(folder, 'report.html');
    const { code, stdout, stderr } = await run(folder, '--html', page);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^face detector +ssd$/m);
    expect(stdout).toMatch(/^faces +3$/m);
    expect(stdout).toMatch(/^left out +1 without a face, 1 unreadable, 1 without a label$/m);
    // These three are taken for women in their twenties and thirties.
    expect(stdout).toMatch(/^gender right +100\.0 % \(3 of 3\)$/m);
    expect(Number(/^age, mean absolute error +(\d+\.\d+) years$/m.exec(stdout)?.[1])).toBeLessThan(10);
    expect(stdout).toMatch(/^25-32 .*3/m);
    const html = readFileSync(page, 'utf8');
    expect(html).toContain('<th scope="row">face detector</th><td>ssd</td>');
    expect(html.match(/<svg /g)).toHaveLength(2);
    // One of them is the legend's.
    expect(html.match(/<circle /g)).toHaveLength(4);
    expect(html).toContain('title="25-32 estimated as 25-32: 3 (100.0 %)">3</td>');
    expect(html).toContain('<summary>1 unreadable</summary><ul><li>30_0_damaged.jpg</li></ul>');
    expect(html).toContain('<summary>1 without a label</summary><ul><li>anna.png</li></ul>');
    expect(html).not.toMatch(/NaN|undefined|https?:/);
  });

  test('names the detector that was chosen, or that there was none', async () => {
    writePictures();
    expect((await run(folder, '--detector', 'haar')).stdout).toMatch(/^face detector +haar$/m);
    expect((await run(folder, '--whole')).stdout).toMatch(/^face detector +none \(each picture is a face\)$/m);
  });

  test('fails in one sentence where there is nothing to judge', async () => {
    mkdirSync(join(folder, 'empty'));
    const empty = await run(join(folder, 'empty'));
    expect(empty.code).toBe(1);
    expect(empty.stderr).toMatch(/^There are no labelled pictures in .*: name them age_gender_.*\n$/);
    const absent = await run(join(folder, 'absent'));
    expect(absent.code).toBe(1);
    expect(absent.stderr).toMatch(/^There is no folder .*absent: .*\n$/);
    writeFileSync(join(folder, 'file'), '');
    expect((await run(join(folder, 'file'))).stderr).toMatch(/^.*file is no folder: .*\n$/);
    const noPack = await run(folder, '--pack', 'nobody');
    expect(noPack.code).toBe(1);
    expect(noPack.stderr).toMatch(/^There is no model pack 'nobody'/);
  });

  test('names the right reason where no picture could be judged', async () => {
    writeFileSync(join(folder, '30_0_damaged.jpg'), 'no picture');
    const damaged = await run(folder);
    expect(damaged.code).toBe(1);
    expect(damaged.stderr).toMatch(/^None of the labelled pictures in .* can be read \(1\): .*\n$/);
    cv.imwrite(join(folder, '30_1_grey.png'), new cv.Mat(100, 100, cv.CV_8UC3, [90, 90, 90]));
    const faceless = await run(folder);
    expect(faceless.code).toBe(1);
    expect(faceless.stderr).toMatch(/^No face was found .* \(1; 1 more can't be read\): .* use --whole\.\n$/);
  });

  test('calls wrong usage that', async () => {
    expect((await run()).code).toBe(2);
    expect((await run(folder, '--detector', 'eyes')).code).toBe(2);
    expect((await run(folder, '--fast')).code).toBe(2);
  });
});
