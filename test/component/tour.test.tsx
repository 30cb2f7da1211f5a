import { expect, test } from 'vitest';
import type { CrowdState } from '../../src-main/contract/crowd.ts';
import type { LanguageCode } from '../../src-main/contract/languages.ts';
import { Tour } from '../../src-renderer/lobby/tour.tsx';
import { markup, words } from './render.tsx';

/** What the tour says while nobody has pressed anything in it; what its keys and buttons do is in e2e. */

const nothing = () => {};
const draw = (crowd: CrowdState['state'], code: LanguageCode = 'en') =>
  markup(<Tour crowd={crowd} onCrowdStart={nothing} onOpenAtm={nothing} onEnd={nothing} />, code);

test.each([
  ['idle', 'Start a crowd', 'Step 1 of 3', 'Let the crowd in'],
  ['failed', 'Start a crowd', 'Step 1 of 3', 'Let the crowd in'],
  // However it was started.
  ['running', 'Watch', 'Step 2 of 3', 'Next'],
] as const)('with a crowd that is %s it says %s', (crowd, title, step, action) => {
  const text = words(draw(crowd));
  for (const part of [title, step, action, 'Skip the tour']) expect(text).toContain(part);
});

test('a crowd that is coming can not be let in twice', () => {
  expect(draw('starting')).toMatch(/<button[^>]*disabled[^>]*>Let the crowd in/);
  expect(draw('idle')).not.toMatch(/<button[^>]*disabled[^>]*>Let the crowd in/);
});

test('it is a part of the page with a name, not a dialog, and its heading can take the keyboard', () => {
  const html = draw('idle');
  const [, id] = /<section[^>]*aria-labelledby="([^"]+)"/.exec(html) ?? [];
  expect(html).toContain(`<h2 id="${id}" tabindex="-1">`);
  expect(html).not.toContain('dialog');
});

test('in Arabic its numbers are Arabic', () => {
  expect(words(draw('idle', 'ar'))).toContain('الخطوة ١ من ٣');
});
