import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { settingsSchema } from '../../../src-main/contract/settings.ts';
import { appVersion } from '../../../src-main/shell/suite-options.ts';
import { freePort } from '../../free-port.ts';
import { seriousFindings } from '../axe.ts';
import { resize } from '../tours/step.ts';
import { logIn, type Stage } from './stage.ts';

/** Changes a PIN in the way of every program that speaks the terminal protocol. */
async function changePin(port: number, account: string, pin: string, newPin: string): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const requests = [
    { op: 'hello', version: 1 },
    { op: 'login', account, pin },
    { op: 'change-pin', pin, newPin },
  ];
  socket.write(requests.map((request, id) => `${JSON.stringify({ id, ...request })}\n`).join(''));
  let said = '';
  for await (const chunk of socket) {
    said += String(chunk);
    if (said.includes('"id":2,"ok":true')) return;
    if (said.includes('"ok":false')) throw new Error(said);
  }
}

/** In the page: whether the icon that it names is there. */
const ICON = `fetch(document.querySelector('link[rel=icon]').href)
  .then(({ status, headers }) => [status, headers.get('content-type')])`;

/** That it is done is said for two seconds only. */
async function copyDetails(alert: Locator): Promise<void> {
  const copied = alert.getByRole('button', { name: 'Copied' });
  await Promise.all([copied.waitFor(), alert.getByRole('button', { name: 'Copy details' }).click()]);
}

