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
import { labelOf } from '../../../src-main/camera/process/evaluation/labelled-pictures.ts';
import { recordLines } from '../../../src-main/camera/process/evaluation/record.ts';
import { type Report, reportText } from '../../../src-main/camera/process/evaluation/report.ts';
import { reportPage } from '../../../src-main/camera/process/evaluation/report-page.ts';
import { type Judged, summarise, worstCases } from '../../../src-main/camera/process/evaluation/summary.ts';
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

const GROUPS = ['0-2', '4-6', '25-32'];
type Label = Judged['label'];

function judged(age: number, female: boolean, label: Partial<Label>): Judged {
  const standard: Label = {
    ...{ age: 2, group: '0-2', groupConfidence: 0.5, gender: 'female', genderConfidence: 0.9, unsure: false },
  };
  const box = { x: 0, y: 0, width: 10, height: 10 };
  return { file: `${age}_${female ? 1 : 0}_.jpg`, age, female, box, label: { ...standard, ...label } };
}

describe('the figures', () => {
  const faces = [
    judged(1, true, {}), // right in all
    judged(5, false, { gender: 'male', genderConfidence: 0.6, unsure: true }), // a group off, gender right but unsure
    judged(28, false, { genderConfidence: 0.95 }), // two groups off, gender wrong and shown
    judged(20, true, { age: 24, group: '25-32', groupConfidence: 0.8 }), // between groups: counts for 25-32
  ];
  const missed = [{ file: '30_0_.jpg', age: 30, female: false }];
  const summary = summarise(faces, missed, GROUPS);

  test('count over all faces', () => {
    expect(summary.all).toEqual({
      name: 'all',
      found: { count: 4, of: 5 },
      genderRight: { count: 3, of: 4 },
      shown: { count: 3, of: 4 },
      shownRight: { count: 2, of: 3 },
      groupExact: { count: 2, of: 4 },
      groupOneOff: { count: 3, of: 4 },
      ageError: (1 + 3 + 26 + 4) / 4,
    });
  });

  test('are told for women and men, and for each true group', () => {
    expect(summary.women).toMatchObject({
      found: { count: 2, of: 2 },
      genderRight: { count: 2, of: 2 },
      ageError: 2.5,
    });
    expect(summary.men).toMatchObject({
      found: { count: 2, of: 3 },
      genderRight: { count: 1, of: 2 },
      shown: { count: 1, of: 2 },
      shownRight: { count: 0, of: 1 },
      ageError: 14.5,
    });
    expect(summary.byGroup.map(({ all }) => [all.name, all.found.count, all.ageError])).toEqual([
      ['0-2', 1, 1],
      ['4-6', 1, 3],
      ['25-32', 2, 15],
    ]);
    expect(summary.byGroup[2]?.men.found).toEqual({ count: 1, of: 2 });
    expect(summary.byGroup[2]?.women.genderRight).toEqual({ count: 1, of: 1 });
    expect(summary.byGroup[0]?.men).toMatchObject({ found: { count: 0, of: 0 }, ageError: null });
  });

  test('are told for what labels say and claim', () => {
    expect(summary.byLabel).toEqual([
      { name: 'female', right: { count: 2, of: 3 } },
      { name: 'male', right: { count: 0, of: 0 } },
      { name: 'unsure', right: { count: 1, of: 1 } },
    ]);
    // 0.9 × 0.5 and 0.95 × 0.5, of which one is right in both; 0.9 × 0.8.
    expect(summary.claims[4]).toMatchObject({ claimed: expect.closeTo(0.4625), right: { count: 1, of: 2 } });
    expect(summary.claims[7]).toMatchObject({ claimed: expect.closeTo(0.72), right: { count: 1, of: 1 } });
    expect(summary.claims.filter(({ claimed }) => claimed !== null)).toHaveLength(2);
  });

  test('count which groups are taken for which', () => {
    expect(summary.confusion).toEqual([
      [1, 0, 0],
      [1, 0, 0],
      [1, 0, 1],
    ]);
  });

  test('have no error in years where a pack only knows groups', () => {
    expect(summarise([judged(1, true, { age: null })], [], GROUPS).all.ageError).toBeNull();
  });

  test('name the worst cases, the worst first, and those alone', () => {
    const { gender, age } = worstCases([judged(40, false, {}), ...faces], 2);
    expect(gender.map(({ file }) => file)).toEqual(['28_0_.jpg', '40_0_.jpg']);
    expect(age.map(({ file }) => file)).toEqual(['40_0_.jpg', '28_0_.jpg']);
    expect(worstCases([judged(2, true, {})], 2)).toEqual({ gender: [], age: [] });
  });
});

