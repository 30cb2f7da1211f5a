import type { Page } from 'playwright-core';
import type { SettingsPatch } from '../../src-main/contract/settings.ts';
import type { WindowKind } from '../../src-main/contract/windows.ts';
import { keepPicture, type RunningSuite, type Shell, startSuite } from './suite-fixture.ts';
import { ATM } from './tours/atm.ts';
import { CAMERA } from './tours/camera.ts';
import { CLOCK } from './tours/clock.ts';
import { LAB } from './tours/lab.ts';
import { LOBBY } from './tours/lobby.ts';
import { comesToRest, type Step, shows } from './tours/step.ts';

export type Theme = 'light' | 'dark';

/** A window in one of its main states. */
export interface Sight {
  readonly page: Page;
  readonly theme: Theme;
  /** E.g. `atm-pin`. */
  readonly name: string;
}

export interface TourOptions {
  readonly language: 'en' | 'ar';
  /** Each state is looked at in all of these, one after the other, as they come from the system. */
  readonly themes: readonly Theme[];
  /** CSS pixels; without it, each window as it is when it is opened for the first time. */
  readonly size?: { readonly width: number; readonly height: number };
}

interface Visit {
  readonly shell: Shell;
  readonly suite: RunningSuite;
  readonly kind: WindowKind;
  readonly steps: readonly Step[];
}

/** Leads one window through its steps, and keeps a picture of it at each. @param look is awaited at each */
export async function visitWindow(
  { shell, suite, kind, steps }: Visit,
  { language, themes, size }: TourOptions,
  look: (sight: Sight) => Promise<void>,
): Promise<Page> {
  const page = await suite.open(kind);
  // Nothing is caught half-way through a movement.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  if (size !== undefined) await page.setViewportSize(size);
  const folder = shell.name === 'chromium' ? 'tour' : `tour-${shell.name}`;
  const place = size === undefined ? '' : `-${size.width}x${size.height}`;
  for (const [state, go] of steps) {
    await go(page);
    const name = `${kind}-${state}`;
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme });
      await comesToRest(page);
      await keepPicture(page, `${folder}/${name}-${language}-${theme}${place}`);
      await look({ page, name, theme });
    }
  }
  return page;
}

/**
 * Leads through every window and its main states, with a customer at an ATM for the Lobby to show, and at last through
 * a Lobby whose bank could not start. Keeps a picture of each.
 * @param look is awaited at each state
 */
export async function tour(shell: Shell, options: TourOptions, look: (sight: Sight) => Promise<void>): Promise<void> {
  const { language } = options;
  const visit = (suite: RunningSuite, kind: WindowKind, steps: readonly Step[]) =>
    visitWindow({ shell, suite, kind, steps }, options, look);
  const settings: SettingsPatch = {
    language,
    theme: 'system',
    clock: { zones: ['Asia/Kathmandu', 'America/Sao_Paulo'] },
  };
  const suite = await startSuite(shell, { settings });
  try {
    const customer = await suite.open('atm');
    await customer.locator('.card').nth(1).click();
    await customer.keyboard.type('998');
    await customer.keyboard.press('Enter');
    await customer.locator('.session-bar').waitFor();
    // Before the Lobby: that gives the crowd's first account, with which the Lab makes its deposit, another PIN.
    await visit(suite, 'lab', LAB);
    await visit(suite, 'lobby', LOBBY);
    await visit(suite, 'atm', ATM);
    await visit(suite, 'clock', CLOCK);
    await visit(suite, 'camera', CAMERA);
  } finally {
    await suite.close();
  }
  const without = await startSuite(shell, { settings, portTaken: true });
  try {
    await visit(without, 'lobby', [['failed', shows('.bank.failed .failure')]]);
    await visit(without, 'atm', [['out-of-service', shows('.frame.bad')]]);
  } finally {
    await without.close();
  }
}
