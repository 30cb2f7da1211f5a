import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../free-port.ts';
import { openDoor } from '../../unit/doors/door-process.ts';
import { startBankProcess } from '../../wire/bank/bank-process.ts';
import { type Bench, inTurns } from '../bench.ts';
import type { DebuggedPage } from './devtools.ts';
import { makeWorkbench } from './headless-chromium.ts';
import { shown } from './opening.ts';
import { startSuite } from './suite-window.ts';

const CLIENTS = 500;
/** Operations a second over all of them. */
const RATE = 500;
/** Frames a second of a window that loses none. */
const FRAMES = 60;

/** Whether the Lab keeps up with a crowd: the frames that it draws, beside those of a blank page at the same time. */
export const bench: Bench = {
  title: 'The Lab and a crowd',
  async run({ smoke }) {
    const workbench = makeWorkbench();
    const seconds = smoke ? 1 : 10;
    const data = workbench.data('lab');
    const clients = smoke ? 10 : CLIENTS;
    // Opens the crowd's accounts: five hundred clients on three accounts would not all be let in.
    await (await startBankProcess(data, ['--crowd-accounts', String(clients)])).end('SIGTERM');
    const port = String(await freePort());
    const suite = await startSuite(data, ['--terminal-port', port]);
    try {
      const origin = await suite.page.evaluate<string>('location.origin');
      await shown(suite.page, '.bank.listening');
      await suite.page.click('.launch.lab');
      const lab = await suite.devtools.page(`${origin}/lab/`);
      const blank = await suite.devtools.open('about:blank');
      await shown(lab, '.time-view canvas');
      const crowd = openDoor([
        ...['crowd', '--clients', String(clients), '--rate', String(smoke ? 50 : RATE), '--teletype-port', '0'],
        ...['--port', port],
      ]);
      await crowd.says(new RegExp(`\\b${clients}\\b.*\\n`));
      await delay(smoke ? 0 : 5_000);
      const gaps: number[] = [];
      const counted = async (page: DebuggedPage): Promise<number> => {
        const { frames, longest } = await framesOf(page, seconds);
        if (page === lab) gaps.push(longest);
        return frames;
      };
      const rates = await inTurns(smoke ? 1 : 3, { blank: () => counted(blank), lab: () => counted(lab) });
      const told = await lab.evaluate<string>(
        `[...document.querySelectorAll('.facts-line span')].map((fact) => fact.textContent).join(', ')`,
      );
      crowd.child.kill('SIGTERM');
      await crowd.ended;
      return [
        {
          work: `frames of the Lab while ${clients} clients do ${RATE} operations a second`,
          unit: '/s',
          ours: rates.lab,
          peer: { name: 'a blank page in the same Chromium, beside the same crowd', value: rates.blank },
          goal: `≥ 0.98 × of ${FRAMES}`,
          reached: rates.lab >= 0.98 * FRAMES,
          note: `longest time between two frames ${Math.round(Math.max(...gaps))} ms; the Lab says: ${told}`,
        },
      ];
    } finally {
      await suite.stop();
      workbench.dispose();
    }
  },
};

/** Counts the frames that a page is asked to draw. @returns frames a second, and the longest time between two, ms */
function framesOf(page: DebuggedPage, seconds: number): Promise<{ readonly frames: number; readonly longest: number }> {
  return page.evaluate(`new Promise((resolve) => {
    let frames = 0;
    let longest = 0;
    let begun;
    let last;
    const frame = (now) => {
      if (begun === undefined) begun = now;
      else { frames++; longest = Math.max(longest, now - last); }
      last = now;
      if (now - begun >= ${seconds * 1_000}) resolve({ frames: (frames * 1000) / (now - begun), longest });
      else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  })`);
}
