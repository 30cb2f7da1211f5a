import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { settingsSchema } from '../../../src-main/contract/settings.ts';
import { seriousFindings } from '../axe.ts';
import { enter, type Stage } from '../windows/stage.ts';

/** More than a window of the Lobby has controls, with the dialog that is open. */
const MOST_TABS = 80;
/** Parts of a time: day, month, year, hour, minute, second. */
const PARTS = 6;
/** Of a database that nobody serves: its bank can't open, and no bank can be added to those on its books. */
const NO_DATABASE = 'postgres://nobody@127.0.0.1:1/lobby';

interface Box {
  getBoundingClientRect(): { readonly top: number };
  closest(selector: string): Box;
}

/** In the page: whether the dialog around it is scrolled so that it is seen from its first line. */
const isInSight = (element: Box): boolean =>
  element.getBoundingClientRect().top >= element.closest('.dialog').getBoundingClientRect().top;

interface Spoken {
  readonly name: string;
  readonly description: string;
  readonly isWrong: boolean;
}

/** What a screen reader says of the control that has the focus. */
function spoken(page: Page): Promise<Spoken> {
  return page.evaluate(`(() => {
    const { activeElement: control } = document;
    const words = (attribute) => (control.getAttribute(attribute) ?? '').split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '').join(' ').trim();
    const name = control.getAttribute('aria-label') ?? (words('aria-labelledby') || control.textContent.trim());
    return { name, description: words('aria-describedby'), isWrong: control.ariaInvalid === 'true' };
  })()`);
}

/** Goes on with Tab until the control of that name has the focus. @throws Error if none has */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const met: string[] = [];
  while (met.length < MOST_TABS) {
    await page.keyboard.press('Tab');
    const here = await spoken(page);
    if (name.test(here.name)) return;
    met.push(here.name);
  }
  throw new Error(`Tab leads to no ${name}, but to ${met.join(' | ')}`);
}

/** Presses an arrow from one end of a time to the other. @returns the left edges of its parts as they are met, CSS pixels */
async function along(page: Page, arrow: 'ArrowLeft' | 'ArrowRight'): Promise<readonly number[]> {
  const edges: number[] = [];
  for (let part = 0; part < PARTS; part++) {
    if (part > 0) await page.keyboard.press(arrow);
    edges.push(await page.evaluate('document.activeElement.getBoundingClientRect().left'));
  }
  return edges;
}

const WORDS = {
  en: {
    accounts: /^Accounts$/,
    history: /^Balance history 1998$/,
    asOf: 'Balance as of',
    /** In the order of the language. */
    parts: [/^month/, /^day/, /^year/, /^hour/, /^minute/, /^second/],
    missing: 'Enter a date and a time.',
    later: /^The account was opened later/,
    settings: /^Settings$/,
    others: /^Other banks on the same books$/,
    wrong: /^One bank on each line/,
    hint: /ATM windows continue at these banks/,
    save: /^Save$/,
    saved: 'Saved',
    unreachable: /can't be reached/,
    /** Digits as they are typed on the language's keyboard. */
    port: '9998',
  },
  ar: {
    accounts: /^الحسابات$/,
    history: /^تاريخ الرصيد ١٩٩٨$/,
    asOf: 'الرصيد في وقت',
    parts: [/يوم/, /شهر/, /سنة/, /ساع/, /دق/, /ثان|ثوان/],
    missing: 'أدخل تاريخًا ووقتًا.',
    later: /^فُتح الحساب/,
    settings: /^الإعدادات$/,
    others: /^مصارف أخرى على الدفاتر نفسها$/,
    wrong: /^مصرف واحد في كل سطر/,
    hint: /تواصل نوافذ الصرّاف العمل/,
    save: /^حفظ$/,
    saved: 'تم الحفظ',
    unreachable: /يتعذّر الوصول/,
    port: '٩٩٩٨',
  },
} as const;