describe('the report', () => {
  function report(faces: readonly Judged[]): Report {
    return {
      title: 'a pack',
      folder: 'faces',
      detector: 'ssd',
      unsureBelow: 0.85,
      groups: GROUPS,
      judged: faces,
      summary: summarise(faces, [], GROUPS),
      leftOut: { faceless: [], unreadable: [], unlabelled: [] },
      millisecondsPerFace: 7,
    };
  }
  const people = (count: number, female: boolean, right: number) =>
    Array.from({ length: count }, (_, index) =>
      judged(28, female, { age: 28, group: '25-32', gender: index < right === female ? 'female' : 'male' }),
    );

  test('says that the gender of men is right far more often than that of women', () => {
    const words = reportText(report([...people(200, true, 134), ...people(200, false, 176)]));
    expect(words).toMatch(
      /^women beside men +right for 67\.0 % of women and 88\.0 % of men: 21\.0 points apart, more than chance \(± 7\.9\)$/m,
    );
    expect(words).toMatch(/^women +100\.0 % \(200 of 200\) +67\.0 % \(134 of 200\) /m);
    expect(words).toMatch(/^25-32, men +100\.0 % \(200 of 200\) +88\.0 % \(176 of 200\) /m);
    expect(words).toMatch(/^female +84\.8 % \(134 of 158\)$/m);
  });

  test('does not tell a difference from chance', () => {
    const words = reportText(report([...people(40, true, 32), ...people(40, false, 34)]));
    expect(words).toMatch(/^women beside men .*: 5\.0 points apart, which may be chance \(± 16\.6\)$/m);
  });

  test('judges nobody by too few faces', () => {
    const words = reportText(report([...people(40, true, 32), ...people(29, false, 0)]));
    expect(words).toMatch(/^women beside men +too few to judge \(40 women, 29 men\)$/m);
    expect(words).toMatch(/^men +too few to judge \(29\)$/m);
    const page = reportPage(report(people(29, false, 0)), new Map());
    expect(page).toContain('<tr><th scope="row">men</th><td>too few to judge (29)</td><td></td>');
  });

  test('as lines of JSON has one for each picture, with a face or without', () => {
    const [face, none] = recordLines([judged(28, false, {}), { file: 'x.jpg', age: 3, female: true }])
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(face).toEqual({
      file: '28_0_.jpg',
      found: true,
      truth: { age: 28, gender: 'male' },
      estimate: {
        age: 2,
        gender: 'female',
        genderProbability: 0.9,
        group: '0-2',
        groupProbability: 0.5,
        unsure: false,
      },
    });
    expect(none).toEqual({ file: 'x.jpg', found: false, truth: { age: 3, gender: 'female' }, estimate: null });
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

  test('tells the figures, and writes the page and the lines', async () => {
    writePictures();
    const page = join(folder, 'report.html');
    const lines = join(folder, 'report.jsonl');
    const { code, stdout, stderr } = await run(folder, '--html', page, '--json', lines);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^face detector +ssd$/m);
    expect(stdout).toMatch(/^faces +75\.0 % \(3 of 4\)$/m);
    expect(stdout).toMatch(/^left out +1 without a face, 1 unreadable, 1 without a label$/m);
    // These three are taken for women in their twenties and thirties.
    expect(stdout).toMatch(/^gender right +100\.0 % \(3 of 3\)$/m);
    expect(stdout).toMatch(/^women +too few to judge \(4\)$/m);
    expect(Number(/^age, mean absolute error +(\d+\.\d+) years$/m.exec(stdout)?.[1])).toBeLessThan(10);
    expect(stdout).toMatch(/^25-32 .*3/m);
    const html = readFileSync(page, 'utf8');
    expect(html).toContain('<th scope="row">face detector</th><td>ssd</td>');
    expect(html.match(/<svg /g)).toHaveLength(4);
    expect(html.match(/<img src="data:image\/jpeg;base64,/g)?.length).toBeGreaterThan(0);
    expect(html).toContain('title="25-32 estimated as 25-32: 3 (100.0 %)">3</td>');
    expect(html).toContain('<summary>1 unreadable</summary><ul><li>30_0_damaged.jpg</li></ul>');
    expect(html).toContain('<summary>1 without a label</summary><ul><li>anna.png</li></ul>');
    expect(html).not.toMatch(/NaN|undefined|https?:/);
    const records = readFileSync(lines, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    expect(records.map(({ file, found }) => [file, found])).toEqual([
      ['30_0_damaged.jpg', false],
      ['30_1_0.png', true],
      ['30_1_1.png', true],
      ['30_1_2.png', true],
      ['30_1_grey.png', false],
    ]);
    for (const { truth, estimate } of records.filter(({ found }) => found)) {
      expect(truth).toEqual({ age: 30, gender: 'female' });
      expect(estimate).toMatchObject({ gender: 'female', group: expect.stringMatching(/^\d+-\d+$/) });
      expect(estimate?.genderProbability).toBeGreaterThan(0.5);
      expect(estimate?.groupProbability).toBeLessThanOrEqual(1);
    }
  });

  test('finds a face that fills its picture, as the camera does', async () => {
    for (const [index, { x, y, width, height }] of markedFaces('sample3.jpg').entries()) {
      cv.imwrite(
        join(folder, `30_1_${index}.png`),
        photo('sample3.jpg')
          .getRegion(new cv.Rect(x, y, width, height))
          .copy(),
      );
    }
    expect((await run(folder)).stdout).toMatch(/^faces +3$/m);
  });

  test('says where a report can not be written', async () => {
    writePictures();
    const place = join(folder, 'absent', 'report');
    for (const option of ['html', 'json']) {
      const { code, stderr } = await run(folder, `--${option}`, place);
      expect(code).toBe(1);
      expect(stderr).toBe(`The file ${place} can't be written (ENOENT): choose another place with --${option}.\n`);
    }
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
    expect((await run(folder, '--unsure-below', '0.4')).code).toBe(2);
  });
});

interface Line {
  readonly file: string;
  readonly found: boolean;
  readonly truth: object;
  readonly estimate: { readonly genderProbability: number; readonly groupProbability: number } | null;
}
