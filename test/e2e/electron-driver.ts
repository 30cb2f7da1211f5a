import { _electron } from 'playwright-core';
import { findElectron } from '../../scripts/setup/electron.mjs';
import type { WindowKind } from '../../src-main/contract/windows.ts';
import { checkoutPath } from '../../src-main/module-path.ts';
import { collectComplaints, type Shell } from './suite-fixture.ts';

export const ELECTRON = findElectron();

/** The suite in Electron, from the build in out/. */
export const electronShell: Shell = {
  name: 'electron',
  async start(data, args) {
    if (ELECTRON === undefined) throw new Error("Electron's binary is not on this machine");
    const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const app = await _electron.launch({
      executablePath: ELECTRON,
      args: [...root, checkoutPath('.'), '--', ...args],
    });
    const complaints: string[] = [];
    app.on('window', (page) => collectComplaints(page, complaints));
    const lobby = await app.firstWindow();
    collectComplaints(lobby, complaints);
    return {
      data,
      complaints,
      async open(kind: WindowKind) {
        if (kind === 'lobby') return lobby;
        const [page] = await Promise.all([
          app.waitForEvent('window'),
          // The bridge that every page has.
          lobby.evaluate(`window.lobby.openWindow(${JSON.stringify(kind)})`),
        ]);
        await page.waitForLoadState();
        return page;
      },
      async windowFrom(action) {
        const [page] = await Promise.all([app.waitForEvent('window'), action()]);
        await page.waitForLoadState();
        return page;
      },
      async print(page) {
        // Its button opens the system's dialogue, which nobody would answer.
        const window = await app.browserWindow(page);
        const pdf = await window.evaluate(
          "(window) => window.webContents.printToPDF({}).then((pdf) => pdf.toString('base64'))",
        );
        return Buffer.from(String(pdf), 'base64');
      },
      windows: () => app.windows(),
      async kill() {
        const ended = new Promise((resolve) => app.process().once('exit', resolve));
        app.process().kill('SIGKILL');
        await ended;
      },
      close: () => app.close(),
    };
  },
};
