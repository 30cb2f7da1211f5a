import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserWindow } from 'electron';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { WindowKind } from '../../../src-main/contract/windows.ts';
import { type SuiteOptions, startSuite } from '../suite-fixture.ts';
import { bankOpens, choose, confirm, logIn } from '../windows/stage.ts';
import { describeInElectron } from './describe.ts';
import { ElectronShell, type ElectronSuite } from './electron-driver.ts';

/** What only the Electron shell has: native windows, menus, dialogs, and an end of its own. */
describeInElectron(
  'its own shell, for an ordinary user',
  () => ElectronShell.forOrdinaryUser(),
  (shell) => {
    describe('windows', () => {
      let suite: ElectronSuite;
      beforeAll(async () => {
        suite = await startSuite(shell);
      });
      afterAll(() => suite.close());

      /** In the main process, with the window of a page. */
      const native = async <Result>(page: Page, look: (window: BrowserWindow) => Result): Promise<Result> =>
        (await suite.app.browserWindow(page)).evaluate(look);

      const bringForward = async (page: Page) => {
        await native(page, (window) => window.focus());
        await expect.poll(() => native(page, (window) => window.isFocused())).toBe(true);
      };

      test('each page runs in Chromium’s sandbox', async () => {
        const atm = await suite.open('atm');
        for (const page of [await suite.open('lobby'), atm]) {
          const pid = await native(page, ({ webContents }) => webContents.getOSProcessId());
          // Its system calls are filtered (proc_pid_status(5)).
          expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Seccomp:\s+2$/m);
        }
        await atm.close();
      });

      test('windows at rest share a process, and those that draw all the time have their own', async () => {
        const processOf = async (kind: WindowKind) => {
          const page = await suite.open(kind);
          return { page, pid: await native(page, ({ webContents }) => webContents.getOSProcessId()) };
        };
        const [lobby, atm, other, clock, camera, lab] = [
          await processOf('lobby'),
          await processOf('atm'),
          await processOf('atm'),
          await processOf('clock'),
          await processOf('camera'),
          await processOf('lab'),
        ];
        expect([atm.pid, other.pid, clock.pid]).toEqual(Array.from({ length: 3 }, () => lobby.pid));
        expect(new Set([lobby.pid, camera.pid, lab.pid]).size).toBe(3);
        for (const { page } of [atm, other, clock, camera, lab]) await page.close();
      });

      test('no window lies on another', async () => {
        const pages = [await suite.open('lobby')];
        for (const kind of ['atm', 'atm', 'atm', 'clock', 'camera'] as const) pages.push(await suite.open(kind));
        const places = await Promise.all(pages.map((page) => native(page, (window) => window.getPosition().join())));
        expect(new Set(places).size).toBe(places.length);
        for (const page of pages.slice(1)) await page.close();
      });

      test('a window is zoomed by every key that people press for it, and alone', async ({ skip }) => {
        const [atm, other] = [await suite.open('atm'), await suite.open('atm')];
        const zoomOf = (page: Page) => native(page, ({ webContents }) => webContents.getZoomLevel());
        await bringForward(atm);
        const press = async (keys: string, level: number) => {
          suite.screen?.press(keys);
          await expect.poll(() => zoomOf(atm), { message: keys }).toBe(level);
        };
        skip(suite.screen === null, 'there is no keyboard on a screen of the person’s own');
        await press('ctrl+equal', 0.5);
        await press('ctrl+plus', 1);
        await press('ctrl+KP_Add', 1.5);
        await press('ctrl+minus', 1);
        await press('ctrl+KP_Subtract', 0.5);
        await press('ctrl+0', 0);
        await press('ctrl+equal', 0.5);
        if (shell.lacks.isolatedZoom === undefined) expect(await zoomOf(other)).toBe(0);
        else console.log(`That the other window keeps its size is not looked at: ${shell.lacks.isolatedZoom}.`);
        await press('ctrl+KP_0', 0);
        await atm.close();
        await other.close();
      });

      /** Chooses an item of the File menu in the main process, after what `first` does there to the clock's window. */
      const closeAndReopenClock = () =>
        suite.app.evaluate(({ BrowserWindow, Menu }) => {
          const clock = BrowserWindow.getAllWindows().find(({ webContents }) =>
            webContents.getURL().includes('/clock/'),
          );
          const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []);
          clock?.close();
          items?.find(({ accelerator }) => accelerator === 'CommandOrControl+2')?.click();
        });

      test('a window that is asked for while it closes is opened again', async () => {
        const clock = await suite.open('clock');
        const again = await suite.windowFrom(closeAndReopenClock);
        expect(again).not.toBe(clock);
        await again.getByRole('timer').waitFor();
        await again.close();
      });

      test('a page can’t leave its window blank, and can ask for the head of its files', async () => {
        const atm = await suite.open('atm');
        await atm.getByRole('button', { name: 'Card 1998' }).waitFor();
        const status = "fetch('/atm/index.html', { method: 'HEAD' }).then(({ status }) => status)";
        expect(await atm.evaluate(status)).toBe(200);
        await Promise.all([atm.waitForEvent('framenavigated'), atm.evaluate("location.href = 'about:blank'")]);
        await atm.getByRole('button', { name: 'Card 1998' }).waitFor();
        await atm.close();
      });

      test('after a crash of the process that windows share, each has its page again', async () => {
        // A suite of its own: the driver can't use a page that has crashed.
        const crashing = await startSuite(shell);
        try {
          await bankOpens(await crashing.open('lobby'));
          await crashing.open('atm');
          const cards = () =>
            crashing.app.evaluate(({ BrowserWindow }) =>
              Promise.all(
                BrowserWindow.getAllWindows().map(({ webContents }) =>
                  webContents.isLoading() || webContents.isCrashed()
                    ? false
                    : webContents.executeJavaScript("document.querySelector('.card, .launch') !== null"),
                ),
              ),
            );
          await expect.poll(cards).toEqual([true, true]);
          const marked = crashing.app.evaluate(({ BrowserWindow }) =>
            Promise.all(
              BrowserWindow.getAllWindows().map(
                ({ webContents }) =>
                  new Promise<void>((resolve) => webContents.once('render-process-gone', () => resolve())),
              ),
            ).then((all) => all.length),
          );
          await crashing.app.evaluate(({ BrowserWindow }) =>
            BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
          );
          expect(await marked).toBe(2);
          await expect.poll(cards).toEqual([true, true]);
        } finally {
          await crashing.close();
        }
      });

      test('the clock comes back from full screen where it was', async () => {
        const clock = await suite.open('clock');
        const before = await native(clock, (window) => window.getBounds());
        await clock.getByRole('button', { name: 'Full screen' }).click();
        await expect.poll(() => native(clock, (window) => window.isFullScreen())).toBe(true);
        await clock.close();
        const again = await suite.open('clock');
        expect(await native(again, (window) => window.getBounds())).toEqual(before);
        await again.close();
      });

      test('what is saved has a dialog with a title in words', async ({ skip }) => {
        const { screen } = suite;
        if (screen === null) return skip('the titles of a screen of the person’s own are not looked at');
        const atm = await suite.open('atm');
        await logIn(atm, '1999');
        await choose(atm, 'Deposit');
        await choose(atm, '$20');
        await confirm(atm);
        // Without a driver that takes all files by itself.
        const devtools = await atm.context().newCDPSession(atm);
        await devtools.send('Browser.setDownloadBehavior', { behavior: 'default' });
        await choose(atm, 'Save as text');
        await expect.poll(() => screen.titles()).toContain('Save File');
        expect(screen.titles().filter((title) => title.includes('blob:'))).toEqual([]);
        screen.press('Escape');
        await expect.poll(() => screen.titles()).not.toContain('Save File');
        await atm.close();
      });

      test('a second start opens its windows here, and ends', async () => {
        const data = ['--data', suite.data];
        const camera = await suite.windowFrom(async () => {
          const { ended } = await shell.startByHand([...data, '--open=camera']);
          expect(await ended).toBe(0);
        });
        await camera.locator('.consent').waitFor();
        await camera.close();
        expect(suite.complaints).toEqual([]);
      });
    });

    describe('the end', () => {
      const running: ElectronSuite[] = [];
      afterEach(async () => {
        for (const suite of running.splice(0)) await suite.close();
      });
      const start = async (options?: SuiteOptions) => {
        const suite = await startSuite(shell, options);
        running.push(suite);
        return suite;
      };

      test('a Lobby whose bank could not open is quit by its key, and can be started again', async ({ skip }) => {
        const suite = await start({ portTaken: true });
        const lobby = await suite.open('lobby');
        await lobby.getByRole('alert').first().waitFor();
        if (suite.screen === null) return skip('there is no keyboard on a screen of the person’s own');
        const { screen } = suite;
        await expect.poll(() => screen.active()).toBe('Lobby');
        screen.press('ctrl+q');
        expect(await suite.ended).toBe(0);
        const again = await start({ data: suite.data });
        await bankOpens(await again.open('lobby'));
      });

      test('a bug is logged and told, the ledger is closed, and what was confirmed is there afterwards', async () => {
        const suite = await start();
        const atm = await suite.open('atm');
        await logIn(atm, '1998');
        await choose(atm, 'Deposit');
        await choose(atm, '$20');
        await confirm(atm);
        await atm.getByRole('heading', { name: 'Deposited' }).waitFor();
        await suite.app.evaluate(() => {
          setImmediate(() => void Promise.reject(new Error('a bug on purpose')));
        });
        expect(await suite.ended).toBe(1);
        expect(suite.said()).toContain('Lobby closes because of an unexpected error: a bug on purpose.');
        const log = readFileSync(join(suite.data, 'lobby.log'), 'utf8');
        expect(log).toContain('a bug on purpose');
        expect(log.indexOf('"msg":"stopped"')).toBeGreaterThan(log.indexOf('a bug on purpose'));

        const again = await start({ data: suite.data });
        const other = await again.open('atm');
        await logIn(other, '1998');
        await other.locator('.session-bar').getByText('$3,020.00').first().waitFor();
      });

      test('without a folder for temporary files it says so, and ends with 1', async () => {
        const data = mkdtempSync(join(tmpdir(), 'lobby-no-temporary-'));
        shell.lend(data);
        const { ended, said } = await shell.startByHand(['--data', data], { TMPDIR: '/proc' });
        expect(await ended).toBe(1);
        expect(await said).toContain("Lobby can't start: the folder for temporary files, /proc, can't be written");
        rmSync(data, { recursive: true });
      });

      test('in Arabic the menus are in Arabic, all of them', async () => {
        const suite = await start({ settings: { language: 'ar' } });
        const read = () =>
          suite.app.evaluate(({ Menu }) => {
            const top = Menu.getApplicationMenu()?.items ?? [];
            const items = [...top, ...top.flatMap(({ submenu }) => submenu?.items ?? [])];
            return items.filter(({ type }) => type !== 'separator').map(({ label }) => label);
          });
        // The menu comes with the suite, after the first window.
        await expect.poll(async () => (await read()).length).toBeGreaterThan(20);
        const labels = await read();
        expect(labels.filter((label) => !/^[\p{Script=Arabic}\p{Mark} ]+$/u.test(label))).toEqual([]);
      });
    });
  },
);
