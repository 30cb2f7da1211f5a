import { expect, test } from 'vitest';
import { logIn, type Stage } from './stage.ts';

/** What the Lobby window shows of the bank at work, and the choices that hold for every window. */
export function describeLobby({ start, keep }: Stage): void {
  test('the live board follows a session from the wire to the journal, with nothing secret', async () => {
    const suite = await start();
    const lobby = await suite.open('lobby');
    await lobby.getByText('Nobody is connected').waitFor();
    await lobby.getByText('0 cents').waitFor();
    const atm = await suite.open('atm');
    await logIn(atm, '1998', '998');
    await atm.getByRole('button', { name: 'Deposit' }).click();
    await atm.keyboard.type('25');
    await atm.keyboard.press('Enter');
    await atm.keyboard.press('Enter');
    await atm.getByRole('heading', { name: 'Deposited' }).waitFor();

    const feed = lobby.getByRole('region', { name: 'Transfers' });
    await feed.getByText('$25.00').waitFor();
    expect(await feed.textContent()).not.toContain('1998');
    await lobby.getByText('Every cent is accounted for').waitFor();
    await keep(lobby, 'lobby-board');

    await lobby
      .getByRole('button', { name: /^Open session/ })
      .first()
      .click();
    const sheet = lobby.getByRole('dialog');
    await sheet.getByText('"deposit"').first().waitFor();
    const said = await sheet.locator('.transcript').textContent();
    expect(said).toContain('"pin":"***"');
    expect(said).not.toContain('"998"');
    expect(said).toContain('"account":"••98"');
    expect(said).not.toContain('1998');
    await sheet.getByText('$25.00').waitFor();
    await keep(lobby, 'lobby-session');
    await lobby.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
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
    await sessions.getByText('••97').waitFor();
    await lobby.getByText('Mask account numbers').click();
    await sessions.getByText('1997').waitFor();
    await lobby.getByText('Sum over all accounts: 0 cents').waitFor();
    await keep(lobby, 'lobby-table');
    expect(suite.complaints).toEqual([]);
  });

  test('language and appearance change in every window at once, and are remembered', async () => {
    const suite = await start();
    const lobby = await suite.open('lobby');
    const atm = await suite.open('atm');
    await atm.getByRole('heading', { name: 'Welcome' }).waitFor();
    await lobby.getByRole('radio', { name: 'العربية' }).click();
    await atm.getByRole('heading', { name: 'أهلًا بك' }).waitFor();
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

  test('a crowd of real clients comes, works and leaves the books level', async () => {
    const suite = await start();
    const lobby = await suite.open('lobby');
    const crowd = lobby.getByRole('region', { name: 'Crowd' });
    await crowd.getByRole('textbox', { name: 'ATMs' }).fill('40');
    await crowd.getByRole('textbox', { name: 'Operations a second' }).fill('100');
    await crowd.getByRole('button', { name: 'Start the crowd' }).click();
    await crowd.getByText('At work').waitFor();
    await lobby.getByText('40 sessions', { exact: true }).waitFor();
    await lobby.getByRole('region', { name: 'Transfers' }).getByRole('row').nth(3).waitFor();
    await lobby.getByText('Every cent is accounted for').waitFor();
    await keep(lobby, 'lobby-crowd');
    await crowd.getByRole('button', { name: 'Stop' }).click();
    await crowd.getByText('The last crowd').waitFor();
    await lobby.getByText('Nobody is connected').waitFor();
    expect(suite.complaints).toEqual([]);
  });

  test('windows open by keyboard', async () => {
    const suite = await start();
    const lobby = await suite.open('lobby');
    await lobby.getByRole('button', { name: /New ATM/ }).waitFor();
    const clock = await suite.windowFrom(() => lobby.keyboard.press('Alt+2'));
    await clock.getByRole('timer').waitFor();
    expect(suite.complaints).toEqual([]);
  });
}
