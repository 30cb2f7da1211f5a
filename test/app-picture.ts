import { writeFileSync } from 'node:fs';
import type { BrowserWindow, Rectangle } from 'electron';
import { chromium, type Page } from 'playwright-core';
import { CHROMIUM } from './e2e/browser-driver.ts';
import { ElectronShell, type ElectronSuite, WITHOUT_ELECTRON } from './e2e/electron/electron-driver.ts';
import type { Pixels } from './e2e/electron/framebuffer.ts';
import { startSuite } from './e2e/suite-fixture.ts';
import { bankOpens } from './e2e/windows/stage.ts';

/** What a window manager puts around a window: the title above, a line elsewhere, in pixels. */
const FRAME = { top: 24, side: 1 };
/** Side by side: behind them the screen is black. */
const LOBBY = { x: 60, y: 100, width: 1100, height: 760 };
const ATM = { x: LOBBY.x + LOBBY.width + 2 * FRAME.side, y: 100, width: 480, height: 760 };

/**
 * Makes the README's picture of the app as people have it on their desktop: in a real Electron on a screen in memory,
 * with an open menu.
 * @returns what keeps it from being made here, in words; undefined: it is made
 */
export async function pictureApp(path: string): Promise<string | undefined> {
  if (WITHOUT_ELECTRON !== undefined) return WITHOUT_ELECTRON;
  const shell = ElectronShell.forOrdinaryUser();
  try {
    const suite = await startSuite(shell, { settings: { theme: 'light', language: 'en' } });
    const { screen } = suite;
    if (screen === null) return 'there is no Xvfb with openbox and xdotool';
    const [lobby, atm] = [await suite.open('lobby'), await suite.open('atm')];
    await atm.getByRole('button', { name: 'Card 1998' }).waitFor();
    await place(suite, atm, ATM);
    await place(suite, lobby, LOBBY);
    await (await suite.app.browserWindow(lobby)).evaluate((window: BrowserWindow) => window.focus());
    await bankOpens(lobby);
    // On its File menu.
    screen.click(LOBBY.x + 12, LOBBY.y + 12);
    // The menu is the system's: nothing tells when it has been drawn.
    await lobby.waitForTimeout(1500);
    const pixels = screen.pixels();
    screen.press('Escape');
    await suite.close();
    await save(pixels, { ...LOBBY, width: ATM.x + ATM.width - LOBBY.x }, path);
    return undefined;
  } finally {
    await shell.close();
  }
}

async function place(suite: ElectronSuite, page: Page, bounds: Rectangle): Promise<void> {
  const window = await suite.app.browserWindow(page);
  await window.evaluate((window: BrowserWindow, to) => window.setBounds(to), bounds);
}

/** Cuts the part with its frame out of the pixels and saves it as JPEG, which a browser can make. */
async function save({ width, data }: Pixels, part: Rectangle, path: string): Promise<void> {
  const browser = await chromium.launch({
    ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const page = await browser.newPage();
  const cut = {
    x: part.x - FRAME.side,
    y: part.y - FRAME.top,
    width: part.width + 2 * FRAME.side,
    height: part.height + FRAME.top + FRAME.side,
  };
  const rows = Array.from({ length: cut.height }, (_, row) => {
    const start = ((cut.y + row) * width + cut.x) * 4;
    return data.subarray(start, start + cut.width * 4);
  });
  const pixels = Buffer.concat(rows).toString('base64');
  const jpeg = await page.evaluate<string>(`(() => {
    const bytes = Uint8ClampedArray.from(atob('${pixels}'), (letter) => letter.charCodeAt(0));
    for (let at = 0; at < bytes.length; at += 4) {
      [bytes[at], bytes[at + 2], bytes[at + 3]] = [bytes[at + 2], bytes[at], 255];
    }
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: ${cut.width}, height: ${cut.height} });
    canvas.getContext('2d').putImageData(new ImageData(bytes, ${cut.width}, ${cut.height}), 0, 0);
    return canvas.toDataURL('image/jpeg', 0.82).split(',')[1];
  })()`);
  writeFileSync(path, Buffer.from(jpeg, 'base64'));
  await browser.close();
}
