import { click, type Step, shows } from './step.ts';

/** The Lab: nothing yet, one deposit that it sends itself, and the table that says the same. */
export const LAB: readonly Step[] = [
  ['picture', shows('.time-view canvas')],
  [
    'pinned',
    async (page) => {
      await click(page, '.lab .toolbar .button.primary');
      await shows('.detail .waterfall li')(page);
    },
  ],
  [
    'hex',
    async (page) => {
      await click(page, '.detail .bytes .choice:nth-child(2)');
      await shows('.detail .hex')(page);
    },
  ],
  [
    'table',
    async (page) => {
      await click(page, '.lab .toolbar .choice:nth-child(2)');
      await shows('.requests tbody tr')(page);
    },
  ],
];
