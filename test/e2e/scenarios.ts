import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Shell } from './suite-fixture.ts';
import { bankOpens, confirm, logIn, setStage, takeNotes } from './windows/stage.ts';

/** The colour that the time really has on the screen. */
function colourOf(clock: Page): Promise<unknown> {
  return clock.evaluate("getComputedStyle(document.querySelector('[role=timer] time')).color");
}

/** What somebody sees and does in the windows, the same in both shells. */
export function describeScenarios(shell: Shell): void {
  describe(`in ${shell.name}`, () => {
    const { start, keep } = setStage(shell);

    test('the Lobby window shows where the bank listens and who is connected', async () => {
      const suite = await start();
      const lobby = await suite.open('lobby');
      await bankOpens(lobby);
      const addresses = lobby.getByText(/^127\.0\.0\.1:\d+$/);
      await lobby.getByText('Addresses and threads').click();
      await addresses.first().waitFor();
      expect(await addresses.count()).toBe(2);
      await lobby.getByText('No clients').waitFor();

      const atm = await suite.windowFrom(() => lobby.getByRole('button', { name: /New ATM/ }).click());
      await logIn(atm, '1999', '999');
      await lobby.getByText('1 session', { exact: true }).waitFor();
      await keep(lobby, 'lobby');
      await atm.close();
      await lobby.getByText('No clients').waitFor();
      expect(suite.complaints).toEqual([]);
    });

    test("two ATMs on one account see each other's effect at once", async () => {
      const suite = await start();
      const [one, other] = [await suite.open('atm'), await suite.open('atm')];
      await logIn(one, '1998', '998');
      await logIn(other, '1998', '998');
      await other.getByRole('button', { name: 'Balance', exact: true }).click();
      await other.getByText('$3,000.00').first().waitFor();

      await one.getByRole('button', { name: 'Withdraw' }).click();
      await one.getByRole('button', { name: '$100' }).first().click();
      await confirm(one);
      await takeNotes(one);
      await one.getByRole('heading', { name: 'Paid out' }).waitFor();
      await keep(one, 'atm-receipt');
      await other.getByText('$2,900.00').first().waitFor();
      await keep(other, 'atm-balance');

      await one.getByRole('button', { name: 'Take card and leave' }).click();
      await one.getByText('Your final balance').waitFor();
      await one.getByText('$2,900.00').first().waitFor();
      expect(suite.complaints).toEqual([]);
    });

    test('a wrong PIN is said, and the customer can go on', async () => {
      const suite = await start();
      const atm = await suite.open('atm');
      await atm.getByRole('button', { name: 'Card 1997' }).click();
      await atm.getByRole('heading', { name: 'Enter your PIN' }).waitFor();
      await atm.keyboard.type('111');
      await atm.keyboard.press('Enter');
      await atm.getByText('Wrong PIN. 2 tries left.').waitFor();
      await keep(atm, 'atm-wrong-pin');
      await atm.keyboard.type('997');
      await atm.keyboard.press('Enter');
      await atm.getByRole('heading', { name: 'What would you like to do?' }).waitFor();
    });

    test('the clock tells the time, turns red and remembers it', async () => {
      const suite = await start();
      const clock = await suite.open('clock');
      // Colours change at once.
      await clock.emulateMedia({ reducedMotion: 'reduce' });
      const sentence = clock.getByRole('timer');
      await expect
        .poll(() => sentence.textContent())
        .toMatch(/^It's\s*\d\d:\d\d:\d\d\s+on a beautiful \w+day, \w+ \d{1,2}$/);
      const before = await sentence.textContent();
      await expect.poll(() => sentence.textContent()).not.toBe(before);

      const white = await colourOf(clock);
      await clock.getByRole('button', { name: 'Turn it red' }).click();
      await clock.getByRole('button', { name: 'Turn it white' }).waitFor();
      await expect.poll(() => colourOf(clock)).not.toBe(white);
      const red = await colourOf(clock);
      await keep(clock, 'clock-red');
      await suite.close();

      const again = await start({ data: suite.data });
      const reopened = await again.open('clock');
      await reopened.getByRole('button', { name: 'Turn it white' }).waitFor();
      expect(await colourOf(reopened)).toBe(red);
      expect([...suite.complaints, ...again.complaints]).toEqual([]);
    });

    test('without a camera the window says so, and the demo shows labelled faces', async () => {
      const suite = await start({ cameraMissing: true });
      const camera = await suite.open('camera');
      await camera.getByRole('heading', { name: 'The camera doesn’t work' }).waitFor();
      await keep(camera, 'camera-missing');
      await camera.getByRole('button', { name: /demo/i }).click();
      const faces = camera.getByRole('list', { name: 'Faces' }).getByText(/^about \d+, \d+–\d+$/);
      await faces.first().waitFor({ timeout: 120_000 });
      await keep(camera, 'camera-demo');
      expect(suite.complaints).toEqual([]);
    });

    test('a port that is taken is said with what to do, and the clock works all the same', async () => {
      const suite = await start({ portTaken: true });
      const lobby = await suite.open('lobby');
      const alert = lobby.getByRole('alert');
      await alert.first().waitFor();
      expect(await alert.first().textContent()).toMatch(/uses port \d+\. .*the field below\./);
      await keep(lobby, 'lobby-port-taken');
      const clock = await suite.windowFrom(() => lobby.getByRole('button', { name: /Clock/ }).click());
      await clock.getByRole('timer').waitFor();
      const atm = await suite.open('atm');
      await atm.getByRole('heading', { name: 'Out of service' }).waitFor();
      await atm.getByText('The Lobby window says why').waitFor();
      await keep(atm, 'atm-out-of-service');
      expect(suite.complaints).toEqual([]);
    });
  });
}
