import { isDeepStrictEqual } from 'node:util';
import type { Page } from 'playwright-core';
import type { SettingsPatch } from '../../src-main/contract/settings.ts';
import type { WindowKind } from '../../src-main/contract/windows.ts';
import { keepPicture, type RunningSuite, type Shell, startSuite } from './suite-fixture.ts';
import { ATM } from './tours/atm.ts';
import { CAMERA } from './tours/camera.ts';
import { CLOCK } from './tours/clock.ts';
import { LAB } from './tours/lab.ts';
import { LOBBY } from './tours/lobby.ts';
import { comesToRest, resize, type Step, shows } from './tours/step.ts';

export type Theme = 'light' | 'dark';

/** A window in one of its main states. */
export interface Sight {
  readonly page: Page;
  readonly theme: Theme;
  /** E.g. `atm-pin`. */
  readonly name: string;
}

/** A way to look at a state. */
export interface View {
  /** One after the other, as they come from the system. */
  readonly themes: readonly Theme[];
  /** CSS pixels; without it, each window as it is when it is opened for the first time. */
  readonly size?: { readonly width: number; readonly height: number };
  /** Is awaited in each theme. */
  readonly look: (sight: Sight) => Promise<void>;
}

export interface TourOptions {
  readonly language: 'en' | 'ar';
  /** Each state is looked at in all of these, one after the other. In the size of the first it is led to. */
  readonly views: readonly View[];
  /** Whether a picture of each state is kept; else only of one that is not as it should be. */
  readonly pictures?: boolean;
}

interface Visit {
  readonly shell: Shell;
  readonly suite: RunningSuite;
  readonly kind: WindowKind;
  readonly steps: readonly Step[];
}

/** Leads one window through its steps, and looks at each. @returns the window, as it is in the end */
export async function visitWindow(
  { shell, suite, kind, steps }: Visit,
  { language, views, pictures = false }: TourOptions,
): Promise<Page> {
  const page = await suite.open(kind);
  // Nothing is caught half-way through a movement.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const folder = shell.name === 'chromium' ? 'tour' : `tour-${shell.name}`;
  // null: a window of Electron has its own size, and keeps it.
  const first = page.viewportSize();
  const takeSizeOf = async ({ size }: View) => {
    const wanted = size ?? first;
    if (wanted !== null && !isDeepStrictEqual(page.viewportSize(), wanted)) await resize(page, wanted);
  };
  for (const [state, go] of steps) {
    if (views[0] !== undefined) await takeSizeOf(views[0]);
    await go(page);
    const name = `${kind}-${state}`;
    for (const view of views) {
      await takeSizeOf(view);
      for (const theme of view.themes) {
        await page.emulateMedia({ colorScheme: theme });
        await comesToRest(page);
        const place = view.size === undefined ? '' : `-${view.size.width}x${view.size.height}`;
        const keep = () => keepPicture(page, `${folder}/${name}-${language}-${theme}${place}`);
        if (pictures) await keep();
        await view.look({ page, name, theme }).catch(async (error: unknown) => {
          await keep();
          throw error;
        });
      }
    }
  }
  return page;
}

/**
 * Leads through every window and its main states, with a customer at an ATM for the Lobby to show, and at last through
 * a Lobby whose bank could not start.
 */
export async function tour(shell: Shell, options: TourOptions): Promise<void> {
  const { language } = options;
  const visit = (suite: RunningSuite, kind: WindowKind, steps: readonly Step[]) =>
    visitWindow({ shell, suite, kind, steps }, options);
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
