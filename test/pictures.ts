import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium, type Page } from 'playwright-core';
import type { SettingsPatch } from '../src-main/contract/settings.ts';
import { checkoutPath } from '../src-main/module-path.ts';
import { pictureApp } from './app-picture.ts';
import { browserShell, CHROMIUM, closeChromium } from './e2e/browser-driver.ts';
import { type RunningSuite, startSuite } from './e2e/suite-fixture.ts';

/**
 * Makes the README's pictures from a running suite: `node test/pictures.ts` (see CONTRIBUTING.md). Each is one
 * sheet with the four windows as they are, in the browser shell; and the Lab has pictures of its own.
 */
const SHEETS: readonly { readonly name: string; readonly settings: SettingsPatch }[] = [
  { name: 'light', settings: { theme: 'light' } },
  { name: 'dark', settings: { theme: 'dark', clock: { colour: 'red' } } },
  { name: 'arabic', settings: { theme: 'light', language: 'ar' } },
];
const FOLDER = checkoutPath('docs/pictures');
const JPEG = { type: 'jpeg', quality: 82 } as const;

/** Whether the camera window shows two faces or more with their age: beside its number each then has three others. */
const LABELLED = `(() => {
  const numbers = (face) => face.textContent.match(/\\p{Nd}+/gu) ?? [];
  return [...document.querySelectorAll('.faces li')].filter((face) => numbers(face).length >= 4).length >= 2;
})()`;

/** Customers at the teletype port, so that the live board has something to show. */
function sendCustomers(port: number, stop: AbortSignal): void {
  ['1999\n999\n', '1998\n998\n', '1997\n997\n'].forEach((login, index) => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.write(login);
    const timer = setInterval(() => socket.write(`2\n${10 + index}\n3\n${5 + index}.50\n`), 300 + 150 * index);
    stop.addEventListener('abort', () => {
      clearInterval(timer);
      socket.destroy();
    });
  });
}

/** Logs in at the ATM and goes to the menu, by keyboard only: the keys are the same in every language. */
async function visitAtm(atm: Page): Promise<void> {
  await atm.keyboard.type('1999');
  await atm.keyboard.press('Enter');
  await atm.keyboard.type('999');
  await atm.keyboard.press('Enter');
  await atm.locator('.soft-keys').first().waitFor();
}

/** Pauses the camera at such a moment. People walk on until the key is heard: what was not held is tried again. */
async function holdLabelled(camera: Page): Promise<void> {
  for (;;) {
    // Asked again and again from here: the pages' policy lets nothing be evaluated inside of them.
    while (!(await camera.evaluate(LABELLED))) await wait(100);
    await camera.keyboard.press('Space');
    await wait(500);
    if (await camera.evaluate(LABELLED)) return;
    await camera.keyboard.press('Space');
  }
}

async function windowsOf(suite: RunningSuite): Promise<string[]> {
  const [lobby, atm, clock, camera] = [
    await suite.open('lobby'),
    await suite.open('atm'),
    await suite.open('clock'),
    await suite.open('camera'),
  ];
  // First, however long it takes: an ATM that nobody uses ends its session. A moment with faces that all have their
  // label is held still.
  await camera.bringToFront();
  await holdLabelled(camera);
  const stop = new AbortController();
  const teletype = await lobby.locator('.facts .code').first().textContent();
  sendCustomers(Number(teletype?.split(':')[1]), stop.signal);
  await visitAtm(atm);
  // Long enough for the charts to fill.
  await wait(6_000);
  const shots: string[] = [];
  for (const page of [lobby, atm, clock, camera]) {
    await page.bringToFront();
    shots.push((await page.screenshot({ type: 'png' })).toString('base64'));
  }
  stop.abort();
  return shots;
}

/** Lays the windows out on one sheet. */
async function sheet(shots: readonly string[], dark: boolean, path: string): Promise<void> {
  const browser = await chromium.launch({
    ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 1080 } });
  const images = shots.map((data) => `<img src="data:image/png;base64,${data}">`).join('');
  await page.setContent(`<style>
    body { margin: 0; height: 1080px; display: flex; flex-wrap: wrap; gap: 24px; place-content: center;
      background: ${dark ? '#2a302d' : '#c9cfc8'} }
    img { display: block; border-radius: 10px; box-shadow: 0 6px 24px rgb(0 0 0 / 30%); height: 390px }
    img:nth-child(-n + 2) { height: 610px }
  </style>${images}`);
  await page.waitForFunction('[...document.images].every((image) => image.complete)');
  await page.screenshot({ ...JPEG, path });
  await browser.close();
}

/** The Lab while a crowd keeps the bank busy, held still where one deposit shares its commit with others. */
async function labPicture(suite: RunningSuite, path: string): Promise<void> {
  const lobby = await suite.open('lobby');
  const lab = await suite.open('lab');
  await lab.setViewportSize({ width: 1280, height: 860 });
  await lobby.bringToFront();
  const crowd = lobby.locator('.crowd');
  await crowd.locator('input').nth(0).fill('200');
  await crowd.locator('input').nth(1).fill('800');
  await crowd.locator('button[type=submit]').click();
  await lab.bringToFront();
  await wait(8_000);
  await lab.locator('.lab .toolbar .button.primary').click();
  await lab.locator('.detail .waterfall li').first().waitFor();
  // Wider than the request alone: who went in with it is in sight, too.
  const picture = lab.getByRole('application');
  await picture.focus();
  for (let step = 0; step < 3; step++) await picture.press('-');
  await lab.mouse.move(2, 2);
  await wait(500);
  await lab.screenshot({ ...JPEG, path });
}

mkdirSync(FOLDER, { recursive: true });
for (const { name, settings } of SHEETS) {
  const suite = await startSuite(browserShell(), {
    settings: { ...settings, camera: { source: 'demo', consent: true } },
  });
  const shots = await windowsOf(suite).finally(() => suite.close());
  await sheet(shots, settings.theme === 'dark', `${FOLDER}/${name}.jpg`);
  process.stdout.write(`docs/pictures/${name}.jpg\n`);
}
for (const theme of ['light', 'dark'] as const) {
  const suite = await startSuite(browserShell(), { settings: { theme } });
  await labPicture(suite, `${FOLDER}/lab-${theme}.jpg`).finally(() => suite.close());
  process.stdout.write(`docs/pictures/lab-${theme}.jpg\n`);
}
await closeChromium();
const missing = await pictureApp(`${FOLDER}/app.jpg`);
process.stdout.write(
  missing === undefined ? 'docs/pictures/app.jpg\n' : `docs/pictures/app.jpg is left as it is: ${missing}.\n`,
);
