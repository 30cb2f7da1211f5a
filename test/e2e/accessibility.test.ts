import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { expectArabic } from './arabic.ts';
import { seriousFindings } from './axe.ts';
import { describeInChromium } from './browser/describe.ts';
import { browserShell } from './browser-driver.ts';
import { type Sight, tour, type View } from './tour.ts';

/** Every window in its main states is for everybody: by axe, by keyboard alone, and on a small screen. */

/** The longest walk with Tab through one window; more stops than that is a trap. */
const MOST_STOPS = 150;
const TOUR_MS = 420_000;
const THEMES = ['light', 'dark'] as const;

/**
 * In the page: the controls that can be used now (an open dialog takes the rest out of reach), each with a name to tell
 * it by, and whether the focused one can be seen to have the focus.
 */
const CONTROLS = `(() => {
  // The keys and slots of an ATM are for fingers: the keyboard has the same keys, and Enter must not press one of them.
  const forFingers = (element) => element.closest('.keypad, .takeable') !== null && element.tabIndex === -1;
  const inReach = (element) => !forFingers(element) && element.checkVisibility({ visibilityProperty: true }) && element.closest('[inert], [aria-hidden=true]') === null && !element.disabled;
  const scope = [...document.querySelectorAll('[role=dialog]')].at(-1) ?? document;
  const all = [...scope.querySelectorAll('button, a[href], input, select, textarea')].filter(inReach);
  const names = new Map(all.map((element, index) => [element, index + ' ' + (element.getAttribute('aria-label') ?? (element.textContent || element.closest('label')?.textContent || element.type)).trim()]));
  const outlined = (element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
  };
  return { names, outlined };
})()`;

interface Stop {
  /** Its place among all elements. */
  readonly place: number;
  /** null: nothing in the page has the focus. */
  readonly name: string | null;
  readonly visible: boolean;
  /** Whether arrow keys lead on inside a group that is one stop of Tab. */
  readonly group: number;
}

async function stop(page: Page): Promise<Stop> {
  return (await page.evaluate(`(() => {
    const { names, outlined } = window.walked;
    const focused = document.activeElement;
    // A switch is drawn beside its hidden input.
    const drawn = [focused, ...(focused.closest('label')?.querySelectorAll('*') ?? [])];
    const group = focused.closest('[role=radiogroup], [role=toolbar]');
    return {
      place: [...document.querySelectorAll('*')].indexOf(focused),
      name: names.get(focused) ?? (focused === document.body ? null : focused.tagName + ' ' + focused.className),
      visible: drawn.some(outlined),
      group: group === null ? 0 : group.querySelectorAll('button').length,
    };
  })()`)) as Stop;
}

/** Walks with Tab until it comes round, and with arrow keys through groups. */
async function walk(page: Page): Promise<{ reached: Set<string>; unseen: string[] }> {
  const reached = new Set<string>();
  const unseen: string[] = [];
  const note = ({ name, visible }: Stop) => {
    if (name === null) return;
    reached.add(name);
    if (!visible && !unseen.includes(name)) unseen.push(name);
  };
  let first: number | null = null;
  await page.evaluate('void (window.startOfWalk = document.activeElement)');
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    await page.keyboard.press('Tab');
    const here = await stop(page);
    if (here.name !== null && here.place === first) break;
    if (here.name !== null) first ??= here.place;
    note(here);
    for (let arrow = 1; arrow < here.group; arrow++) {
      await page.keyboard.press('ArrowRight');
      note(await stop(page));
    }
    // And the other way: Tab comes in where the group was left, which may be its end.
    for (let arrow = 1; arrow < here.group; arrow++) {
      await page.keyboard.press('ArrowLeft');
      note(await stop(page));
    }
  }
  // The tour goes on with keys: they are not for the control at which the walk ended.
  await page.evaluate('window.startOfWalk.focus()');
  return { reached, unseen };
}

/** All of axe in the first theme; another one changes nothing but colours. */
async function expectAxe({ page, name, theme }: Sight): Promise<void> {
  const findings = await seriousFindings(page, theme === THEMES[0] ? 'all' : 'colours');
  expect(findings, `${name} (${theme})`).toEqual([]);
}

async function expectKeyboard({ page, name }: Sight): Promise<void> {
  await page.evaluate(`void (window.walked = ${CONTROLS})`);
  const { reached, unseen } = await walk(page);
  // A session that ended during the walk took its control with it.
  const all = (await page.evaluate(
    '[...window.walked.names].filter(([element]) => element.isConnected).map(([, name]) => name)',
  )) as string[];
  expect(
    all.filter((control) => !reached.has(control)),
    `${name}: the keyboard does not get there`,
  ).toEqual([]);
  expect(unseen, `${name}: nothing shows that it has the focus`).toEqual([]);
}

/** What is out of sight: with a way to scroll there in windows that scroll, without one in those that don't. */
async function expectInView({ page, name }: Sight): Promise<void> {
  const scrolls = !/^(atm|clock)/.test(name);
  const problems = await page.evaluate(`(() => {
    const { names } = ${CONTROLS};
    const root = document.documentElement;
    const found = root.scrollWidth > root.clientWidth ? ['a horizontal scroll bar'] : [];
    for (const [element, name] of names) {
      const drawn = element.closest('label.switch, .thumb') ?? element;
      if (${scrolls}) drawn.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      const box = drawn.getBoundingClientRect();
      const inside = box.left >= -1 && box.top >= -1 && box.right <= innerWidth + 1 && box.bottom <= innerHeight + 1;
      const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      const covered = top !== null && !drawn.contains(top) && !top.contains(drawn);
      if (!inside || covered) found.push(name + (inside ? ' is covered by ' + top.className : ' is out of view'));
    }
    return found;
  })()`);
  expect(problems, name).toEqual([]);
}

/**
 * Each tour is led through small windows, and each state is looked at in its window's own size, too: who would be led
 * through each size alone would wait for as many states again.
 */
const inSmall: View = { themes: ['light'], size: { width: 800, height: 600 }, look: expectInView };

describeInChromium('axe, keyboard and small screens', () => {
  const shell = browserShell();

  describe('the windows are for everybody', () => {
    test('at 800 by 600 all is in sight, axe finds nothing serious in light and dark, and every control is reached by keyboard, with the focus in sight', {
      timeout: TOUR_MS,
    }, () => {
      const look = async (sight: Sight) => {
        await expectAxe(sight);
        if (sight.theme === 'dark') await expectKeyboard(sight);
      };
      return tour(shell, { language: 'en', views: [inSmall, { themes: THEMES, look }] });
    });

    test('in Arabic all is in sight and nothing serious found either, all reads from right to left, and no English is left', {
      timeout: TOUR_MS,
    }, () => {
      const look = async (sight: Sight) => {
        await expectAxe(sight);
        if (sight.theme === 'light') await expectArabic(sight);
      };
      return tour(shell, { language: 'ar', views: [inSmall, { themes: THEMES, look }] });
    });
  });
});