/** What the Lobby window shows of the bank at work, and the choices that hold for every window. */
export function describeLobby({ start, share, keep }: Stage): void {
  test('the live board follows a session from the wire to the journal, with nothing secret', async () => {
    const suite = await start();
    const lobby = await suite.open('lobby');
    await lobby.getByText('No clients').waitFor();
    await lobby.getByText('Customers $15,000 = cash −$15,000').waitFor();
    const atm = await suite.open('atm');
    await logIn(atm, '1998', '998');
    await atm.getByRole('button', { name: 'Deposit' }).click();
    await atm.keyboard.type('25');
    // The amount, 'Is this right?' and 'receipt?'.
    for (let answer = 0; answer < 3; answer++) await atm.keyboard.press('Enter');
    await atm.getByRole('heading', { name: 'Deposited' }).waitFor();

    const feed = lobby.getByRole('region', { name: 'Transfers' });
    await feed.getByText('$25.00').waitFor();
    expect(await feed.textContent()).not.toContain('1998');
    const row = feed.getByRole('row').filter({ hasText: '$25.00' });
    const [number, session] = [
      await row.getByRole('cell').first().textContent(),
      await row.getByRole('button').textContent(),
    ];
    await lobby.getByText('Every cent is accounted for').waitFor();
    await keep(lobby, 'lobby-board');

    // One id joins its place on a thread, what it said and what it wrote.
    await lobby.getByRole('button', { name: `Open session ${session}` }).click();
    const sheet = lobby.getByRole('dialog', { name: `Session ${session}` });
    await sheet.getByText('"deposit"').first().waitFor();
    const said = await sheet.locator('.transcript').textContent();
    expect(said).toContain('"pin":"***"');
    expect(said).not.toContain('"998"');
    expect(said).toContain('"account":"··98"');
    expect(said).not.toContain('1998');
    const written = sheet.getByRole('row').filter({ hasText: '$25.00' });
    expect(await written.getByRole('cell').first().textContent()).toBe(number);
    await keep(lobby, 'lobby-session');
    await lobby.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    await row.getByRole('button').click();
    await sheet.waitFor();
    await lobby.keyboard.press('Escape');
    expect(suite.complaints).toEqual([]);
  });

  test('the table says what the picture shows', async () => {
    const suite = await start();
    const lobby = await suite.open('lobby');
    const atm = await suite.open('atm');
    await logIn(atm, '1997', '997');
    await lobby.getByRole('radio', { name: 'Table' }).click();
    const sessions = lobby.getByRole('table', { name: '1 session' });
    await sessions.getByRole('row', { name: /Terminal/ }).waitFor();
    await sessions.getByText('··97').waitFor();
    await lobby.getByText('Mask account numbers').click();
    await sessions.getByText('1997').waitFor();
    await lobby.getByText('Customers $15,000 = cash −$15,000').first().waitFor();
    await keep(lobby, 'lobby-table');
    expect(suite.complaints).toEqual([]);
  });

  test('language and appearance change in every window at once, and are remembered', async () => {
    const suite = await start();
    const lobby = await suite.open('lobby');
    const atm = await suite.open('atm');
    await atm.getByRole('heading', { name: 'Welcome' }).waitFor();
    expect([await lobby.title(), await atm.title()]).toEqual(['Lobby', 'ATM 1 · Lobby']);
    expect(await lobby.evaluate(ICON)).toEqual([200, 'image/svg+xml']);
    await lobby.getByRole('radio', { name: 'العربية' }).click();
    await atm.getByRole('heading', { name: 'أهلًا بك' }).waitFor();
    await expect.poll(() => atm.title()).toBe('الصرّاف ١ · الردهة');
    const firstKey = atm.locator('.key.digit').first();
    expect(await firstKey.textContent()).toBe('١');
    await lobby.getByRole('radio', { name: '123', exact: true }).click();
    await expect.poll(() => firstKey.textContent()).toBe('1');
    await lobby.getByRole('radio', { name: 'داكن' }).click();
    await expect.poll(() => atm.evaluate('document.documentElement.dir')).toBe('rtl');
    await expect.poll(() => atm.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    await keep(lobby, 'lobby-arabic-dark');
    await keep(atm, 'atm-arabic-dark');
    await suite.close();

    const again = await start({ data: suite.data });
    const reopened = await again.open('lobby');
    await reopened.getByRole('heading', { name: 'الردهة' }).waitFor();
    expect(await reopened.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    expect([...suite.complaints, ...again.complaints]).toEqual([]);
  });

  test('a wrong value in settings.json is named with what is used instead; a change that can’t be kept is told', async () => {
    const data = mkdtempSync(join(tmpdir(), 'lobby-e2e-'));
    const file = join(data, 'settings.json');
    writeFileSync(file, '{"language":"en","theme":"pink","clock":{"hours":13}}');
    const suite = await start({ data });
    const lobby = await suite.open('lobby');
    const wrong = lobby.getByRole('alert').filter({ hasText: 'is wrong' });
    await wrong.getByText('the value of theme is wrong; its default, "system", is used.').waitFor();
    await wrong.getByText('the value of clock.hours is wrong; its default, "24", is used.').waitFor();
    await keep(lobby, 'lobby-wrong-settings');
    await copyDetails(wrong);

    // Nothing can be written over a folder.
    rmSync(file);
    mkdirSync(file);
    const dark = lobby.getByRole('radio', { name: 'Dark' });
    await dark.click();
    const refused = lobby.getByRole('alert').filter({ hasText: "The settings can't be saved" });
    await refused.getByRole('button', { name: 'Copy details' }).waitFor();
    await keep(lobby, 'lobby-settings-not-saved');
    expect(await seriousFindings(lobby)).toEqual([]);
    expect(await dark.getAttribute('aria-checked')).toBe('false');
    await refused.getByRole('button', { name: 'Close' }).click();
    await refused.waitFor({ state: 'detached' });
    expect(await wrong.count()).toBe(1);

    rmdirSync(file);
    await dark.click();
    await wrong.waitFor({ state: 'detached' });
    expect(readFileSync(file, 'utf8')).toContain('"theme": "dark"');
    expect(suite.complaints).toEqual([]);
  });

  test('a crowd of real clients comes, works and leaves the books level', async () => {
    const suite = await start();
    const lobby = await suite.open('lobby');
    const crowd = lobby.getByRole('region', { name: 'Crowd' });
    await crowd.getByRole('textbox', { name: 'ATMs' }).fill('40');
    await crowd.getByRole('textbox', { name: 'Operations per second' }).fill('100');
    await crowd.getByRole('button', { name: 'Start the crowd' }).click();
    await crowd.getByText('Running').waitFor();
    await lobby.getByText('40 sessions', { exact: true }).waitFor();
    await lobby.getByRole('region', { name: 'Transfers' }).getByRole('row').nth(3).waitFor();
    await lobby.getByText('Every cent is accounted for').waitFor();
    await keep(lobby, 'lobby-crowd');
    await crowd.getByRole('button', { name: 'Stop' }).click();
    await crowd.getByText('The last crowd').waitFor();
    await lobby.getByText('No clients').waitFor();
    expect(suite.complaints).toEqual([]);
  });

  test('a crowd that the bank does not let in says why, and another one can come', async () => {
    const suite = await start();
    const lobby = await suite.open('lobby');
    await lobby.emulateMedia({ reducedMotion: 'reduce' });
    const crowd = lobby.getByRole('region', { name: 'Crowd' });
    await crowd.getByRole('textbox', { name: 'ATMs' }).fill('1');
    await crowd.getByRole('button', { name: 'Start the crowd' }).click();
    await crowd.getByText('Running').waitFor();
    await crowd.getByRole('button', { name: 'Stop' }).click();
    await crowd.getByText('Idle').waitFor();
    const terminal = await lobby.locator('.bank dt:text-is("Terminal") + dd').textContent();
    await changePin(Number(terminal?.split(':')[1]), '88000001', '0001', '4321');

    await crowd.getByRole('button', { name: 'Start the crowd' }).click();
    await crowd.getByRole('alert').getByText('they have PINs of their own').waitFor();
    await crowd.getByText('Lost').waitFor();
    await crowd.getByRole('button', { name: 'Copy details' }).waitFor();
    await keep(lobby, 'lobby-crowd-failed');
    expect(await seriousFindings(lobby)).toEqual([]);
    await crowd.getByRole('textbox', { name: 'ATMs' }).fill('2');
    await crowd.getByRole('button', { name: 'Start the crowd' }).click();
    await crowd.getByText('Running').waitFor();
    expect(await crowd.getByRole('alert').count()).toBe(0);
    expect(suite.complaints).toEqual([]);
  });

  test('how many come is chosen by slider, too', async () => {
    const suite = await share();
    const lobby = await suite.open('lobby');
    const crowd = lobby.getByRole('region', { name: 'Crowd' });
    const [field, slider] = [crowd.getByRole('textbox', { name: 'ATMs' }), crowd.getByRole('slider', { name: 'ATMs' })];
    await slider.focus();
    await lobby.keyboard.press('ArrowRight');
    expect(await field.inputValue()).toBe('110');
    await lobby.keyboard.press('End');
    expect(await field.inputValue()).toBe('1,000');
    // What is too much stays to be corrected, and says so.
    await field.fill('9999');
    await field.blur();
    await crowd.getByText('A whole number from 1 to 1,000.').waitFor();
    expect([await field.inputValue(), await field.getAttribute('aria-invalid')]).toEqual(['9999', 'true']);
    await field.fill('٤٠');
    await field.blur();
    expect(await field.inputValue()).toBe('40');
    expect(await slider.inputValue()).toBe('40');
    expect(suite.complaints).toEqual([]);
  });

  test('a bank whose port is taken opens on one that is chosen in the window; what is no port is named', async () => {
    const suite = await start({ portTaken: true });
    const lobby = await suite.open('lobby');
    await lobby
      .getByRole('alert')
      .getByText(/uses port \d+\./)
      .waitFor();
    await copyDetails(lobby.getByRole('alert'));
    // What is saved among the settings stands in the fields here, too.
    await lobby.getByRole('button', { name: 'Settings' }).click();
    const dialog = lobby.getByRole('dialog', { name: 'Settings' });
    await dialog.getByLabel('Terminal port').fill('4321');
    await dialog.getByRole('button', { name: 'Save' }).first().click();
    await dialog.getByText('Saved').waitFor();
    await lobby.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    const [teletype, terminal] = [lobby.getByLabel('Teletype port'), lobby.getByLabel('Terminal port')];
    expect(await terminal.inputValue()).toBe('4321');
    await teletype.fill('70000');
    await lobby.getByText('A port is a whole number from 0 to 65535.').waitFor();
    expect(await teletype.getAttribute('aria-invalid')).toBe('true');
    await lobby.getByRole('button', { name: 'Open the bank' }).click();
    expect(await lobby.locator('.bank.failed').count()).toBe(1);
    await teletype.fill(await terminal.inputValue());
    await lobby.getByText('Two ports must not be the same.').waitFor();
    await keep(lobby, 'lobby-ports');

    const port = await freePort();
    await teletype.fill(String(port));
    await terminal.fill('0');
    await lobby.getByRole('button', { name: 'Open the bank' }).click();
    await lobby.getByText('Addresses and threads').click();
    await lobby.getByText(`127.0.0.1:${port}`, { exact: true }).waitFor();
    await lobby.getByText('No clients').waitFor();

    await lobby.getByRole('button', { name: 'Settings' }).click();
    const settings = lobby.getByRole('dialog', { name: 'Settings' });
    expect(await settings.getByLabel('Teletype port').inputValue()).toBe(String(port));
    await settings.getByLabel('Teletype port').fill('0');
    await settings.getByText('Other machines may reach the bank').click();
    await settings.getByText('In PostgreSQL').click();
    await settings.getByLabel('Database').fill('no database');
    await settings.getByRole('button', { name: 'Save' }).first().click();
    await settings.getByText('The URL of a database without a password').waitFor();
    await keep(lobby, 'lobby-books');
    await settings.getByText('On this computer').click();
    await settings.getByRole('button', { name: 'Save' }).first().click();
    await settings.getByText('Saved').waitFor();
    const kept = settingsSchema.parse(JSON.parse(readFileSync(join(suite.data, 'settings.json'), 'utf8')));
    expect(kept.bank).toEqual({ teletypePort: 0, terminalPort: 0, network: true, database: '', otherBanks: [] });

    // It is said until the bank follows, also behind the dialog.
    const reopen = lobby.getByRole('button', { name: 'Reopen now', includeHidden: true });
    await settings.getByText('The bank still uses its previous settings.').waitFor();
    await keep(lobby, 'lobby-outdated-bank');
    expect(await reopen.count()).toBe(2);
    await settings.getByRole('button', { name: 'Reopen now' }).click();
    await lobby
      .getByText(/^0\.0\.0\.0:\d+$/)
      .first()
      .waitFor({ state: 'attached' });
    await expect.poll(() => reopen.count()).toBe(0);
    expect(await lobby.getByText(`127.0.0.1:${port}`, { exact: true }).count()).toBe(0);
    expect(suite.complaints).toEqual([]);
  });

  test('a small window shows the board at once, and unfolds the bank and the crowd', async () => {
    const suite = await start();
    const lobby = await suite.open('lobby');
    await lobby.emulateMedia({ reducedMotion: 'reduce' });
    await resize(lobby, { width: 800, height: 600 });
    await lobby.getByText('No clients').waitFor();
    const inSight = (selector: string) =>
      lobby.evaluate(
        `document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect().bottom <= innerHeight`,
      );
    expect(await inSight('.lanes .nobody')).toBe(true);
    const bank = lobby.getByRole('button', { name: 'Bank' });
    expect(await bank.getAttribute('aria-expanded')).toBe('false');
    await bank.click();
    await lobby.getByText('Addresses and threads').click();
    await lobby.getByText('Session threads').waitFor();
    await bank.click();
    await lobby.getByText('Session threads').waitFor({ state: 'detached' });

    await lobby.getByRole('button', { name: 'Crowd', exact: true }).click();
    await lobby.getByRole('textbox', { name: 'ATMs' }).fill('20');
    expect(await seriousFindings(lobby)).toEqual([]);
    await lobby.getByRole('button', { name: 'Start the crowd' }).click();
    await lobby.getByText('Running').waitFor();
    await lobby.getByRole('button', { name: 'Crowd', exact: true }).click();
    await keep(lobby, 'lobby-small-crowd');
    await lobby.getByRole('button', { name: 'Stop' }).click();
    await lobby.getByText('Idle').waitFor();
    expect(suite.complaints).toEqual([]);
  });

  test('windows and dialogs open by keyboard; About tells the version, the data folder and the licences', async () => {
    const suite = await share();
    const lobby = await suite.open('lobby');
    await lobby.getByRole('button', { name: /New ATM/ }).waitFor();
    await lobby.getByRole('button', { name: 'About Lobby' }).press('Enter');
    const about = lobby.getByRole('dialog', { name: 'About Lobby' });
    await about.getByText(appVersion(), { exact: true }).waitFor();
    await about.getByText(suite.data, { exact: true }).waitFor();
    await about.getByText(/Lobby: MIT\..* SIL Open Font License\./).waitFor();
    await lobby.keyboard.press('Escape');
    await about.waitFor({ state: 'detached' });
    const clock = await suite.windowFrom(() => lobby.keyboard.press('Alt+2'));
    await clock.getByRole('timer').waitFor();
    expect(suite.complaints).toEqual([]);
  });
}