/** Fields of several parts or lines in the Lobby, with nothing but the keyboard, in a language of each direction. */
export function describeFieldKeys({ start, share, keep }: Stage): void {
  test.each(['en', 'ar'] as const)(
    'a time is entered, corrected and asked for by keyboard alone (%s)',
    async (code) => {
      const words = WORDS[code];
      const suite = await share({ language: code });
      const lobby = await suite.open('lobby');
      await lobby.getByRole('button', { name: words.accounts }).waitFor();
      await tabTo(lobby, words.accounts);
      await lobby.keyboard.press('Enter');
      await lobby.getByRole('button', { name: words.history }).waitFor();
      await tabTo(lobby, words.history);
      await lobby.keyboard.press('Enter');
      const parts = lobby.getByRole('group', { name: words.asOf }).getByRole('spinbutton');
      await parts.nth(PARTS - 1).waitFor();
      await tabTo(lobby, words.parts[0]);
      // Each arrow leads to the next part on its side, from the leftmost to the rightmost and back.
      await along(lobby, 'ArrowLeft');
      const edges = await along(lobby, 'ArrowRight');
      expect(new Set(edges).size).toBe(PARTS);
      expect(edges).toEqual(edges.toSorted((one, other) => one - other));
      expect(await along(lobby, 'ArrowLeft')).toEqual(edges.toReversed());
      // Tab leads through them in the order of the language.
      await tabTo(lobby, words.parts[0]);
      for (const part of words.parts.slice(1)) {
        await lobby.keyboard.press('Tab');
        expect((await spoken(lobby)).name).toMatch(part);
      }

      const missing = lobby.getByRole('alert').getByText(words.missing);
      await lobby.keyboard.press('Enter');
      await missing.waitFor();
      expect(await spoken(lobby)).toMatchObject({ name: expect.stringMatching(words.parts[0]), isWrong: true });
      await keep(lobby, `time-missing-${code}`);
      await enter(lobby, '0203');
      expect(await spoken(lobby)).toMatchObject({ name: expect.stringMatching(words.parts[2]), isWrong: true });
      expect(await seriousFindings(lobby)).toEqual([]);
      await enter(lobby, '2001000000');
      const later = lobby.getByRole('alert').getByText(words.later);
      await later.waitFor();
      expect(await spoken(lobby)).toMatchObject({ name: expect.stringMatching(words.parts[5]), isWrong: false });
      // A part that is erased is missing again: the answer is no longer to what stands there.
      await lobby.keyboard.press('Backspace');
      await lobby.keyboard.press('Enter');
      await missing.waitFor();
      expect(await later.count()).toBe(0);
      expect(await spoken(lobby)).toMatchObject({ name: expect.stringMatching(words.parts[5]), isWrong: true });
      await enter(lobby, '7');
      await later.waitFor();
      await lobby.keyboard.press('Escape');
      await lobby.getByRole('dialog').waitFor({ state: 'detached' });
      // A frame after the dialog has gone.
      await expect.poll(async () => (await spoken(lobby)).name).toMatch(words.accounts);
      expect(suite.complaints).toEqual([]);
    },
  );

  test.each(['en', 'ar'] as const)(
    'other banks are typed, corrected and saved by keyboard alone (%s)',
    async (code) => {
      const words = WORDS[code];
      const bank = { database: NO_DATABASE, otherBanks: ['bank2:9998', 'bank3:9998'] };
      const suite = await start({ settings: { language: code, bank } });
      const lobby = await suite.open('lobby');
      await lobby.locator('.bank.failed .failure').waitFor();
      await tabTo(lobby, words.settings);
      await lobby.keyboard.press('Enter');
      const dialog = lobby.locator('.dialog.settings');
      await dialog.locator('.preferences').waitFor();
      await tabTo(lobby, words.others);
      expect((await spoken(lobby)).description).toMatch(words.hint);

      // The second line, with a port that is none.
      await lobby.keyboard.press('Control+End');
      await lobby.keyboard.press('Backspace');
      await lobby.keyboard.type('x');
      await tabTo(lobby, words.save);
      await lobby.keyboard.press('Enter');
      const refused = await spoken(lobby);
      expect(refused).toMatchObject({ name: expect.stringMatching(words.others), isWrong: true });
      expect(refused.description).toMatch(words.wrong);
      expect(await seriousFindings(lobby)).toEqual([]);
      await keep(lobby, `other-banks-wrong-${code}`);

      await lobby.keyboard.press('Control+End');
      for (let typed = 0; typed < 4; typed++) await lobby.keyboard.press('Backspace');
      await lobby.keyboard.type(words.port);
      await tabTo(lobby, words.save);
      await lobby.keyboard.press('Enter');
      await dialog.getByRole('status').getByText(words.saved).waitFor();
      const kept = () => settingsSchema.parse(JSON.parse(readFileSync(join(suite.data, 'settings.json'), 'utf8'))).bank;
      expect(kept()).toMatchObject(bank);

      // A bank that is added is tried first.
      await lobby.keyboard.press('Shift+Tab');
      await lobby.keyboard.press('Control+End');
      await enter(lobby, '');
      await lobby.keyboard.type('bank4');
      await tabTo(lobby, words.save);
      await lobby.keyboard.press('Enter');
      const alert = dialog.getByRole('alert').filter({ hasText: words.unreachable });
      await alert.waitFor();
      await expect.poll(() => alert.evaluate(isInSight)).toBe(true);
      // That something else was saved a moment ago is said no more.
      expect(await dialog.getByText(words.saved).count()).toBe(0);
      await keep(lobby, `other-banks-refused-${code}`);
      expect(kept()).toMatchObject(bank);
      await lobby.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await expect.poll(async () => (await spoken(lobby)).name).toMatch(words.settings);
      expect(suite.complaints).toEqual([]);
    },
  );
}
