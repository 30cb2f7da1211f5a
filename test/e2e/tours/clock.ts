import { click, type Step, shows } from './step.ts';

export const CLOCK: readonly Step[] = [
  ['wall', shows('.zones li')],
  [
    'timing-choice',
    async (page) => {
      await click(page, '.rail [aria-expanded]');
      await shows('.timing-choice .usual')(page);
    },
  ],
  [
    'timer',
    async (page) => {
      await click(page, '.timing-choice .usual .button:nth-child(2)');
      await page.locator('.timing-choice').waitFor({ state: 'detached' });
      await shows('.timing .left')(page);
    },
  ],
  [
    'timer-paused',
    async (page) => {
      await page.keyboard.press('p');
      await shows('.timing.paused')(page);
    },
  ],
  [
    'options',
    async (page) => {
      await click(page, '.rail [aria-expanded]');
      await shows('.clock-options .zone-list')(page);
    },
  ],
];
