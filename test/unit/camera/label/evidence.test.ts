import { describe, expect, test } from 'vitest';
import type { Opinion } from '../../../../src-main/camera/process/age-gender/pack.ts';
import { Evidence, type Judge } from '../../../../src-main/camera/process/label/evidence.ts';

/** What is known of a face is the average over its views, by their quality; it neither flips nor outlives its face. */
const GROUPS = ['0-20', '21-40', '41-100'];

/** Takes the first opinion as it is, and of a second one the gender. */
const JUDGE: Judge = {
  groups: GROUPS,
  unsureBelow: 0.7,
  second: { views: 3 },
  judge: ({ age, groups, female }, second) => ({
    age,
    groups: groups ?? new Float32Array(GROUPS.length),
    female: second?.female ?? female,
  }),
};

function view(female: number, age: number | null = 30, groups = [0.1, 0.8, 0.1]): Opinion {
  return { age, groups: Float32Array.from(groups), female, descriptor: null };
}

function labelAfter(views: readonly (readonly [Opinion, number])[], unsureBelow: number | null = 0.8) {
  const evidence = new Evidence(JUDGE);
  for (const [opinion, quality] of views) evidence.add(opinion, quality);
  return evidence.label(unsureBelow);
}

describe('evidence', () => {
  test('of no view is no label', () => {
    expect(labelAfter([])).toBeNull();
  });

  test('of one view is what the view says', () => {
    expect(labelAfter([[view(0.9, 27), 0.5]])).toMatchObject({
      age: expect.closeTo(27),
      group: '21-40',
      groupConfidence: expect.closeTo(0.8),
      gender: 'female',
      genderConfidence: expect.closeTo(0.9),
      unsure: false,
    });
  });

  test('weighs views by their quality', () => {
    const label = labelAfter([
      [view(0.8, 20), 0.9],
      [view(0.2, 60), 0.1],
    ]);
    expect(label).toMatchObject({ age: expect.closeTo(24), genderConfidence: expect.closeTo(0.74) });
  });

  test('between the two is unsure, and how much so is for the viewer to say', () => {
    expect(labelAfter([[view(0.3), 1]], 0.8)).toMatchObject({ gender: 'male', unsure: true });
    expect(labelAfter([[view(0.3), 1]], 0.65)).toMatchObject({ gender: 'male', unsure: false });
    // The pack's own bound, where the viewer says nothing.
    expect(labelAfter([[view(0.31), 1]], null)).toMatchObject({ gender: 'male', unsure: true });
    expect(labelAfter([[view(0.29), 1]], null)).toMatchObject({ gender: 'male', unsure: false });
  });

  test('has no years where the pack knows only groups', () => {
    expect(labelAfter([[view(0.9, null), 1]])).toMatchObject({ age: null, group: '21-40' });
  });

  test('shows the group of the age, where the pack gives years', () => {
    expect(labelAfter([[view(0.9, 44, [0, 0.6, 0.4]), 1]])).toMatchObject({
      group: '41-100',
      groupConfidence: expect.closeTo(0.4),
    });
  });

  test.each([
    ['years', (high: boolean) => view(0.9, high ? 41.6 : 40.4)],
    ['groups', (high: boolean) => view(0.9, null, high ? [0, 0.45, 0.55] : [0, 0.54, 0.46])],
  ])('does not flip between neighbours while %s waver', (_name, wavering) => {
    const evidence = new Evidence(JUDGE);
    const shown = new Set<string | undefined>();
    evidence.add(wavering(false), 1);
    for (let i = 0; i < 20; i += 1) {
      evidence.add(wavering(i % 2 === 0), 1);
      shown.add(evidence.label(0.8)?.group);
    }
    expect([...shown]).toEqual(['21-40']);
  });

  test('follows a lasting change in the end: old views fade', () => {
    const evidence = new Evidence(JUDGE);
    for (let i = 0; i < 50; i += 1) evidence.add(view(0.7, 20), 1);
    for (let i = 0; i < 30; i += 1) evidence.add(view(0.7, 40), 1);
    expect(evidence.label(0.8)?.age).toBeGreaterThan(38);
    expect(evidence.weight).toBeLessThanOrEqual(8.001);
  });

  test('asks for both sides of the first views, then for one, in turns: the mean stays that of both', () => {
    const evidence = new Evidence(JUDGE);
    const sides = Array.from({ length: 7 }, () => {
      const next = evidence.sides;
      // The network sees one side of this face as older, as networks do.
      evidence.add(view(0.9, { both: 30, seen: 35, mirrored: 25 }[next]), 0.5);
      return next;
    });
    expect(sides).toEqual(['both', 'both', 'both', 'mirrored', 'seen', 'mirrored', 'seen']);
    expect(evidence.label(null)?.age).toBeCloseTo(30);
  });

  test('starts anew when several sure views in a row say that it is somebody else', () => {
    const evidence = new Evidence(JUDGE);
    for (let i = 0; i < 20; i += 1) evidence.add(view(0.98, 25), 1);
    for (let i = 0; i < 2; i += 1) evidence.add(view(0.02, 70, [0, 0, 1]), 1);
    expect(evidence.label(0.8)?.gender).toBe('female');
    evidence.add(view(0.02, 70, [0, 0, 1]), 1);
    expect(evidence.label(0.8)).toMatchObject({ gender: 'male', group: '41-100', age: expect.closeTo(70) });
    expect(evidence.views).toBe(1);
  });
});

describe('second opinions', () => {
  function afterSeconds(views: readonly (readonly [number, number])[]): { evidence: Evidence; asked: boolean[] } {
    const evidence = new Evidence(JUDGE);
    const asked = views.map(([female, quality]) => {
      evidence.add(view(0.5), quality);
      const wanted = evidence.wantsSecond(quality);
      if (wanted) evidence.addSecond(view(female), quality);
      return wanted;
    });
    return { evidence, asked };
  }

  test('are asked for on the first views, and then on those that are clearly better than the worst of them', () => {
    const { asked } = afterSeconds([
      [0.9, 0.3],
      [0.9, 0.5],
      [0.9, 0.4],
      [0.9, 0.34],
      [0.9, 0.36],
      [0.9, 0.41],
      [0.9, 0.47],
    ]);
    expect(asked).toEqual([true, true, true, false, true, false, true]);
  });

  test('count by their quality, and only the best few', () => {
    const { evidence } = afterSeconds([
      [0, 0.1],
      [1, 0.5],
      [1, 0.5],
      [0.6, 1],
    ]);
    expect(evidence.label(0.5)).toMatchObject({ gender: 'female', genderConfidence: expect.closeTo(0.8) });
  });

  test('are dropped with all else when the face is another one', () => {
    const evidence = new Evidence(JUDGE);
    evidence.add(view(0.98), 1);
    evidence.addSecond(view(0.9), 1);
    expect(evidence.label(0.5)?.genderConfidence).toBeCloseTo(0.9);
    for (let i = 0; i < 3; i += 1) evidence.add(view(0.02), 1);
    expect(evidence.label(0.5)).toMatchObject({ gender: 'male', genderConfidence: expect.closeTo(0.98) });
    expect(evidence.wantsSecond(0.1)).toBe(true);
  });

  test('are never asked for where the pack has none', () => {
    expect(new Evidence({ ...JUDGE, second: null }).wantsSecond(1)).toBe(false);
  });
});
