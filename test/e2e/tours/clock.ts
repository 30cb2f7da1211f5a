import { click, type Step, shows } from './step.ts';

export const CLOCK: readonly Step[] = [
  ['wall', shows('.zones li')],
  [
    'options',
    async (page) => {
      await click(page, '.rail [aria-expanded]');
      await shows('.clock-options .zone-list')(page);
    },
  ],
];
