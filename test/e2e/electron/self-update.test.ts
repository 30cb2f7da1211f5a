import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { findElectron } from '../../../scripts/setup/electron.mjs';
import { checkoutPath } from '../../../src-main/module-path.ts';
import { WITHOUT_LINUX } from '../../describe-where.ts';
import { APP_IMAGE, description, openReleaseServer, type ReleaseServer } from '../../wire/shell/release-server.ts';
import { startSuite } from '../suite-fixture.ts';
import { teletypePort } from '../teletype-balance.ts';
import { bankOpens } from '../windows/stage.ts';
import { describeInElectron } from './describe.ts';
import { ElectronShell, type ElectronSuite, WITHOUT_ELECTRON } from './electron-driver.ts';

/**
 * Proves that Lobby becomes the newer version of itself as an AppImage does: its file is replaced by the one that a
 * release's server has, and that one is started once the bank is closed. The file is a program that starts this Lobby
 * again, from the variables that an AppImage's runtime sets; the runtime itself is not there.
 */
const home = mkdtempSync(join(tmpdir(), 'lobby-self-update-'));
const app = join(home, 'app');
const file = join(home, 'Lobby.AppImage');
const electron = findElectron() ?? '';
/** Controls of the Lobby window with its settings open: fewer than this. */
const MOST_CONTROLS = 80;
const OLD = '#!/bin/sh\nexit 1\n';

/** The app as it is packaged: its description says where releases are asked for. */
function layOut(feed: string): void {
  rmSync(app, { recursive: true, force: true });
  cpSync(checkoutPath('out'), join(app, 'out'), { recursive: true });
  for (const part of ['models', 'demo', 'node_modules']) symlinkSync(checkoutPath(part), join(app, part));
  const { name, type, main } = JSON.parse(readFileSync(checkoutPath('package.json'), 'utf8')) as Record<string, string>;
  writeFileSync(
    join(app, 'package.json'),
    JSON.stringify({ name, type, main, version: '0.1.0', publish: { url: feed } }),
  );
}

/** Tells how often a bank was closed when it is started, then is Lobby. */
const newVersion = (log: string, told: string) => `#!/bin/sh
printf '%s\\n' "$$" "$(grep -c '"msg":"stopped"' '${log}')" > '${told}.part'
mv '${told}.part' '${told}'
exec '${electron}' --disable-gpu --no-sandbox "$@"
`;

describeInElectron(
  'an AppImage that updates itself',
  () => ElectronShell.forApp(app, { APPIMAGE: file, APPDIR: dirname(electron) }),
  (shell) => {
    let server: ReleaseServer;
    let suite: ElectronSuite;
    let lobby: Page;
    beforeEach(async () => {
      writeFileSync(file, OLD, { mode: 0o755 });
      server = await openReleaseServer();
      layOut(server.feed);
      const settings = { bank: { teletypePort: 0, terminalPort: 0 } };
      suite = await startSuite(shell, { settings });
      lobby = await suite.open('lobby');
      await bankOpens(lobby);
    });
    afterEach(async () => {
      await suite.close();
      server.close();
    });
    afterAll(() => rmSync(home, { recursive: true, force: true }));

    /** Goes there with the Tab key. */
    const tabTo = async (control: Locator) => {
      await control.waitFor();
      const isThere = () => control.evaluate((element) => element === element.ownerDocument.activeElement);
      for (let left = MOST_CONTROLS; !(await isThere()); left -= 1) {
        if (left === 0) throw new Error('the Tab key does not come there');
        await lobby.keyboard.press('Tab');
      }
    };

    /** Agrees to be told of versions, and takes the one that there is, by the keyboard alone. */
    const update = async () => {
      await tabTo(lobby.getByRole('button', { name: 'Settings' }));
      await lobby.keyboard.press('Enter');
      await tabTo(lobby.getByLabel('Tell me about new versions'));
      await lobby.keyboard.press('Space');
      await lobby.keyboard.press('Escape');
      await tabTo(lobby.getByRole('button', { name: 'Update now' }));
      await lobby.keyboard.press('Enter');
    };

    test('is replaced and started anew, once the ledger is closed and every session told', async () => {
      const told = join(home, 'told');
      const log = join(suite.data, 'lobby.log');
      const content = Buffer.from(newVersion(log, told));
      server.put(APP_IMAGE, content);
      server.put('latest-linux.yml', description(content));
      const session = connect(await teletypePort(suite), '127.0.0.1');
      let heard = '';
      session.setEncoding('utf8').on('data', (text) => {
        heard += text;
      });
      await expect.poll(() => heard).not.toBe('');

      await update();
      const restart = lobby.getByRole('button', { name: 'Restart to finish' });
      await tabTo(restart);
      expect(readFileSync(file, 'utf8')).toBe(OLD);
      await lobby.keyboard.press('Enter');

      expect(await suite.ended).toBe(0);
      expect(heard).toContain('The bank is closing.');
      await expect.poll(() => existsSync(told)).toBe(true);
      const [pid, stopped] = readFileSync(told, 'utf8').split('\n');
      expect(stopped).toBe('1');
      expect(readFileSync(file)).toEqual(content);
      // The same data folder: its locks are free, or the new one would have ended at once; and its bank opens.
      const listening = () => readFileSync(log, 'utf8').match(/"msg":"listening"/g)?.length;
      await expect.poll(listening).toBe(2);
      process.kill(Number(pid), 'SIGTERM');
      await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
      expect(readFileSync(log, 'utf8').match(/"msg":"stopped"/g)?.length).toBe(2);
    });

    test('stays as it is where the file is another than the release says, and its bank goes on', async () => {
      server.put('latest-linux.yml', description(Buffer.from('the real one')));
      server.put(APP_IMAGE, 'another one!');
      await update();
      await lobby.getByText('its SHA-512 differs. It is deleted; nothing has changed.').waitFor();
      expect(readFileSync(file, 'utf8')).toBe(OLD);
      await bankOpens(lobby);
      await suite.close();
      expect(readFileSync(file, 'utf8')).toBe(OLD);
    });
  },
  WITHOUT_LINUX ?? WITHOUT_ELECTRON,
);
