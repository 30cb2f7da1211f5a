import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { WINDOW_SIZES, type WindowKind } from '../../../src-main/contract/windows.ts';
import { browserShell, CHROMIUM, FLAGS } from '../browser-driver.ts';
import { PATIENCE_MS } from '../suite-fixture.ts';
import { setStage } from '../windows/stage.ts';
import { describeInChromium } from './describe.ts';
import { entranceOf } from './entrance.ts';

/** The windows as the browser shell opens them, without a browser's frame: how large they are, and where. */

interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

async function windowOf(page: Page) {
  const devtools = await page.context().newCDPSession(page);
  return { devtools, ...(await devtools.send('Browser.getWindowForTarget')) };
}

async function boundsOf(page: Page): Promise<Partial<Bounds>> {
  const { left, top, width, height } = (await windowOf(page)).bounds;
  return { left, top, width, height } as Partial<Bounds>;
}

/** As with the mouse. */
async function move(page: Page, bounds: Bounds): Promise<void> {
  const { devtools, windowId } = await windowOf(page);
  await devtools.send('Browser.setWindowBounds', { windowId, bounds });
  await expect.poll(() => page.evaluate('[screenX, screenY, outerWidth, outerHeight]')).toEqual(Object.values(bounds));
}

/** The size at first, on this screen. */
async function firstSize(page: Page, kind: WindowKind) {
  const [width, height] = (await page.evaluate('[screen.availWidth, screen.availHeight]')) as [number, number];
  const size = WINDOW_SIZES[kind];
  return { width: Math.min(size.width, width), height: Math.min(size.height, height) };
}

describeInChromium('windows of the browser shell', () => {
  const { start } = setStage(browserShell());
  const contexts: BrowserContext[] = [];
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
  });

  async function openLobby(profile: string, url: string): Promise<Page> {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: CHROMIUM ?? '',
      viewport: null,
      args: [...FLAGS, `--app=${url}`],
    });
    contexts.push(context);
    context.setDefaultTimeout(PATIENCE_MS);
    const lobby = context.pages()[0] ?? (await context.waitForEvent('page'));
    await lobby.getByText('No clients').waitFor();
    return lobby;
  }

  async function openBeside(lobby: Page, keys: string): Promise<Page> {
    const [page] = await Promise.all([lobby.context().waitForEvent('page'), lobby.keyboard.press(keys)]);
    await page.getByRole('main').waitFor();
    return page;
  }

  test('are as large as is good for each, and come back where they were on whatever port Lobby runs then', async () => {
    const profile = mkdtempSync(join(tmpdir(), 'lobby-profile-'));
    const places = {
      lobby: { left: 40, top: 60, width: 720, height: 500 },
      clock: { left: 100, top: 50, width: 600, height: 400 },
    };
    const first = await start();
    const lobby = await openLobby(profile, entranceOf(first));
    await expect.poll(() => boundsOf(lobby)).toMatchObject(await firstSize(lobby, 'lobby'));
    const atm = await openBeside(lobby, 'Alt+1');
    await expect.poll(() => boundsOf(atm)).toMatchObject(await firstSize(atm, 'atm'));
    const clock = await openBeside(lobby, 'Alt+2');
    await expect.poll(() => boundsOf(clock)).toMatchObject(await firstSize(clock, 'clock'));
    await move(clock, places.clock);
    await move(lobby, places.lobby);
    for (const page of [atm, clock, lobby]) {
      await Promise.all([page.waitForEvent('close'), page.close({ runBeforeUnload: true })]);
    }
    await lobby.context().close();
    await first.close();

    const again = await start({ data: first.data });
    const reopened = await openLobby(profile, entranceOf(again));
    await expect.poll(() => boundsOf(reopened)).toEqual(places.lobby);
    const other = await openBeside(reopened, 'Alt+2');
    await expect.poll(() => boundsOf(other)).toEqual(places.clock);
  });
});
