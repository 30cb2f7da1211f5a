import { expect, test } from 'vitest';
import { findStartFault, START_OPTIONS } from '../../../scripts/start-options.mjs';
import { OPTIONS } from '../../../src-main/shell/suite-options.ts';

/** Proves that what is wrong with the words of `npm start` is seen before anything is installed. */
test('start knows the options of both shells', () => {
  const types = (options: Readonly<Record<string, { readonly type: string }>>) =>
    Object.fromEntries(Object.entries(options).map(([name, { type }]) => [name, type]));
  expect(types(START_OPTIONS)).toEqual(types(OPTIONS));
});

test.each([
  [['--colour', 'red'], "There is no option '--colour'."],
  [['--port', '7001', '-q'], "There is no option '-q'."],
  [['--no-open', '--data'], '--data takes a value.'],
  [['atm'], "There is no use for the word 'atm'."],
])('%j: %s', (args, fault) => {
  expect(findStartFault(args)).toBe(fault);
});

test.each([[[]], [['--port=0', '--no-open']], [['LOBBY://open?windows=atm', '--data', '/tmp']]])(
  '%j is right',
  (args) => {
    expect(findStartFault(args)).toBeUndefined();
  },
);
