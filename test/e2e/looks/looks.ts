import type { Page } from 'playwright-core';
import { type Settings, settingsSchema } from '../../../src-main/contract/settings.ts';
import { patchSettings } from '../../../src-main/settings-file.ts';
import { keepPicture, type Shell, startSuite } from '../suite-fixture.ts';
import type { Sight, Theme, TourOptions } from '../tour.ts';
import { comesToRest } from '../tours/step.ts';
import { ACCOUNT_SCENES } from './account-scenes.ts';
import { ATM_SCENES } from './atm-scenes.ts';
import { ATM_VISIT_SCENES } from './atm-visit-scenes.ts';
import { CAMERA_SCENES } from './camera-scenes.ts';
import { CLOCK_SCENES } from './clock-scenes.ts';
import { LOBBY_SCENES } from './lobby-scenes.ts';
import { OFFICE_SCENES } from './office-scenes.ts';
import type { Scene } from './scene.ts';
import { ToldLine } from './told-line.ts';

/** A language and an appearance. */
export interface Look {
  readonly language: TourOptions['language'];
  readonly theme: Theme;
}

export const SCENES: readonly Scene[] = [
  ...LOBBY_SCENES,
  ...ACCOUNT_SCENES,
  ...OFFICE_SCENES,
  ...ATM_SCENES,
  ...ATM_VISIT_SCENES,
  ...CLOCK_SCENES,
  ...CAMERA_SCENES,
];

/** How long a window may take to come to its state, ms: told at once, it only has to be drawn. */
const PATIENCE_MS = 40_000;

/**
 * Shows scenes one after the other, in one language and appearance, and keeps a picture of each. Only for the browser
 * shell: Electron's windows have no line on which something could be told.
 * @param look is awaited at each
 * @returns what could not be shown, in words
 */
export async function showScenes(
  shell: Shell,
  { language, theme }: Look,
  scenes: readonly Scene[],
  look: (sight: Sight) => Promise<void>,
): Promise<readonly string[]> {
  const lost: string[] = [];
  const suite = await startSuite(shell);
  const settings = settingsSchema.parse({ language, theme, lobby: { tour: false } });
  try {
    for (const scene of scenes) {
      const name = `${scene.kind}-${scene.name}`;
      const page = await suite.open(scene.kind);
      page.setDefaultTimeout(PATIENCE_MS);
      try {
        await show(page, settings, scene);
        await keepPicture(page, `looks/${name}-${language}-${theme}`);
        await look({ page, name, theme });
      } catch (error) {
        await keepPicture(page, `failed-${name}-${language}-${theme}`);
        lost.push(`${name} could not be shown: ${String(error)}`);
      } finally {
        await page.context().close();
      }
    }
  } finally {
    await suite.close();
  }
  return lost;
}

async function show(page: Page, settings: Settings, { settings: patch, size, tell, go }: Scene): Promise<void> {
  // Nothing is caught half-way through a movement.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  if (size !== undefined) await page.setViewportSize(size);
  const line = await ToldLine.between(page);
  const seen = patchSettings(settings, patch ?? {});
  line.answer('settings.get', seen);
  line.answer('settings.change', seen);
  tell?.(line);
  await page.reload();
  await go(page, line);
  await comesToRest(page);
}
