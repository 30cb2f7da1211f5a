import { describe, expect, test } from 'vitest';
import { describeInChromium } from '../../e2e/browser/describe.ts';
import { browserShell } from '../../e2e/browser-driver.ts';
import { makeContactSheets } from '../../e2e/looks/contact-sheets.ts';
import { flawsIn } from '../../e2e/looks/flaws.ts';
import { type Look, SCENES, showScenes } from '../../e2e/looks/looks.ts';
import { tour } from '../../e2e/tour.ts';

/**
 * Every state of the windows in both languages and appearances: those that the tour leads to, and those that are told to
 * a window over its line (waits, failures, full and empty lists, webcams). Each is examined, and kept as a picture in
 * test-results/pictures; contact sheets of them, to be looked at by people, are in test-results/pictures/sheets.
 */
const LOOKS: readonly Look[] = [
  { language: 'en', theme: 'light' },
  { language: 'en', theme: 'dark' },
  { language: 'ar', theme: 'light' },
  { language: 'ar', theme: 'dark' },
];
/** Some of them, by a pattern of their names: `LOBBY_LOOKS='lobby-accounts|atm-.*pin' npm test -- --long test/long/windows`. */
const ONLY = new RegExp(process.env['LOBBY_LOOKS'] ?? '');

describeInChromium('the looks of all windows', () => {
  const shell = browserShell();

  describe('the looks of all windows', () => {
    test.each(LOOKS)('nothing is cut off, left in English or hard to read ($language, $theme)', async (look) => {
      const flaws: string[] = [];
      const examine = async (sight: Parameters<typeof flawsIn>[0]) => void flaws.push(...(await flawsIn(sight)));
      const scenes = SCENES.filter(({ kind, name }) => ONLY.test(`${kind}-${name}`));
      flaws.push(...(await showScenes(shell, look, scenes, examine)));
      if (process.env['LOBBY_LOOKS'] === undefined)
        await tour(shell, {
          language: look.language,
          views: [{ themes: [look.theme], look: examine }],
          pictures: true,
        });
      await makeContactSheets(`-${look.language}-${look.theme}`);
      expect(flaws).toEqual([]);
    });
  });
});
