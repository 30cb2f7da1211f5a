import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { SettingsPatch } from '../../../src-main/contract/settings.ts';
import { type Bench, median, type Row } from '../bench.ts';
import { makeWorkbench } from '../windows/headless-chromium.ts';
import { startSuite } from '../windows/suite-window.ts';
import { type WindowPictures, windowPictures } from './camera-window.ts';
import { type ElectronBench, openElectronBench } from './electron-app.ts';

const LEAST_RATE = 29;
const MOST_AGE_MS = 100;
const WARM_UP_MS = 5_000;
const COUNTED_MS = 20_000;
/** The demo needs nobody's consent. */
const SETTINGS: SettingsPatch = { camera: { source: 'demo' } };

/** How the camera's pictures get into a window: over Electron's IPC, and over the browser shell's WebSocket. */
export const bench: Bench = {
  title: 'Camera, into the window',
  async run({ smoke }) {
    const electron = await openElectronBench();
    const workbench = makeWorkbench();
    const [warmUpMs, ms] = smoke ? [500, 2_000] : [WARM_UP_MS, COUNTED_MS];
    const shells = {
      electron: () => inElectron(electron, warmUpMs, ms),
      browser: () => inBrowser(workbench.data('camera'), warmUpMs, ms),
    };
    const [load = Number.NaN] = loadavg();
    try {
      const rounds: { electron: WindowPictures; browser: WindowPictures }[] = [];
      for (let round = 0; round < (smoke ? 1 : 3); round += 1) {
        rounds.push({ electron: await shells.electron(), browser: await shells.browser() });
      }
      const of = (shell: 'electron' | 'browser', figure: keyof WindowPictures): number =>
        median(rounds.map((round) => round[shell][figure]));
      const age = (work: string, figure: keyof WindowPictures): Row => ({
        work,
        unit: 'ms',
        ours: of('electron', figure),
        peer: { name: 'browser shell, headless Chromium', value: of('browser', figure) },
        goal: `< ${MOST_AGE_MS} ms`,
        reached: of('electron', figure) < MOST_AGE_MS,
      });
      return [
        {
          work: 'pictures of 640×480 drawn in the camera window',
          unit: '/s',
          ours: of('electron', 'drawnPerSecond'),
          peer: { name: 'browser shell, headless Chromium', value: of('browser', 'drawnPerSecond') },
          goal: `≥ ${LEAST_RATE}`,
          reached: of('electron', 'drawnPerSecond') >= LEAST_RATE,
          note: `${electron.runtime}; load average before: ${load.toFixed(1)}`,
        },
        age('their age when they arrive, 95 % within', 'arrivedMs'),
        age('their age when they are drawn, 95 % within', 'drawnMs'),
      ];
    } finally {
      workbench.dispose();
      await electron.close();
    }
  },
};

async function inElectron({ startLobby }: ElectronBench, warmUpMs: number, ms: number): Promise<WindowPictures> {
  const app = await startLobby([], SETTINGS);
  try {
    // After the Lobby window, so that it is in front: a page that is covered takes no pictures.
    await app.page.evaluate("void window.lobby.openWindow('camera')");
    return await windowPictures(await app.devtools.page('lobby://camera/camera'), warmUpMs, ms);
  } finally {
    await app.stop();
  }
}

async function inBrowser(data: string, warmUpMs: number, ms: number): Promise<WindowPictures> {
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, 'settings.json'), JSON.stringify(SETTINGS));
  const suite = await startSuite(data);
  try {
    await suite.page.click('.launch.camera');
    const origin = await suite.page.evaluate<string>('location.origin');
    return await windowPictures(await suite.devtools.page(`${origin}/camera`), warmUpMs, ms);
  } finally {
    await suite.stop();
  }
}
