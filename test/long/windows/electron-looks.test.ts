import { expect, test } from 'vitest';
import { IPC } from '../../../src-main/shell/electron/names.ts';
import { describeInElectron } from '../../e2e/electron/describe.ts';
import { ElectronShell } from '../../e2e/electron/electron-driver.ts';
import { makeContactSheets } from '../../e2e/looks/contact-sheets.ts';
import { flawsIn } from '../../e2e/looks/flaws.ts';
import { NEWER } from '../../e2e/looks/office-scenes.ts';
import { startSuite } from '../../e2e/suite-fixture.ts';
import { type Sight, visitWindow } from '../../e2e/tour.ts';
import { LOBBY } from '../../e2e/tours/lobby.ts';
import { click, shows } from '../../e2e/tours/step.ts';

/** The Lobby's dialogs as Electron shows them: each is examined, and kept on contact sheets to be looked at. */
const LOOKS = [
  { language: 'en', theme: 'light' },
  { language: 'ar', theme: 'dark' },
] as const;

describeInElectron(
  'the looks of the Lobby',
  () => ElectronShell.forOrdinaryUser(),
  (shell) => {
    test.each(LOOKS)('nothing is cut off, left in English or hard to read ($language, $theme)', async (look) => {
      const flaws: string[] = [];
      const examine = async (sight: Sight) => void flaws.push(...(await flawsIn(sight)));
      const options = { language: look.language, views: [{ themes: [look.theme], look: examine }], pictures: true };
      const suite = await startSuite(shell, { settings: look });
      try {
        const customer = await suite.open('atm');
        await customer.locator('.card').nth(1).click();
        await customer.keyboard.type('998');
        await customer.keyboard.press('Enter');
        await customer.locator('.session-bar').waitFor();
        const lobby = await visitWindow({ shell, suite, kind: 'lobby', steps: LOBBY }, options);
        await lobby.keyboard.press('Escape');
        // What a release's server would answer.
        await suite.app.evaluate(
          ({ BrowserWindow }, { channel, update }) => {
            for (const { webContents } of BrowserWindow.getAllWindows())
              webContents.send(channel, 'updates.state', update);
          },
          { channel: IPC.event, update: NEWER },
        );
        const settings = async () => {
          await click(lobby, '.masthead > .button');
          await shows('.dialog.settings .preferences')(lobby);
        };
        await visitWindow(
          {
            shell,
            suite,
            kind: 'lobby',
            steps: [
              ['updates-banner', shows('.banner.news')],
              ['updates-setting', settings],
            ],
          },
          options,
        );
        await makeContactSheets(`-${look.language}-${look.theme}`, ['tour-electron']);
        expect(flaws).toEqual([]);
      } finally {
        await suite.close();
      }
    });
  },
);
